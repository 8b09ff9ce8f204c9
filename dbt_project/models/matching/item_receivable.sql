{{ config(materialized='table') }}

-- Invoices (left) against what settles them (right): payments, credit notes and, negative, refunds.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

final as (
    select
        'receivable' as reconciliation,
        case when record_type = 'invoice' then 'left' else 'right' end as side,
        connection_id || '|' || currency as scope,
        entry_id,
        facility,
        record_type,
        case when record_type = 'credit_note' then -amount else amount end as amount,
        currency,
        occurred_on as item_on,
        counterparty,
        description,
        cast(null as varchar) as check_number,
        false as is_check,
        case
            when record_type = 'invoice' then {{ text_list(['document_number']) }}
            else reference_keys
        end as stated_references,
        cast(null as varchar) as bundle_key
    from entries
    where record_type in ('invoice', 'customer_payment', 'credit_note', 'customer_refund')
)

select * from final
