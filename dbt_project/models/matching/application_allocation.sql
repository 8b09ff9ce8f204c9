-- How much of each document, payment, credit and refund the books have applied. Books that apply more than there is (an invoice that was
-- lowered after it was paid, a link that was never removed) count up to what there is, the earliest application first.
{{ after_rematch() -}}
with links as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

items as (
    select * from {{ ref('reconciliation_item') }}
    where reconciliation = 'receivable' and amount <> 0
),

valid_links as (
    select
        row_number() over (order by settlements.item_on, links.from_entry_id, links.to_entry_id, links.amount) as link_order,
        links.from_entry_id,
        links.to_entry_id,
        links.amount,
        settlements.record_type as from_record_type
    from links
    inner join items as settlements
        on links.from_entry_id = settlements.entry_id
    inner join items as documents
        on links.to_entry_id = documents.entry_id
    where settlements.scope = documents.scope
),

ends as (
    select
        link_order,
        from_entry_id as entry_id,
        case when from_record_type = 'customer_refund' then -amount else amount end as amount
    from valid_links
    union all
    select
        link_order,
        to_entry_id as entry_id,
        amount
    from valid_links
),

used_before as (
    select
        ends.link_order,
        ends.entry_id,
        ends.amount,
        abs(items.amount) - abs(coalesce(
            sum(ends.amount) over (partition by ends.entry_id order by ends.link_order rows between unbounded preceding and 1 preceding), 0
        )) as left_over
    from ends
    inner join items
        on ends.entry_id = items.entry_id
),

allowed as (
    -- what both ends of a link still had
    select
        link_order,
        min(greatest(least(abs(amount), left_over), 0)) as amount
    from used_before
    group by link_order
),

final as (
    select
        ends.entry_id,
        {{ money('sum(sign(ends.amount) * allowed.amount)') }} as allocated_amount
    from ends
    inner join allowed
        on ends.link_order = allowed.link_order
    group by ends.entry_id
)

select * from final
