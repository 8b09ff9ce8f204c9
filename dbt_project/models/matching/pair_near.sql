-- The evidence on the pairs that are compared among what is left.
with units as (
    select * from {{ ref('free_unit') }}
),

pairs as (
    select * from {{ ref('blocked_near') }}
),

final as (
    {{ pair_evidence('pairs', 'units') }}
)

select * from final
