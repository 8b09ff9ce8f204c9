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
            -- words as written ("SI-01989") and their parts ("NEFT-ICICN26231924231-SETTLEMENT")
            unnest({{ concat_lists(numbered_words('description'), numbered_parts('description')) }}) as word
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

cores as (
    -- Banks drop or change what stands before the number: INV-662831 comes as REF662831 or 662831.
    select
        item_id,
        reconciliation,
        side,
        scope,
        nullif(ltrim(regexp_extract(reference_key, '([0-9]{5,})', 1), '0'), '') as reference_key,
        source
    from likely
    where reconciliation in ('bank', 'processor_clearing', 'files')
),

with_cores as (
    select
        likely.*,
        0 as is_core
    from likely
    union all
    select
        cores.*,
        1 as is_core
    from cores
    where length(reference_key) >= 5
),

per_unit as (
    select
        unit_items.unit_id,
        with_cores.reference_key,
        any_value(with_cores.reconciliation) as reconciliation,
        any_value(with_cores.side) as side,
        any_value(with_cores.scope) as scope,
        max(with_cores.source) as source,
        min(with_cores.is_core) = 1 as is_core
    from with_cores
    inner join unit_items
        on with_cores.item_id = unit_items.item_id
    group by unit_items.unit_id, with_cores.reference_key
),

final as (
    select
        reconciliation,
        side,
        scope,
        unit_id,
        reference_key,
        translate(reference_key, '0123456789', '9999999999') as reference_shape,
        is_core,
        source
    from per_unit
)

select * from final
