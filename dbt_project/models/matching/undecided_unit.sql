-- Units that a reference alone did not decide: what the comparisons by name, amount and time are about.
with units as (
    select * from {{ ref('match_unit') }}
),

pairs as (
    select * from {{ ref('pair_by_reference') }}
),

decided as (
    select left_unit_id as unit_id from pairs
    union all
    select right_unit_id as unit_id from pairs
),

final as (
    select units.*
    from units
    left join decided
        on units.unit_id = decided.unit_id
    where decided.unit_id is null
)

select * from final
{{ by_day('unit_on') }}
