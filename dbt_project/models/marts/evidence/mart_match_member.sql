{{ config(alias='match_member') }}

select
    match_id,
    reconciliation,
    entry_id,
    side,
    status,
    scope,
    item_amount,
    allocated_amount,
    currency
from {{ ref('match_member') }}
