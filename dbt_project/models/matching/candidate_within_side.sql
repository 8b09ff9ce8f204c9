-- What a source itself ties together or takes back: reversals, postings that cancel out, applications of payments to invoices.
with rules as (
    {{ rules_in_force() }}
),

reversal_rules as (
    select * from rules
    where predicate = 'reversal'
),

originals as (
    select * from {{ ref('match_unit') }}
),

corrections as (
    -- The later line says that it corrects; a returned item does not correct the bank's error but undoes a real payment, so it stays open.
    select
        units.*,
        reversal_rules.rule_id,
        reversal_rules.priority,
        reversal_rules.predicate,
        reversal_rules.days_before,
        reversal_rules.days_after
    from {{ ref('match_unit') }} as units
    inner join reversal_rules
        on units.reconciliation = reversal_rules.reconciliation
    where
        regexp_matches(upper(units.description), {{ word_pattern('correction') }})
        and not regexp_matches(upper(units.description), {{ word_pattern('returned_item') }})
),

balanced_bundles as (
    select * from {{ ref('match_unit') }}
    where is_bundle and amount = 0
),

links as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

items as (
    select
        item_id,
        reconciliation,
        entry_id,
        item_on
    from {{ ref('reconciliation_item') }}
    where reconciliation = 'receivable' and amount <> 0
),

reversals as (
    select
        corrections.rule_id,
        corrections.priority,
        corrections.predicate,
        originals.unit_id as left_unit_id,
        corrections.unit_id as right_unit_id,
        originals.unit_on as left_on,
        corrections.unit_on as right_on,
        originals.amount + corrections.amount as difference,
        {{ days_between('originals.unit_on', 'corrections.unit_on') }} as days,
        cast({{ similarity("coalesce(originals.text_key, '')", "coalesce(corrections.text_key, '')") }} as decimal(5, 4)) as similarity
    from originals
    inner join corrections
        on
            originals.reconciliation = corrections.reconciliation
            and originals.side = corrections.side
            and originals.scope = corrections.scope
            and originals.amount = -corrections.amount
            and originals.unit_id <> corrections.unit_id
    where
        {{ days_between('originals.unit_on', 'corrections.unit_on') }} between -corrections.days_before and corrections.days_after
        and not coalesce(regexp_matches(upper(originals.description), {{ word_pattern('correction') }}), false)
        -- where both name a check, it is the same check
        and coalesce(originals.check_number = corrections.check_number, true)
),

self_balancing as (
    select
        rules.rule_id,
        rules.priority,
        rules.predicate,
        bundles.unit_id as left_unit_id,
        bundles.unit_id as right_unit_id,
        bundles.unit_on as left_on,
        bundles.unit_on as right_on,
        bundles.amount as difference,
        0 as days,
        cast(0 as decimal(5, 4)) as similarity
    from balanced_bundles as bundles
    inner join rules
        on bundles.reconciliation = rules.reconciliation and rules.predicate = 'self_balancing'
),

applications as (
    select
        rules.rule_id,
        rules.priority,
        rules.predicate,
        documents.item_id as left_unit_id,
        settlements.item_id as right_unit_id,
        documents.item_on as left_on,
        settlements.item_on as right_on,
        cast(0 as decimal(18, 2)) as difference,
        0 as days,
        cast(0 as decimal(5, 4)) as similarity
    from links
    inner join items as settlements
        on links.from_entry_id = settlements.entry_id
    inner join items as documents
        on links.to_entry_id = documents.entry_id
    inner join rules
        on rules.reconciliation = 'receivable' and rules.predicate = 'application'
),

united as (
    select * from reversals
    union all
    select * from self_balancing
    union all
    select * from applications
),

final as (
    select
        rule_id,
        priority,
        predicate,
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        difference,
        days,
        similarity,
        cast(null as varchar) as shared_reference,
        {{ pair_cost('days', 'similarity') }} as cost
    from united
)

select * from final
