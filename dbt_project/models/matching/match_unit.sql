-- What can be matched as one: each item, and each bundle of items that a source (or a shared day and text) keeps together.
{{ after_rematch() -}}
with items as (
    select
        *,
        -- what is read of it comes again and again: a name as it is, a narrative without its numbers
        coalesce({{ replace_all("description || ' ' || coalesce(counterparty, '')", '[0-9]+', '0') }}, counterparty, '') as wording
    from {{ ref('reconciliation_item') }}
    where amount <> 0
),

bundle_items as (
    select * from {{ ref('bundle_item') }}
),

bundles as (
    select
        bundle_items.unit_id,
        items.reconciliation,
        items.side,
        items.scope,
        items.currency,
        sum(items.amount) as amount,
        max(items.item_on) as unit_on,
        min(items.facility) as facility,
        case when count(distinct coalesce(items.counterparty_key, items.counterparty)) = 1
            then coalesce(min(items.counterparty_key), {{ name_key('min(items.counterparty)') }})
        end as counterparty_key,
        case when count(distinct items.description) = 1 then min(items.description) end as description,
        case when count(distinct coalesce(items.check_number, '')) = 1 then min(items.check_number) end as check_number,
        min(case when items.is_check then 1 else 0 end) = 1 as is_check,
        min(items.record_type) as record_type,
        count(*) as items
    from items
    inner join bundle_items
        on items.item_id = bundle_items.item_id
    group by bundle_items.unit_id, items.reconciliation, items.side, items.scope, items.currency
),

bundle_units as (
    select
        unit_id,
        reconciliation,
        side,
        scope,
        true as is_bundle,
        true as is_whole,
        {{ money('amount') }} as amount,
        currency,
        unit_on,
        facility,
        record_type,
        counterparty_key,
        {{ text_key('description') }} as text_key,
        description,
        check_number,
        is_check,
        items,
        cast(null as varchar) as entry_id
    from bundles
),

texts as (
    select
        wording,
        {{ text_key('wording') }} as text_key
    from (select distinct wording from items) as distinct_wordings
),

names as (
    select
        counterparty,
        {{ name_key('counterparty') }} as name_key
    from (
        select distinct counterparty from items
        where reconciliation = 'files' and counterparty is not null
    ) as distinct_names
),

item_units as (
    select
        items.item_id as unit_id,
        items.reconciliation,
        items.side,
        items.scope,
        false as is_bundle,
        bundle_items.item_id is null as is_whole,
        items.amount,
        items.currency,
        items.item_on as unit_on,
        items.facility,
        items.record_type,
        -- a file may name the party only in its text
        coalesce(
            items.counterparty_key,
            case when items.reconciliation = 'files' then coalesce(names.name_key, texts.text_key) end
        ) as counterparty_key,
        texts.text_key,
        items.description,
        items.check_number,
        items.is_check,
        1 as items,
        items.entry_id
    from items
    inner join texts
        on items.wording = texts.wording
    left join names
        on items.counterparty = names.counterparty
    left join bundle_items
        on items.item_id = bundle_items.item_id
),

final as (
    select * from bundle_units
    union all
    select * from item_units
)

select * from final
