with lines as (
    select * from {{ ref('stg_bank_statements__statement_line') }}
),

proofs as (
    select * from {{ ref('int_bank_statements__statement_proof') }}
),

final as (
    select
        lines.connection_id,
        'bank_line' as record_type,
        lines.line_id as source_id,
        'statement:' || lines.statement_key as document_id,
        lines.connection_id || ':' || lines.account_key as account_id,
        cast(null as varchar) as control_account_id,
        cast(null as varchar) as counterparty_id,
        lines.counterparty,
        lines.amount,
        upper(lines.currency) as currency,
        lines.booking_date as occurred_on,
        lines.booking_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        lines.check_number,
        lines.description,
        lines.reference_keys,
        cast(null as varchar) as group_key,
        lines.payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        case when proofs.is_superseded then 'superseded' else 'booked' end as status,
        coalesce(proofs.is_superseded, false) as is_void,
        false as is_pending
    from lines
    left join proofs
        on
            lines.connection_id = proofs.connection_id
            and lines.statement_key = proofs.statement_key
)

select * from final
