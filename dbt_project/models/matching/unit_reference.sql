-- References that a unit states (fields meant for them) or quotes (words of its free text that look like one).
with items as (
    select * from {{ ref('reconciliation_item') }}
),

unit_items as (
    select * from {{ ref('unit_item') }}
),

stated as (
    select
        item_id,
        reconciliation,
        side,
        scope,
        {{ reference_key('reference') }} as reference_key,
        'stated' as source
    from (
        select
            item_id,
            reconciliation,
            side,
            scope,
            unnest(stated_references) as reference
        from items
    ) as listed
),

quoted as (
    select
        item_id,
        reconciliation,
        side,
        scope,
        {{ reference_key('word') }} as reference_key,
        'quoted' as source
    from (
        select
            item_id,
            reconciliation,
            side,
            scope,
            unnest({{ text_words('description') }}) as word
        from items
        where reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'receivable', 'files')
    ) as words
),

united as (
    select * from stated
    union all
    select * from quoted
),

likely as (
    -- A reference has digits and some length; a document id may be short, since it is exact.
    select * from united
    where
        reference_key is not null
        and (
            (source = 'stated' and (length(reference_key) >= 4 or reconciliation in ('gl_tieout', 'payout_composition')))
            or (source = 'quoted' and length(reference_key) >= 5 and regexp_matches(reference_key, '[0-9]{3}'))
        )
),

per_unit as (
    select distinct
        likely.reconciliation,
        likely.side,
        likely.scope,
        unit_items.unit_id,
        likely.reference_key,
        min(likely.source) over (partition by unit_items.unit_id, likely.reference_key order by likely.source desc) as source
    from likely
    inner join unit_items
        on likely.item_id = unit_items.item_id
),

counted as (
    select
        per_unit.*,
        count(*) over (partition by reconciliation, side, scope, reference_key) as uses
    from per_unit
),

final as (
    -- What dozens of records share (a company id, NOTPROVIDED) refers to none of them.
    select
        reconciliation,
        side,
        scope,
        unit_id,
        reference_key,
        max(source) as source
    from counted
    where uses <= 24
    group by reconciliation, side, scope, unit_id, reference_key
)

select * from final
