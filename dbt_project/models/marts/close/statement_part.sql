{{ config(schema='matching') }}

-- Every item that stands between the book and the bank balance of an account at a month's end, under the heading it belongs to.
with months as (
    select * from {{ ref('statement_month') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
    where reconciliation = 'bank' and amount <> 0
),

members as (
    select
        item_id,
        match_id
    from {{ ref('match_member') }}
    where reconciliation = 'bank' and status = 'confirmed'
),

placed as (
    select
        months.account_id,
        months.period,
        items.item_id,
        items.entry_id,
        items.side,
        items.amount,
        items.currency,
        items.item_on,
        members.match_id
    from months
    inner join items
        on months.account_id = items.scope and items.item_on <= months.period_end_on
    left join members
        on items.item_id = members.item_id
),

group_sizes as (
    select
        match_id,
        count(*) as group_size
    from members
    group by match_id
),

groups as (
    select
        placed.account_id,
        placed.period,
        placed.match_id,
        count(*) as present,
        sum(case when placed.side = 'right' then placed.amount else -placed.amount end) as difference
    from placed
    where placed.match_id is not null
    group by placed.account_id, placed.period, placed.match_id
),

settled as (
    -- both sides are there by the month's end
    select
        groups.account_id,
        groups.period,
        groups.match_id,
        groups.difference
    from groups
    inner join group_sizes
        on groups.match_id = group_sizes.match_id and groups.present = group_sizes.group_size
),

standing as (
    select placed.*
    from placed
    left join settled
        on
            placed.account_id = settled.account_id
            and placed.period = settled.period
            and placed.match_id = settled.match_id
    where settled.match_id is null
),

open_parts as (
    select
        account_id,
        period,
        case
            when side = 'left' and amount > 0 then 'deposits_in_transit'
            when side = 'left' then 'outstanding_payments'
            when amount > 0 then 'bank_receipts_not_in_books'
            else 'bank_payments_not_in_books'
        end as kind,
        entry_id,
        amount,
        currency,
        item_on
    from standing
),

difference_parts as (
    select
        settled.account_id,
        settled.period,
        'matched_differences' as kind,
        min(placed.entry_id) as entry_id,
        settled.difference as amount,
        min(placed.currency) as currency,
        max(placed.item_on) as item_on
    from settled
    inner join placed
        on
            settled.account_id = placed.account_id
            and settled.period = placed.period
            and settled.match_id = placed.match_id
    where settled.difference <> 0
    group by settled.account_id, settled.period, settled.match_id, settled.difference
),

ledger_items as (
    select
        items.scope,
        items.entry_id,
        case when items.side = 'left' then items.amount else -items.amount end as amount,
        items.currency,
        items.item_on,
        members.match_id
    from {{ ref('reconciliation_item') }} as items
    left join {{ ref('match_member') }} as members
        on items.item_id = members.item_id and members.status = 'confirmed'
    where items.reconciliation = 'gl_tieout' and items.amount <> 0
),

ledger_groups as (
    -- a document and its posting that fall into different months, or that disagree
    select
        months.account_id,
        months.period,
        min(ledger_items.entry_id) as entry_id,
        sum(ledger_items.amount) as amount,
        min(ledger_items.currency) as currency,
        max(ledger_items.item_on) as item_on
    from months
    inner join ledger_items
        on months.account_id = ledger_items.scope and ledger_items.item_on <= months.period_end_on
    group by months.account_id, months.period, coalesce(ledger_items.match_id, ledger_items.entry_id)
    having sum(ledger_items.amount) <> 0
),

final as (
    select
        account_id,
        period,
        kind,
        entry_id,
        {{ money('amount') }} as amount,
        currency,
        item_on
    from open_parts
    union all
    select
        account_id,
        period,
        kind,
        entry_id,
        {{ money('amount') }} as amount,
        currency,
        item_on
    from difference_parts
    union all
    select
        account_id,
        period,
        'ledger_difference' as kind,
        entry_id,
        {{ money('amount') }} as amount,
        currency,
        item_on
    from ledger_groups
)

select * from final
