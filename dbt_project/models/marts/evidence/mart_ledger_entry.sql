{{ config(alias='ledger_entry') }}

select
    entry_id,
    connection_id,
    platform,
    facility,
    record_type,
    source_id,
    document_id,
    account_id,
    counterparty,
    amount,
    currency,
    occurred_on,
    posted_on,
    due_on,
    document_number,
    check_number,
    description,
    reference_keys,
    group_key,
    payment_method,
    outstanding_amount,
    status,
    is_void,
    is_pending,
    row_hash
from {{ ref('ledger_entry') }}
