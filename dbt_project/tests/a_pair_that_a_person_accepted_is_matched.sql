-- The decision is older than every rule; where it had no effect somebody should look why.
{{ config(severity='warn') }}

select
    decisions.left_unit_id,
    decisions.right_unit_id
from {{ ref('decided_pair') }} as decisions
left join {{ ref('match_member') }} as lefts
    on decisions.left_unit_id = lefts.item_id and lefts.status = 'confirmed'
left join {{ ref('match_member') }} as rights
    on decisions.right_unit_id = rights.item_id and lefts.match_id = rights.match_id
where
    decisions.verdict = 'accept'
    and rights.match_id is null
