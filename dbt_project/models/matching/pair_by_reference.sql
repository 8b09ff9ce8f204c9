-- Pairs that a shared reference and the same amount decide alone: neither side shares it with anything else of that amount. Most matches are of
-- this kind; deciding them here leaves only the hard part to the comparisons that follow. The result is what the cascade would decide.
with lefts as (
    select * from {{ ref('match_unit') }}
    where side = 'left' and amount <> 0
),

rights as (
    select * from {{ ref('match_unit') }}
    where side = 'right' and amount <> 0
),

unit_references as (
    select * from {{ ref('unit_reference') }}
),

decisions as (
    select * from {{ ref('decided_pair') }}
),

within_one_side as (
    select * from {{ ref('candidate_within_side') }}
),

rules as (
    {{ rules_in_force() }}
),

first_rules as (
    -- the rule that compares first; only what sources and people say about a pair comes before every comparison
    select
        reconciliation,
        min(priority) as priority
    from rules
    where predicate not in ('decision', 'reversal', 'self_balancing', 'application')
    group by reconciliation
),

reference_rules as (
    select rules.*
    from rules
    inner join first_rules
        on rules.reconciliation = first_rules.reconciliation and rules.priority = first_rules.priority
    where rules.predicate = 'shared_reference'
),

windows as (
    {{ widest_windows() }}
),

sharing as (
    {{ pairs_with_a_shared_reference('unit_references', 'windows') }}
),

rejected as (
    select * from decisions
    where verdict = 'reject'
),

candidates as (
    select
        reference_rules.rule_id,
        lefts.reconciliation,
        lefts.scope,
        sharing.left_unit_id,
        sharing.right_unit_id,
        lefts.entry_id as left_entry_id,
        rights.entry_id as right_entry_id,
        sharing.shared_reference,
        lefts.is_whole and rights.is_whole and not lefts.is_bundle and not rights.is_bundle as is_unbundled,
        coalesce(lefts.check_number = rights.check_number, false) as same_check_number,
        lefts.counterparty_key,
        rights.text_key,
        lefts.amount,
        lefts.currency,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        coalesce(least(lefts.facility, rights.facility), lefts.facility, rights.facility) as facility,
        {{ days_between('lefts.unit_on', 'rights.unit_on') }} as days
    from sharing
    inner join lefts
        on sharing.left_unit_id = lefts.unit_id
    inner join rights
        on
            sharing.right_unit_id = rights.unit_id
            and lefts.currency = rights.currency
            and lefts.amount = rights.amount
    inner join reference_rules
        on lefts.reconciliation = reference_rules.reconciliation
    left join rejected
        on sharing.left_unit_id = rejected.left_unit_id and sharing.right_unit_id = rejected.right_unit_id
    where
        rejected.left_unit_id is null
        and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -reference_rules.days_before and reference_rules.days_after
),

said as (
    -- a source or a person says something about them, which the cascade hears first
    select
        left_unit_id,
        right_unit_id
    from within_one_side
    union all
    select
        left_unit_id,
        right_unit_id
    from decisions
    where verdict = 'accept'
),

spoken_for as (
    -- what somebody speaks of, and what carries a reference with several
    {%- for side in ['left', 'right'] %}
    {{ 'union all' if not loop.first }}
    select {{ side }}_unit_id as unit_id from said
    union all
    select {{ side }}_unit_id as unit_id
    from candidates
    group by {{ side }}_unit_id
    having count(*) > 1
    {%- endfor %}
),

lonely as (
    select candidates.*
    from candidates
    left join spoken_for as left_spoken_for
        on candidates.left_unit_id = left_spoken_for.unit_id
    left join spoken_for as right_spoken_for
        on candidates.right_unit_id = right_spoken_for.unit_id
    where
        candidates.is_unbundled
        and left_spoken_for.unit_id is null
        and right_spoken_for.unit_id is null
),

likeness as (
    -- the same names meet again and again
    select
        counterparty_key,
        text_key,
        cast({{ name_similarity('counterparty_key', 'text_key') }} as decimal(5, 4)) as similarity
    from (
        select distinct
            counterparty_key,
            text_key
        from candidates
        where reconciliation in ('bank', 'processor_clearing', 'files') and counterparty_key is not null and text_key is not null
    ) as names
),

compared as (
    select
        lonely.*,
        case
            when lonely.reconciliation in ('bank', 'processor_clearing', 'files') then coalesce(likeness.similarity, 0)
            else cast(0 as decimal(5, 4))
        end as similarity
    from lonely
    left join likeness
        on lonely.counterparty_key = likeness.counterparty_key and lonely.text_key = likeness.text_key
),

final as (
    select
        md5(rule_id || '|' || least(left_unit_id, right_unit_id) || '|' || greatest(left_unit_id, right_unit_id)) as group_id,
        rule_id,
        reconciliation,
        scope,
        left_unit_id,
        right_unit_id,
        left_entry_id,
        right_entry_id,
        amount,
        currency,
        facility,
        left_on,
        right_on,
        shared_reference,
        same_check_number,
        counterparty_key,
        text_key,
        similarity,
        days,
        {{ pair_cost('days', 'similarity') }} as cost
    from compared
)

select * from final
{{ by_day('left_on') }}
