select
    lefts.match_id,
    decisions.left_unit_id,
    decisions.right_unit_id
from {{ ref('decided_pair') }} as decisions
inner join {{ ref('match_member') }} as lefts
    on decisions.left_unit_id = lefts.item_id
inner join {{ ref('match_member') }} as rights
    on decisions.right_unit_id = rights.item_id and lefts.match_id = rights.match_id
inner join {{ ref('match_group') }} as groups
    on lefts.match_id = groups.match_id
where
    decisions.verdict = 'reject'
    and groups.kind = '1-1'
