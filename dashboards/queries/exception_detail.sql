-- One row: an exception with what the ledger says about its entry.
select
    exception.*,
    ledger_entry.posted_on,
    ledger_entry.due_on as entry_due_on,
    ledger_entry.document_number,
    ledger_entry.check_number,
    ledger_entry.reference_keys,
    ledger_entry.payment_method,
    ledger_entry.status
from exception
left join ledger_entry on exception.entry_id = ledger_entry.entry_id
where exception.exception_id = $exception_id
