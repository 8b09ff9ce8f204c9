{{ config(schema='matching') }}

-- The nearest rival of each match: the cheapest other pair that its rule allowed to one of its units, with a unit that was free at the rule's
-- turn. Sums, and what a source asserts, are not chosen pair by pair and have none.
with decisions as (
    select * from {{ ref('match_decision') }}
),

rules as (
    {{ rules_in_force() }}
),

unit_items as (
    select * from {{ ref('unit_item') }}
),

units as (
    select * from {{ ref('match_unit') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
),

entries as (
    select * from {{ ref('ledger_entry') }}
),

candidates as (
    {%- for candidates in ['candidate_exact', 'candidate_near'] %}
    {{ 'union all' if not loop.first }}
    select
        rule_id,
        priority,
        left_unit_id,
        right_unit_id,
        days,
        similarity,
        cost
    from {{ ref(candidates) }}
    where predicate not like '%sum' and predicate not in ('application', 'self_balancing')
    {%- endfor %}
),

matched as (
    select
        group_id,
        rule_id,
        unit_id
    from decisions
    where verdict = 'matched'
),

other_pairs as (
    {%- for mine, other in [('left', 'right'), ('right', 'left')] %}
    {{ 'union all' if not loop.first }}
    select
        matched.group_id,
        candidates.priority,
        matched.unit_id as own_unit_id,
        candidates.{{ other }}_unit_id as rival_unit_id,
        candidates.days,
        candidates.similarity,
        candidates.cost
    from matched
    inner join candidates
        on matched.rule_id = candidates.rule_id and matched.unit_id = candidates.{{ mine }}_unit_id
    {%- endfor %}
),

consumed as (
    -- at whose turn each item was gone, and with which group
    select
        unit_items.item_id,
        decisions.group_id,
        rules.priority
    from decisions
    inner join rules
        on decisions.rule_id = rules.rule_id
    inner join unit_items
        on decisions.unit_id = unit_items.unit_id
),

not_free as (
    -- a unit of the match itself (or a part of one), or gone before
    select distinct
        other_pairs.group_id,
        other_pairs.rival_unit_id
    from other_pairs
    inner join unit_items
        on other_pairs.rival_unit_id = unit_items.unit_id
    inner join consumed
        on unit_items.item_id = consumed.item_id
    where consumed.group_id = other_pairs.group_id or consumed.priority < other_pairs.priority
),

ranked as (
    select
        other_pairs.*,
        row_number() over (
            partition by other_pairs.group_id
            order by other_pairs.cost, other_pairs.own_unit_id, other_pairs.rival_unit_id
        ) as place
    from other_pairs
    inner join units as own
        on other_pairs.own_unit_id = own.unit_id
    inner join units as rivals
        on other_pairs.rival_unit_id = rivals.unit_id
    left join not_free
        on other_pairs.group_id = not_free.group_id and other_pairs.rival_unit_id = not_free.rival_unit_id
    where
        not_free.group_id is null
        -- parts of bundles are tried only once the bundles were
        and (rivals.is_whole or not own.is_whole)
),

nearest as (
    select * from ranked
    where place = 1
),

rival_items as (
    select
        nearest.group_id,
        min(unit_items.item_id) as item_id,
        count(*) as records
    from nearest
    inner join unit_items
        on nearest.rival_unit_id = unit_items.unit_id
    group by nearest.group_id
),

final as (
    select
        nearest.group_id as match_id,
        rivals.side,
        entries.entry_id,
        entries.connection_id,
        entries.record_type,
        entries.source_id,
        cast(rival_items.records as integer) as records,
        rivals.amount,
        rivals.unit_on as item_on,
        nearest.days,
        nearest.similarity,
        nearest.cost
    from nearest
    inner join units as rivals
        on nearest.rival_unit_id = rivals.unit_id
    inner join rival_items
        on nearest.group_id = rival_items.group_id
    inner join items
        on rival_items.item_id = items.item_id
    inner join entries
        on items.entry_id = entries.entry_id
)

select * from final
