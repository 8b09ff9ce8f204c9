with united as (
    {{ union_canonical('ledger_entry', [
        'connection_id', 'record_type', 'source_id', 'document_id', 'account_id', 'control_account_id', 'counterparty_id', 'counterparty',
        'amount', 'currency', 'occurred_on', 'posted_on', 'due_on', 'document_number', 'check_number', 'description', 'reference_keys',
        'group_key', 'payment_method', 'outstanding_amount', 'status', 'is_void', 'is_pending',
    ]) }}
),

connections as (
    select
        connection_id,
        facility
    from {{ source('raw_tieout', 'connection') }}
),

account_facilities as (
    select
        bank_account_id,
        facility
    from {{ ref('bank_account_link') }}
),

kept as (
    -- A record the source deleted is in the mart source_deletion, not here: a fresh load could never know of it.
    select * from united
    where coalesce(status, '') <> 'deleted'
),

final as (
    select
        {{ entry_id('kept.connection_id', 'kept.record_type', 'kept.source_id') }} as entry_id,
        kept.connection_id,
        kept.platform,
        coalesce(connections.facility, account_facilities.facility) as facility,
        kept.record_type,
        kept.source_id,
        kept.document_id,
        kept.account_id,
        kept.control_account_id,
        kept.counterparty_id,
        kept.counterparty,
        {{ money('kept.amount') }} as amount,
        kept.currency,
        kept.occurred_on,
        kept.posted_on,
        kept.due_on,
        kept.document_number,
        kept.check_number,
        kept.description,
        kept.reference_keys,
        kept.group_key,
        kept.payment_method,
        {{ money('kept.outstanding_amount') }} as outstanding_amount,
        kept.status,
        kept.is_void,
        kept.is_pending,
        {{ row_hash('kept') }} as row_hash
    from kept
    left join connections
        on kept.connection_id = connections.connection_id
    left join account_facilities
        on kept.account_id = account_facilities.bank_account_id
)

select * from final
