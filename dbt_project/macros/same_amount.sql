{#- Pairs of the same amount of one account, the right one 5 days before to 21 days after the left one; among checks up to 90 days after, for
    people carry them about. A text that clearly names somebody is compared with those that it may name.

    Time is cut into eras as long as the window, so that a year of equal amounts is not compared with itself. Where over fifty units of one
    amount stand in an era, there is a crowd: the names are looked up first, and what no name tells apart is compared with what stands in its
    place on the same and the next three days only. That is enough to call it undecided, and neither time nor memory grows with the square. -#}

{% macro same_amount_ctes(lefts, rights, parties) -%}
{%- set alike -%}
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.currency = rights.currency
            and lefts.amount = rights.amount
{%- endset -%}
{%- set in_time -%}
        {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -5 and case when lefts.is_check and rights.is_check then 90 else 21 end
{%- endset -%}
rights_in_era as (
    select
        *,
        {{ era_of('unit_on') }} as era
    from {{ rights }}
),

crowds as (
    select
        reconciliation,
        scope,
        currency,
        amount,
        era
    from rights_in_era
    group by reconciliation, scope, currency, amount, era
    having count(*) > {{ most_of_an_amount() }}
),

placed_rights as (
    select
        rights_in_era.*,
        crowds.era is not null as is_in_crowd
    from rights_in_era
    left join crowds
        on
            rights_in_era.reconciliation = crowds.reconciliation
            and rights_in_era.scope = crowds.scope
            and rights_in_era.currency = crowds.currency
            and rights_in_era.amount = crowds.amount
            and rights_in_era.era = crowds.era
),

steps as (
    -- a window reaches into the next era, and that of a check into four more
    {{ numbers('step', [0, 27, 54, 81, 108]) }}
),

lefts_in_eras as (
    select
        lefts.*,
        {{ era_of(days_after('lefts.unit_on', '-5')) }} + steps.step as era
    from {{ lefts }} as lefts
    inner join steps
        on steps.step <= 27 or lefts.is_check
),

quiet_pairs as (
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        lefts.scope,
        case when rights.is_clear and not lefts.is_told_otherwise then lefts.counterparty_key end as party_wanted,
        rights.text_key
    from lefts_in_eras as lefts
    inner join placed_rights as rights
        on
            {{ alike }}
            and lefts.era = rights.era
    where
        not rights.is_in_crowd
        and {{ in_time }}
),

crowded_rights as (
    select * from placed_rights
    where is_in_crowd
),

crowded_by_name as (
    select
        rights.*,
        parties.counterparty_key as party,
        count(*) over (
            partition by rights.reconciliation, rights.scope, rights.currency, rights.amount, rights.era, parties.counterparty_key
        ) as namesakes,
        {{ place_among('rights', 'parties.counterparty_key') }} as place
    from crowded_rights as rights
    inner join {{ parties }} as parties
        on rights.scope = parties.scope and rights.text_key = parties.text_key
    where rights.is_clear
),

crowded_unnamed as (
    select
        *,
        {{ place_among('crowded_rights', "''") }} as place
    from crowded_rights
),

crowded_amounts as (
    select distinct
        reconciliation,
        scope,
        currency,
        amount
    from crowds
),

lefts_in_crowd as (
    select
        lefts.*,
        {{ place_among('lefts', 'lefts.counterparty_key') }} as place_of_name,
        {{ place_among('lefts', "''") }} as place
    from {{ lefts }} as lefts
    inner join crowded_amounts
        on
            lefts.reconciliation = crowded_amounts.reconciliation
            and lefts.scope = crowded_amounts.scope
            and lefts.currency = crowded_amounts.currency
            and lefts.amount = crowded_amounts.amount
),

lags as (
    {{ numbers('lag_days', range(4)) }}
),

lefts_and_next_days as (
    select
        lefts_in_crowd.*,
        {{ days_after('lefts_in_crowd.unit_on', 'lags.lag_days') }} as met_on
    from lefts_in_crowd
    cross join lags
),

same_amount as (
    select
        quiet_pairs.left_unit_id,
        quiet_pairs.right_unit_id,
        quiet_pairs.left_on,
        quiet_pairs.right_on
    from quiet_pairs
    left join {{ parties }} as parties
        on
            quiet_pairs.scope = parties.scope
            and quiet_pairs.party_wanted = parties.counterparty_key
            and quiet_pairs.text_key = parties.text_key
    where quiet_pairs.party_wanted is null or parties.text_key is not null
    union all
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on
    from lefts_in_eras as lefts
    inner join crowded_by_name as rights
        on
            {{ alike }}
            and lefts.era = rights.era
            and lefts.counterparty_key = rights.party
    where
        rights.namesakes <= {{ most_of_an_amount() }}
        and {{ in_time }}
    union all
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on
    from lefts_and_next_days as lefts
    inner join crowded_by_name as rights
        on
            {{ alike }}
            and lefts.met_on = rights.unit_on
            and lefts.counterparty_key = rights.party
            and lefts.place_of_name = rights.place
    where rights.namesakes > {{ most_of_an_amount() }}
    union all
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on
    from lefts_and_next_days as lefts
    inner join crowded_unnamed as rights
        on
            {{ alike }}
            and lefts.met_on = rights.unit_on
            and lefts.place = rights.place
    where not rights.is_clear or lefts.is_told_otherwise
),
{%- endmacro %}

{% macro era_of(day, length=27) -%}
    {#- The first day (as a number) of the `length` days in which a day lies. -#}
    {%- set number = days_between("cast('1970-01-01' as date)", day) -%}
    ({{ number }} - mod({{ number }}, {{ length }}))
{%- endmacro %}

{% macro place_among(units, name) -%}
    {#- The place of a unit, in fours, among those of its amount and name of its day. -#}
    {%- set number -%}
        row_number() over (
            partition by {{ units }}.reconciliation, {{ units }}.scope, {{ units }}.currency, {{ units }}.amount, {{ units }}.unit_on, {{ name }}
            order by {{ units }}.unit_id
        )
    {%- endset -%}
    ({{ number }} - mod({{ number }}, 4))
{%- endmacro %}
