-- Pairs worth comparing at first: they share a reference or a check number, have the same amount and nothing in their names against it, or a
-- person joined them.
with undecided as (
    select * from {{ ref('undecided_unit') }}
),

units as (
    select * from undecided
    where amount <> 0
),

unit_references as (
    select unit_references.*
    from {{ ref('unit_reference') }} as unit_references
    inner join units
        on unit_references.unit_id = units.unit_id
),

windows as (
    {{ widest_windows() }}
),

same_reference as (
    {{ pairs_with_a_shared_reference('unit_references', 'windows') }}
),

same_check as (
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        cast(null as varchar) as shared_reference
    from units as lefts
    inner join units as rights
        on
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.check_number = rights.check_number
    where lefts.side = 'left' and rights.side = 'right'
),

comparable as (
    select * from units
    where reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
),

clear_texts as (
    {{ clear_texts() }}
),

rights as (
    select
        comparable.*,
        clear_texts.text_key is not null as is_clear
    from comparable
    left join clear_texts
        on comparable.scope = clear_texts.scope and comparable.text_key = clear_texts.text_key
    where comparable.side = 'right'
),

lefts as (
    select
        *,
        -- what has no name, or is told by more than its name, is compared whatever the text says
        counterparty_key is null or is_check or record_type = 'transfer' as is_told_otherwise
    from comparable
    where side = 'left'
),

parties as (
    select * from {{ ref('possible_party') }}
),

{{ same_amount_ctes(lefts='lefts', rights='rights', parties='parties') }}

decided as (
    select
        decisions.left_unit_id,
        decisions.right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        cast(null as varchar) as shared_reference
    from {{ ref('decided_pair') }} as decisions
    inner join undecided as lefts
        on decisions.left_unit_id = lefts.unit_id
    inner join undecided as rights
        on decisions.right_unit_id = rights.unit_id
    where decisions.verdict = 'accept'
),

united as (
    select * from same_reference
    union all
    select * from same_check
    union all
    select
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        cast(null as varchar) as shared_reference
    from same_amount
    union all
    select * from decided
),

final as (
    select
        left_unit_id,
        right_unit_id,
        min(left_on) as left_on,
        min(right_on) as right_on,
        min(shared_reference) as shared_reference
    from united
    group by left_unit_id, right_unit_id
)

select * from final
{{ by_day('left_on') }}
