-- What can be matched as one: each item, and each bundle of items that a source (or a shared day and text) keeps together.
with items as (
    select * from {{ ref('reconciliation_item') }}
    where amount <> 0
),

bundle_keys as (
    select
        reconciliation,
        side,
        scope,
        currency,
        bundle_key
    from items
    where bundle_key is not null
    group by reconciliation, side, scope, currency, bundle_key
    having count(*) > 1
),

bundled as (
    select items.*
    from items
    inner join bundle_keys
        on
            items.reconciliation = bundle_keys.reconciliation
            and items.side = bundle_keys.side
            and items.scope = bundle_keys.scope
            and items.currency = bundle_keys.currency
            and items.bundle_key = bundle_keys.bundle_key
),

bundles as (
    select
        reconciliation,
        side,
        scope,
        currency,
        bundle_key,
        md5('bundle|' || reconciliation || '|' || side || '|' || scope || '|' || currency || '|' || bundle_key) as unit_id,
        sum(amount) as amount,
        max(item_on) as unit_on,
        min(facility) as facility,
        case when count(distinct coalesce(counterparty_key, counterparty)) = 1
            then coalesce(min(counterparty_key), {{ name_key('min(counterparty)') }})
        end as counterparty_key,
        case when count(distinct description) = 1 then min(description) end as description,
        case when count(distinct coalesce(check_number, '')) = 1 then min(check_number) end as check_number,
        min(case when is_check then 1 else 0 end) = 1 as is_check,
        min(record_type) as record_type,
        count(*) as items
    from bundled
    group by reconciliation, side, scope, currency, bundle_key
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
        items
    from bundles
),

keyed_items as (
    select
        *,
        {{ text_key("coalesce(description, '') || ' ' || coalesce(counterparty, '')") }} as text_key,
        case when reconciliation = 'files' then {{ name_key('counterparty') }} end as name_key
    from items
),

item_units as (
    select
        items.item_id as unit_id,
        items.reconciliation,
        items.side,
        items.scope,
        false as is_bundle,
        bundles.unit_id is null as is_whole,
        items.amount,
        items.currency,
        items.item_on as unit_on,
        items.facility,
        items.record_type,
        -- a file may name the party only in its text
        coalesce(
            items.counterparty_key,
            case when items.reconciliation = 'files' then coalesce(items.name_key, items.text_key) end
        ) as counterparty_key,
        items.text_key,
        items.description,
        items.check_number,
        items.is_check,
        1 as items
    from keyed_items as items
    left join bundles
        on
            items.reconciliation = bundles.reconciliation
            and items.side = bundles.side
            and items.scope = bundles.scope
            and items.currency = bundles.currency
            and items.bundle_key = bundles.bundle_key
),

final as (
    select * from bundle_units
    union all
    select * from item_units
)

select * from final
