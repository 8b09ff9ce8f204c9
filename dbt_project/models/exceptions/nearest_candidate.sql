-- For each open item the entries that came nearest to being its match, and the test that each failed.
with open_items as (
    select * from {{ ref('open_item') }}
    where reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
),

items as (
    select
        item_id,
        entry_id,
        reconciliation,
        side,
        scope,
        amount,
        currency,
        item_on,
        counterparty_key
    from {{ ref('reconciliation_item') }}
    where amount <> 0
),

taken as (
    select distinct item_id
    from {{ ref('match_member') }}
    where status = 'confirmed'
),

entries as (
    select
        entry_id,
        counterparty,
        description
    from {{ ref('ledger_entry') }}
),

candidates as (
    select
        open_items.item_id,
        others.entry_id as candidate_entry_id,
        others.amount,
        others.item_on,
        open_items.item_amount - others.amount as difference,
        case when open_items.side = 'left'
            then {{ days_between('open_items.item_on', 'others.item_on') }}
            else {{ days_between('others.item_on', 'open_items.item_on') }}
        end as days,
        taken.item_id is not null as is_taken
    from open_items
    inner join items as others
        on
            open_items.reconciliation = others.reconciliation
            and open_items.scope = others.scope
            and open_items.currency = others.currency
            and open_items.side <> others.side
    left join taken
        on others.item_id = taken.item_id
    where
        sign(open_items.item_amount) = sign(others.amount)
        and abs({{ days_between('open_items.item_on', 'others.item_on') }}) <= 30
        and cast(abs(open_items.item_amount - others.amount) as decimal(28, 2)) * 10 <= abs(open_items.item_amount)
),

ranked as (
    select
        candidates.*,
        case
            when is_taken then 'already matched with something that fits better'
            when difference <> 0 then 'the amount differs by ' || cast(abs(difference) as varchar)
            when days < -2 then 'it comes ' || cast(-days as varchar) || ' days too early'
            when days > 10 then 'it comes ' || cast(days as varchar) || ' days later, outside the window'
            else 'neither reference nor counterparty confirms it'
        end as failed_test,
        row_number() over (
            partition by item_id
            order by is_taken, abs(difference), abs(days), candidate_entry_id
        ) as rank
    from candidates
),

final as (
    select
        ranked.item_id,
        ranked.candidate_entry_id,
        ranked.rank,
        ranked.amount,
        ranked.item_on,
        {{ money('ranked.difference') }} as difference,
        ranked.days,
        ranked.failed_test,
        entries.counterparty,
        entries.description
    from ranked
    inner join entries
        on ranked.candidate_entry_id = entries.entry_id
    where ranked.rank <= 3
)

select * from final
