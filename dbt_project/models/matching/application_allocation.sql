-- How much of each document, payment, credit and refund the books have applied.
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
        links.from_entry_id,
        links.to_entry_id,
        links.amount,
        settlements.record_type as from_record_type
    from links
    inner join items as settlements
        on links.from_entry_id = settlements.entry_id
    inner join items as documents
        on links.to_entry_id = documents.entry_id
),

ends as (
    select
        from_entry_id as entry_id,
        case when from_record_type = 'customer_refund' then -amount else amount end as amount
    from valid_links
    union all
    select
        to_entry_id as entry_id,
        amount
    from valid_links
),

final as (
    select
        entry_id,
        {{ money('sum(amount)') }} as allocated_amount
    from ends
    group by entry_id
)

select * from final
