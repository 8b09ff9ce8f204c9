-- References that a unit states (fields meant for them) or quotes (words of its free text that look like one). Those of an item are told apart as
-- a list, so that nothing has to be grouped but the few bundles.
with items as (
    select
        item_id,
        reconciliation,
        side,
        scope,
        item_on,
        {{ map_list('coalesce(stated_references, ' ~ empty_text_list() ~ ')', 'reference', bare_reference('reference')) }} as stated,
        case
            when reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'receivable', 'files') and description is not null
                -- what punctuation joins is one word ("SI-01989") and several ("NEFT-ICICN26231924231-SETTLEMENT")
                then {{ map_list(concat_lists(joined_words('description'), numbered_words('description')), 'word', bare_word('word')) }}
            else {{ empty_text_list() }}
        end as quoted
    from {{ ref('reconciliation_item') }}
    where amount <> 0
),

bundle_items as (
    select * from {{ ref('bundle_item') }}
),

likely as (
    -- A reference has digits and some length; a document id may be short, since it is exact.
    select
        item_id,
        reconciliation,
        side,
        scope,
        item_on,
        case
            when reconciliation in ('gl_tieout', 'payout_composition') then {{ filter_list('stated', 'key', 'length(key) > 0') }}
            else {{ filter_list('stated', 'key', 'length(key) >= 4') }}
        end as stated,
        {{ filter_list('quoted', 'key', "length(key) >= 5 and regexp_matches(key, '[0-9]{3}')") }} as quoted
    from items
),

with_cores as (
    -- Banks drop or change what stands before the number: INV-662831 comes as REF662831 or 662831.
    select
        *
        {%- for source in ['stated', 'quoted'] %},
        case
            when reconciliation in ('bank', 'processor_clearing', 'files')
                then {{ filter_list(map_list(source, 'key', "ltrim(regexp_extract(key, '([0-9]{5,})', 1), '0')"), 'core', 'length(core) >= 5') }}
            else {{ empty_text_list() }}
        end as {{ source }}_cores
        {%- endfor %}
    from likely
),

sorted as (
    select
        item_id,
        reconciliation,
        side,
        scope,
        item_on,
        {{ concat_lists('stated', 'quoted') }} as whole,
        {{ concat_lists('stated', 'stated_cores') }} as stated,
        {{ distinct_list(concat_lists(concat_lists('stated', 'quoted'), concat_lists('stated_cores', 'quoted_cores'))) }} as reference_keys
    from with_cores
),

of_items as (
    select
        reconciliation,
        side,
        scope,
        item_id as unit_id,
        item_on as unit_on,
        reference_key,
        not {{ list_has('whole', 'reference_key') }} as is_core,
        {{ list_has('stated', 'reference_key') }} as is_stated
    from (
        select
            *,
            unnest(reference_keys) as reference_key
        from sorted
    ) as listed
),

bundle_days as (
    -- the last of its items' days is that of a bundle, whichever of them mention something
    select
        bundle_items.unit_id,
        max(items.item_on) as unit_on
    from bundle_items
    inner join items
        on bundle_items.item_id = items.item_id
    group by bundle_items.unit_id
),

of_bundles as (
    select
        of_items.reconciliation,
        of_items.side,
        of_items.scope,
        bundle_items.unit_id,
        bundle_days.unit_on,
        of_items.reference_key,
        bool_and(of_items.is_core) as is_core,
        bool_or(of_items.is_stated) as is_stated
    from of_items
    inner join bundle_items
        on of_items.unit_id = bundle_items.item_id
    inner join bundle_days
        on bundle_items.unit_id = bundle_days.unit_id
    group by of_items.reconciliation, of_items.side, of_items.scope, bundle_items.unit_id, bundle_days.unit_on, of_items.reference_key
),

final as (
    select * from of_items
    union all
    select * from of_bundles
)

select * from final
