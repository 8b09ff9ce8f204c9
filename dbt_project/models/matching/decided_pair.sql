-- What people decided on pairs; the latest word counts.
{{ after_rematch() -}}
with decisions as (
    select * from {{ source('raw_tieout', 'decision') }}
),

ranked as (
    select
        decisions.*,
        row_number() over (
            partition by reconciliation, left_entry_id, right_entry_id
            order by decided_at desc, decision_id desc
        ) as recency
    from decisions
),

lefts as (
    select
        item_id,
        reconciliation,
        entry_id
    from {{ ref('reconciliation_item') }}
    where side = 'left'
),

rights as (
    select
        item_id,
        reconciliation,
        entry_id
    from {{ ref('reconciliation_item') }}
    where side = 'right'
),

final as (
    select distinct
        lefts.item_id as left_unit_id,
        rights.item_id as right_unit_id,
        ranked.verdict,
        ranked.decided_by,
        ranked.decided_at
    from ranked
    inner join lefts
        on ranked.reconciliation = lefts.reconciliation and ranked.left_entry_id = lefts.entry_id
    inner join rights
        on ranked.reconciliation = rights.reconciliation and ranked.right_entry_id = rights.entry_id
    where ranked.recency = 1
)

select * from final
