-- One row per field and value that exceptions can be filtered by.
with counted as (
    select
        reconciliation,
        coalesce(facility, 'Shared') as facility,
        reason_code,
        severity,
        coalesce(owner, 'Nobody') as owner,
        currency,
        count(*) as exceptions
    from exception
    group by all
)

select
    field,
    choice,
    sum(exceptions)::bigint as exceptions
from (unpivot counted on reconciliation, facility, reason_code, severity, owner, currency into name field value choice)
group by field, choice
order by field, choice
