{% test never_null(model, columns) -%}
    {#- None of `columns` is null in any row. One test for all of them, since each test of a run costs as much as a small model; where it fails
        it shows how many nulls each has. -#}
    select {% for column in columns %}count(*) - count({{ column }}) as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ model }}
    having {% for column in columns %}count(*) > count({{ column }}){{ ' or ' if not loop.last }}{% endfor %}
{%- endtest %}

{% test unique_together(model, columns) -%}
    {#- No two rows agree on all `columns`. -#}
    select {{ columns | join(', ') }}, count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{%- endtest %}

{% test identity_holds(model, expression) -%}
    {#- `expression` is true in every row. Null counts as broken. -#}
    select *
    from {{ model }}
    where not coalesce({{ expression }}, false)
{%- endtest %}

{% test rows_preserved_from(model, from_model, from_where='true', where_rows='true') -%}
    {#- As many rows here as there. -#}
    with here as (select count(*) as row_count from {{ model }} where {{ where_rows }}),
    there as (select count(*) as row_count from {{ from_model }} where {{ from_where }})
    select here.row_count as rows_here, there.row_count as rows_there
    from here cross join there
    where here.row_count <> there.row_count
{%- endtest %}
