-- One row per account and month: what the grid shows. Items are those still open; exceptions those that need someone.
with open_items as (
    select
        item.account_id,
        item.period,
        count(*) as items,
        count(distinct exception.exception_id) as exceptions
    from reconciliation_statement_item as item
    left join exception on item.entry_id = exception.entry_id and exception.reconciliation = 'bank'
    group by item.account_id, item.period
)

select
    statement.account_id,
    statement.account_name,
    coalesce(statement.facility, 'Shared') as facility,
    statement.currency,
    statement.period,
    statement.unexplained_difference,
    coalesce(open_items.items, 0) as items,
    coalesce(open_items.exceptions, 0) as exceptions
from reconciliation_statement as statement
left join open_items on statement.account_id = open_items.account_id and statement.period = open_items.period
order by facility, account_name, statement.account_id, statement.period
