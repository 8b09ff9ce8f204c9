-- The names of an account's books that texts of its bank are compared with.
with units as (
    select * from {{ ref('match_unit') }}
    where reconciliation in ('bank', 'processor_clearing', 'files')
),

final as (
    select
        scope,
        counterparty_key,
        count(*) as units
    from units
    where side = 'left' and counterparty_key is not null
    group by scope, counterparty_key
)

select * from final
