-- A match may only use what came in: no member without its item, and none on another side, scope or currency than its item.
select members.*
from {{ ref('match_member') }} as members
left join {{ ref('reconciliation_item') }} as items
    on members.item_id = items.item_id
where
    items.item_id is null
    or members.reconciliation <> items.reconciliation
    or members.side <> items.side
    or members.scope <> items.scope
    or members.currency <> items.currency
    or members.item_amount <> items.amount
