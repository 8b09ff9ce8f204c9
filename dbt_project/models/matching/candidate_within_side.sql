-- What a source itself ties together or takes back: reversals, postings that cancel out, applications of payments to invoices.
with units as (
    select * from {{ ref('match_unit') }}
),

rules as (
    {{ rules_in_force() }}
),

links as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

items as (
    select
        item_id,
        reconciliation,
        entry_id
    from {{ ref('reconciliation_item') }}
    where amount <> 0
),

reversals as (
    -- The later line says that it corrects; a returned item does not correct the bank's error but undoes a real payment, so it stays open.
    select
        rules.rule_id,
        rules.priority,
        rules.predicate,
        originals.unit_id as left_unit_id,
        corrections.unit_id as right_unit_id,
        originals.amount + corrections.amount as difference,
        {{ days_between('originals.unit_on', 'corrections.unit_on') }} as days,
        cast({{ similarity("coalesce(originals.text_key, '')", "coalesce(corrections.text_key, '')") }} as decimal(5, 4)) as similarity
    from units as originals
    inner join units as corrections
        on
            originals.reconciliation = corrections.reconciliation
            and originals.side = corrections.side
            and originals.scope = corrections.scope
            and originals.amount = -corrections.amount
            and originals.unit_id <> corrections.unit_id
    inner join rules
        on originals.reconciliation = rules.reconciliation and rules.predicate = 'reversal'
    where
        {{ days_between('originals.unit_on', 'corrections.unit_on') }} between -rules.days_before and rules.days_after
        and regexp_matches(upper(corrections.description), {{ word_pattern('correction') }})
        and not regexp_matches(upper(corrections.description), {{ word_pattern('returned_item') }})
        and not coalesce(regexp_matches(upper(originals.description), {{ word_pattern('correction') }}), false)
        -- where both name a check, it is the same check
        and coalesce(originals.check_number = corrections.check_number, true)
),

self_balancing as (
    select
        rules.rule_id,
        rules.priority,
        rules.predicate,
        units.unit_id as left_unit_id,
        units.unit_id as right_unit_id,
        units.amount as difference,
        0 as days,
        cast(0 as decimal(5, 4)) as similarity
    from units
    inner join rules
        on units.reconciliation = rules.reconciliation and rules.predicate = 'self_balancing'
    where units.is_bundle and units.amount = 0
),

applications as (
    select
        rules.rule_id,
        rules.priority,
        rules.predicate,
        documents.item_id as left_unit_id,
        settlements.item_id as right_unit_id,
        cast(0 as decimal(18, 2)) as difference,
        0 as days,
        cast(0 as decimal(5, 4)) as similarity
    from links
    inner join items as settlements
        on links.from_entry_id = settlements.entry_id and settlements.reconciliation = 'receivable'
    inner join items as documents
        on links.to_entry_id = documents.entry_id and documents.reconciliation = 'receivable'
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
        difference,
        days,
        similarity,
        cast(null as varchar) as shared_reference,
        {{ pair_cost('days', 'similarity') }} as cost
    from united
)

select * from final
