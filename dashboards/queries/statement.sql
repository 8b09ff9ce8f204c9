-- One row: the bank reconciliation of one account for one month.
select *
from reconciliation_statement
where account_id = $account_id and period = $period::date
