with proofs as (
    select * from {{ ref('int_bank_statements__statement_proof') }}
),

final as (
    select
        connection_id,
        statement_key as statement_id,
        connection_id || ':' || account_key as account_id,
        starts_on,
        ends_on,
        opening_balance,
        closing_balance,
        upper(currency) as currency,
        case when is_continuous then 'proved' else 'gap' end as control_status
    from proofs
    where not is_superseded
)

select * from final
