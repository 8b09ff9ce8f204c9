{{ config(severity='warn') }}

select
    open_items.reconciliation,
    open_items.reason_code,
    count(*) as items
from {{ ref('open_item_reason') }} as open_items
inner join {{ ref('reason_codes') }} as reasons
    on open_items.reason_code = reasons.reason_code
where
    reasons.reconciliation <> 'any'
    and reasons.reconciliation <> open_items.reconciliation
group by open_items.reconciliation, open_items.reason_code
