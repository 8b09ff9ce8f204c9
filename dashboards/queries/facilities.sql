-- One row per facility with accounts or exceptions.
select facility
from (
    select facility from reconciliation_statement
    union
    select facility from exception
)
where facility is not null
order by facility
