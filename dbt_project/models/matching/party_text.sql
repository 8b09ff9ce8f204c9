-- The texts of an account's bank that names of its books are compared with: those that no reference matched.
with undecided as (
    select * from {{ ref('undecided_unit') }}
    where reconciliation in ('bank', 'processor_clearing', 'files')
),

final as (
    select
        scope,
        text_key,
        count(*) as units
    from undecided
    where side = 'right' and text_key is not null
    group by scope, text_key
)

select * from final
