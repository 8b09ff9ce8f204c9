-- A record is consumed once. (Within a match it is there once, too: a bundle and one of its parts would count it twice.)
select
    reconciliation,
    item_id,
    count(*) as uses,
    count(distinct match_id) as matches
from {{ ref('match_member') }}
where status = 'confirmed'
group by reconciliation, item_id
having count(*) > 1
