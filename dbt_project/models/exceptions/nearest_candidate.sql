-- For each open item the entries that came nearest to being its match, and the test that each failed.
with open_items as (
    select * from {{ ref('open_item') }}
    where reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
),

taken as (
    select distinct item_id
    from {{ ref('match_member') }}
    where status = 'confirmed'
),

items as (
    select
        items.entry_id,
        items.reconciliation,
        items.side,
        items.scope,
        items.amount,
        items.currency,
        items.item_on,
        taken.item_id is not null as is_taken,
        -- of those that are alike in all that is compared, three are as good as all
        row_number() over (
            partition by items.reconciliation, items.side, items.scope, items.currency, items.amount, items.item_on, taken.item_id is not null
            order by items.entry_id
        ) as place
    from {{ ref('reconciliation_item') }} as items
    left join taken
        on items.item_id = taken.item_id
    where items.amount <> 0 and items.reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
),

entries as (
    select
        entry_id,
        counterparty,
        description
    from {{ ref('ledger_entry') }}
),

others as (
    select
        *,
        {{ amount_band('amount') }} as amount_band,
        {{ era_of('item_on', 31) }} as era
    from items
    where place <= 3
),

asked as (
    -- what is open of one amount and day has the same candidates
    select distinct
        reconciliation,
        side,
        scope,
        currency,
        item_amount,
        item_on
    from open_items
),

steps as (
    {{ numbers('step', [-1, 0, 1]) }}
),

asked_nearby as (
    -- the eras and the bands of amounts that thirty days and a tenth reach into
    select
        asked.*,
        {{ amount_band('asked.item_amount') }} + amount_steps.step as amount_band,
        {{ era_of('asked.item_on', 31) }} + 31 * day_steps.step as era
    from asked
    cross join steps as amount_steps
    cross join steps as day_steps
),

found as (
    select
        asked.reconciliation,
        asked.side,
        asked.scope,
        asked.currency,
        asked.item_amount,
        asked.item_on,
        others.entry_id as candidate_entry_id,
        others.amount as candidate_amount,
        others.item_on as candidate_on,
        asked.item_amount - others.amount as difference,
        case when asked.side = 'left'
            then {{ days_between('asked.item_on', 'others.item_on') }}
            else {{ days_between('others.item_on', 'asked.item_on') }}
        end as days,
        others.is_taken
    from asked_nearby as asked
    inner join others
        on
            asked.reconciliation = others.reconciliation
            and asked.scope = others.scope
            and asked.currency = others.currency
            and asked.amount_band = others.amount_band
            and asked.era = others.era
            and asked.side <> others.side
    where
        sign(asked.item_amount) = sign(others.amount)
        and abs({{ days_between('asked.item_on', 'others.item_on') }}) <= 30
        and cast(abs(asked.item_amount - others.amount) as decimal(28, 2)) * 10 <= abs(asked.item_amount)
),

placed as (
    select
        *,
        row_number() over (
            partition by reconciliation, side, scope, currency, item_amount, item_on
            order by is_taken, abs(difference), abs(days), candidate_entry_id
        ) as rank
    from found
),

ranked as (
    select
        open_items.item_id,
        placed.candidate_entry_id,
        placed.rank,
        placed.candidate_amount as amount,
        placed.candidate_on as item_on,
        placed.difference,
        placed.days,
        case
            when placed.is_taken then 'already matched with something that fits better'
            when placed.difference <> 0 then 'the amount differs by ' || cast(abs(placed.difference) as varchar)
            when placed.days < -2 then 'it comes ' || cast(-placed.days as varchar) || ' days too early'
            when placed.days > 10 then 'it comes ' || cast(placed.days as varchar) || ' days later, outside the window'
            else 'neither reference nor counterparty confirms it'
        end as failed_test
    from open_items
    inner join placed
        on
            open_items.reconciliation = placed.reconciliation
            and open_items.side = placed.side
            and open_items.scope = placed.scope
            and open_items.currency = placed.currency
            and open_items.item_amount = placed.item_amount
            and open_items.item_on = placed.item_on
    where placed.rank <= 3
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
)

select * from final
