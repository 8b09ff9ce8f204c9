-- Save for what may be used in part: the rest of a receivable may well get a suggestion.
select
    suggested.match_id,
    suggested.item_id
from {{ ref('match_member') }} as suggested
inner join {{ ref('match_member') }} as confirmed
    on suggested.item_id = confirmed.item_id
where
    suggested.status = 'suggested'
    and confirmed.status = 'confirmed'
    and suggested.reconciliation <> 'receivable'
