-- What no confirmed match has used up: whole items, and the rest of items that were applied in part.
with items as (
    select * from {{ ref('reconciliation_item') }}
    where amount <> 0
),

confirmed as (
    select
        item_id,
        allocated_amount
    from {{ ref('match_member') }}
    where status = 'confirmed'
),

not_used_up as (
    -- nearly every item is used whole; only of the others is asked how much is left
    select items.*
    from items
    left join confirmed
        on items.item_id = confirmed.item_id and items.amount = confirmed.allocated_amount
    where confirmed.item_id is null
),

used as (
    select
        confirmed.item_id,
        sum(confirmed.allocated_amount) as allocated_amount
    from confirmed
    inner join not_used_up
        on confirmed.item_id = not_used_up.item_id
    group by confirmed.item_id
),

suggested as (
    select
        members.item_id,
        min(groups.reason_code) as suggested_reason,
        min(members.match_id) as suggested_match_id
    from {{ ref('match_member') }} as members
    inner join {{ ref('match_group') }} as groups
        on members.match_id = groups.match_id
    where members.status = 'suggested'
    group by members.item_id
),

undecided as (
    select
        unit_items.item_id,
        min(decisions.verdict) as verdict
    from {{ ref('match_decision') }} as decisions
    inner join {{ ref('unit_item') }} as unit_items
        on decisions.unit_id = unit_items.unit_id
    where decisions.verdict <> 'matched'
    group by unit_items.item_id
),

entries as (
    select * from {{ ref('ledger_entry') }}
),

final as (
    select
        items.item_id,
        items.reconciliation,
        items.side,
        items.scope,
        items.entry_id,
        items.record_type,
        items.facility,
        items.amount as item_amount,
        {{ money('coalesce(used.allocated_amount, 0)') }} as allocated_amount,
        {{ money('items.amount - coalesce(used.allocated_amount, 0)') }} as amount,
        items.currency,
        items.item_on,
        {{ days_between('items.item_on', as_of()) }} as age_days,
        entries.due_on,
        entries.connection_id,
        entries.platform,
        entries.source_id,
        entries.account_id,
        entries.document_id,
        entries.counterparty,
        items.counterparty_key,
        entries.description,
        {{ text_key("coalesce(entries.description, '') || ' ' || coalesce(entries.counterparty, '')") }} as text_key,
        items.check_number,
        entries.payment_method,
        entries.status,
        items.bundle_key,
        suggested.suggested_reason,
        suggested.suggested_match_id,
        undecided.verdict
    from not_used_up as items
    inner join entries
        on items.entry_id = entries.entry_id
    left join used
        on items.item_id = used.item_id
    left join suggested
        on items.item_id = suggested.item_id
    left join undecided
        on items.item_id = undecided.item_id
    where items.amount <> coalesce(used.allocated_amount, 0)
)

select * from final
