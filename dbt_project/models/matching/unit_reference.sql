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
            unnest({{ concat_lists(text_words('description'), text_parts('description')) }}) as word
        from items
        where reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'receivable', 'files')
    ) as words
    -- most words are none; what has no digit is out before it costs anything
    where regexp_matches(word, '[0-9]')
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
        with_cores.reconciliation,
        with_cores.side,
        with_cores.scope,
        unit_items.unit_id,
        with_cores.reference_key,
        max(with_cores.source) as source,
        min(with_cores.is_core) = 1 as is_core
    from with_cores
    inner join unit_items
        on with_cores.item_id = unit_items.item_id
    group by with_cores.reconciliation, with_cores.side, with_cores.scope, unit_items.unit_id, with_cores.reference_key
),

whole_units as (
    select unit_id from {{ ref('match_unit') }}
    where is_whole
),

uses as (
    -- the parts of a bundle all carry its reference; they count once
    select
        per_unit.reconciliation,
        per_unit.side,
        per_unit.scope,
        per_unit.reference_key,
        count(*) as uses
    from per_unit
    inner join whole_units
        on per_unit.unit_id = whole_units.unit_id
    group by per_unit.reconciliation, per_unit.side, per_unit.scope, per_unit.reference_key
),

final as (
    -- What dozens of records share (a company id, NOTPROVIDED) refers to none of them.
    select
        per_unit.reconciliation,
        per_unit.side,
        per_unit.scope,
        per_unit.unit_id,
        per_unit.reference_key,
        {{ replace_all('per_unit.reference_key', '[0-9]', '9') }} as reference_shape,
        per_unit.is_core,
        per_unit.source
    from per_unit
    left join uses
        on
            per_unit.reconciliation = uses.reconciliation
            and per_unit.side = uses.side
            and per_unit.scope = uses.scope
            and per_unit.reference_key = uses.reference_key
    where coalesce(uses.uses, 0) <= 24
)

select * from final
