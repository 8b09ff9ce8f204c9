-- The evidence on the pairs that are compared at first.
with units as (
    select * from {{ ref('undecided_unit') }}
),

pairs as (
    select * from {{ ref('blocked_exact') }}
),

final as (
    {{ pair_evidence('pairs', 'units') }}
)

select * from final
