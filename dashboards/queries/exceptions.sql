-- One row per open exception that passes the filters. Amounts of different currencies never compare: sorting by amount sorts by currency first.
select
    exception_id, reconciliation, side, entry_id, reason_code, reason, amount, currency, occurred_on, age_days, severity, due_on,
    coalesce(owner, 'Nobody') as owner, coalesce(facility, 'Shared') as facility, connection_id, platform, record_type, source_id,
    account_id, counterparty, description
from exception
where
    {exception_filter}
order by
    case when $sort::varchar = 'amount' then currency end,
    case $sort::varchar
        when 'severity' then -{severity_rank}
        when 'age_days' then age_days
        when 'occurred_on' then epoch(occurred_on)
        when 'due_on' then epoch(due_on)
    end * (case when $descending::boolean then -1 else 1 end) nulls last,
    case when $sort::varchar = 'amount' then abs(amount) * (case when $descending::boolean then -1 else 1 end) end,
    case when not $descending::boolean then {sort_text} end asc nulls last,
    case when $descending::boolean then {sort_text} end desc nulls last,
    {severity_rank},
    age_days desc,
    exception_id
limit $count::bigint
offset $start::bigint
