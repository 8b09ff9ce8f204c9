-- What a source (or a shared day and text) keeps together: bundles of several items that are not zero.
{{ after_rematch() -}}
with items as (
    select
        item_id,
        reconciliation,
        side,
        scope,
        currency,
        bundle_key
    from {{ ref('reconciliation_item') }}
    where bundle_key is not null and amount <> 0
),

bundles as (
    select
        reconciliation,
        side,
        scope,
        currency,
        bundle_key
    from items
    group by reconciliation, side, scope, currency, bundle_key
    having count(*) > 1
),

final as (
    select
        md5('bundle|' || bundles.reconciliation || '|' || bundles.side || '|' || bundles.scope || '|' || bundles.currency || '|' || bundles.bundle_key)
            as unit_id,
        items.item_id
    from items
    inner join bundles
        on
            items.reconciliation = bundles.reconciliation
            and items.side = bundles.side
            and items.scope = bundles.scope
            and items.currency = bundles.currency
            and items.bundle_key = bundles.bundle_key
)

select * from final
