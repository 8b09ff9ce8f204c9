{% macro pairs_of_one_amount(lefts, rights, party) -%}
    {#- Pairs of the same amount of one account (and of the same party, where `party` names a column of both): left_unit_id, right_unit_id. The right
        one comes 5 days before to 21 days after the left one; among checks up to 90 days after, for people carry them about.
        Time is cut into eras as long as the window, so that a year of equal amounts is not compared with itself. Where over fifty units of
        one amount stand in one era, each is compared with those of its place on the same and the next three days only: whatever tells them
        apart, it is not the amount, and what they have in common is enough to call them undecided. -#}
    {%- set columns = ['reconciliation', 'scope', 'currency', 'amount'] + ([party] if party else []) -%}
    {%- set class = columns | join(', ') -%}
    {%- set days = days_between('lefts.unit_on', 'rights.unit_on') -%}
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id
    from (
        select
            windows.*,
            steps.step + windows.first_era as era
        from (select {{ lefts }}.*, {{ era_of(days_after('unit_on', '-5')) }} as first_era from {{ lefts }}) as windows
        inner join (select 0 as step union all select 27 union all select 54 union all select 81 union all select 108) as steps
            on steps.step <= 27 or windows.is_check
    ) as lefts
    inner join (select {{ rights }}.*, {{ era_of('unit_on') }} as era from {{ rights }}) as rights
        on
            lefts.era = rights.era
            {%- for column in columns %}
            and lefts.{{ column }} = rights.{{ column }}
            {%- endfor %}
    left join (
        select {{ class }}, {{ era_of('unit_on') }} as era
        from {{ rights }}
        group by {{ class }}, {{ era_of('unit_on') }}
        having count(*) > 50
    ) as crowds
        on
            rights.era = crowds.era
            {%- for column in columns %}
            and rights.{{ column }} = crowds.{{ column }}
            {%- endfor %}
    where
        crowds.era is null
        and {{ days }} between -5 and case when lefts.is_check and rights.is_check then 90 else 21 end
    union all
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id
    from (
        select
            placed.*,
            {{ days_after('placed.unit_on', 'lags.lag_days') }} as met_on
        from ({{ placed_in_crowd(lefts, rights, columns) }}) as placed
        cross join (select 0 as lag_days union all select 1 union all select 2 union all select 3) as lags
    ) as lefts
    inner join ({{ placed_in_crowd(rights, rights, columns) }}) as rights
        on
            lefts.met_on = rights.unit_on
            and lefts.place = rights.place
            {%- for column in columns %}
            and lefts.{{ column }} = rights.{{ column }}
            {%- endfor %}
{%- endmacro %}

{% macro era_of(day) -%}
    {#- The first day (as a number) of the 27 days in which a day lies. -#}
    {%- set number = days_between("cast('1970-01-01' as date)", day) -%}
    ({{ number }} - mod({{ number }}, 27))
{%- endmacro %}

{% macro placed_in_crowd(units, rights, columns) -%}
    {#- The units that stand in a crowd of `rights`, each with its place (in fours) among its like of that day. -#}
    {%- set class = columns | join(', ') -%}
    select
        standing.*,
        number_on_day - mod(number_on_day, 4) as place
    from (
        select
            {{ units }}.*,
            row_number() over (partition by {{ class }}, unit_on order by unit_id) - 1 as number_on_day
        from {{ units }}
        where exists (
            select 1 from (
                select {{ class }}, {{ era_of('unit_on') }} as era
                from {{ rights }}
                group by {{ class }}, {{ era_of('unit_on') }}
                having count(*) > 50
            ) as crowds
            where
                crowds.era between {{ era_of(days_after('unit_on', '-5')) }} and {{ era_of(days_after('unit_on', '21')) }}
                {%- for column in columns %}
                and crowds.{{ column }} = {{ units }}.{{ column }}
                {%- endfor %}
        )
    ) as standing
{%- endmacro %}
