-- One row per open item of one account and month.
select
    item.kind, item.entry_id, item.occurred_on, item.counterparty, item.description, item.document_number, item.amount, item.currency,
    item.age_days, item.reason_code, exception.exception_id
from reconciliation_statement_item as item
left join exception on item.entry_id = exception.entry_id and exception.reconciliation = 'bank'
where item.account_id = $account_id and item.period = $period::date
order by item.kind, abs(item.amount) desc, item.occurred_on, item.entry_id
