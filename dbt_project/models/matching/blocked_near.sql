-- Pairs worth comparing among what is left: they share a reference or a check number with another amount, name the same party, or differ little.
with units as (
    select * from {{ ref('free_unit') }}
    where amount <> 0
),

earlier as (
    select
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        shared_reference
    from {{ ref('blocked_exact') }}
),

still_free as (
    select
        earlier.left_unit_id,
        earlier.right_unit_id,
        earlier.left_on,
        earlier.right_on,
        earlier.shared_reference
    from earlier
    inner join units as lefts
        on earlier.left_unit_id = lefts.unit_id
    inner join units as rights
        on earlier.right_unit_id = rights.unit_id
),

lefts as (
    select * from units
    where side = 'left'
),

rights as (
    select * from units
    where side = 'right'
),

rules as (
    {{ rules_in_force() }}
),

reconciliations_by_time as (
    -- where a rule asks for nothing but time and amount
    select distinct reconciliation from rules
    where predicate in ('sum', 'nearest_amount') and minimum_similarity = 0
),

days_with_units as (
    select
        reconciliation,
        scope,
        currency,
        side,
        sign(amount) as direction,
        unit_on,
        count(*) as units
    from units
    group by reconciliation, scope, currency, side, sign(amount), unit_on
),

offsets as (
    {{ numbers('days', range(-3, 11)) }}
),

days_around as (
    -- those of the other side that time alone could join to a day
    select
        days.*,
        case
            when days.side = 'left' then {{ days_after('days.unit_on', 'offsets.days') }}
            else {{ days_after('days.unit_on', '-offsets.days') }}
        end as met_on
    from days_with_units as days
    inner join reconciliations_by_time
        on days.reconciliation = reconciliations_by_time.reconciliation
    cross join offsets
),

quiet_days as (
    -- Days around which few stand on the other side: among more than a hundred, time tells nothing.
    select
        days.reconciliation,
        days.scope,
        days.currency,
        days.side,
        days.direction,
        days.unit_on
    from days_around as days
    inner join days_with_units as others
        on
            days.reconciliation = others.reconciliation
            and days.scope = others.scope
            and days.currency = others.currency
            and days.side <> others.side
            and days.direction = others.direction
            and days.met_on = others.unit_on
    group by days.reconciliation, days.scope, days.currency, days.side, days.direction, days.unit_on
    having sum(others.units) <= {{ most_around_a_day() }}
),

quiet_units as (
    select units.*
    from units
    inner join quiet_days
        on
            units.reconciliation = quiet_days.reconciliation
            and units.scope = quiet_days.scope
            and units.currency = quiet_days.currency
            and units.side = quiet_days.side
            and sign(units.amount) = quiet_days.direction
            and units.unit_on = quiet_days.unit_on
),

clear_texts as (
    {{ clear_texts() }}
),

parties as (
    select * from {{ ref('possible_party') }}
),

told_units as (
    -- of a text that clearly names somebody, time and amount say nothing about anybody else
    select
        units.*,
        clear_texts.text_key is not null as is_clear
    from units
    left join clear_texts
        on units.scope = clear_texts.scope and units.text_key = clear_texts.text_key
),

days_met as (
    select
        quiet_units.unit_id,
        case
            when quiet_units.side = 'left' then {{ days_after('quiet_units.unit_on', 'offsets.days') }}
            else {{ days_after('quiet_units.unit_on', '-offsets.days') }}
        end as met_on
    from quiet_units
    inner join offsets
        on quiet_units.reconciliation <> 'files' or offsets.days <= 5
),

near_in_time as (
    {%- for side, other in [('left', 'right'), ('right', 'left')] %}
    {{ 'union all' if not loop.first }}
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        lefts.scope,
        lefts.counterparty_key,
        rights.text_key,
        rights.is_clear
    from days_met
    inner join told_units as {{ side }}s
        on days_met.unit_id = {{ side }}s.unit_id
    inner join told_units as {{ other }}s
        on
            {{ side }}s.reconciliation = {{ other }}s.reconciliation
            and {{ side }}s.scope = {{ other }}s.scope
            and {{ side }}s.currency = {{ other }}s.currency
            and days_met.met_on = {{ other }}s.unit_on
            and sign({{ side }}s.amount) = sign({{ other }}s.amount)
            -- pairs of the same amount are found already
            and {{ side }}s.amount <> {{ other }}s.amount
    where {{ side }}s.side = '{{ side }}' and {{ other }}s.side = '{{ other }}'
    {%- endfor %}
),

not_of_others as (
    select distinct
        near_in_time.left_unit_id,
        near_in_time.right_unit_id,
        near_in_time.left_on,
        near_in_time.right_on
    from near_in_time
    left join parties
        on
            near_in_time.scope = parties.scope
            and near_in_time.counterparty_key = parties.counterparty_key
            and near_in_time.text_key = parties.text_key
    where not near_in_time.is_clear or near_in_time.counterparty_key is null or parties.text_key is not null
),

least_likenesses as (
    -- how alike names have to be for any rule that allows a difference
    select
        reconciliation,
        min(minimum_similarity) as likeness
    from rules
    where predicate in ('sum', 'counterparty_within_tolerance', 'transposition') and minimum_similarity > 0
    group by reconciliation
),

{{ same_party_ctes(lefts='lefts', rights='rights', parties='parties', least_likenesses='least_likenesses') }}

near as (
    select
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        cast(null as varchar) as shared_reference
    from not_of_others
    union all
    -- of a name that the text may mean
    select
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        cast(null as varchar) as shared_reference
    from same_party
    union all
    -- checks that one deposit may hold
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        cast(null as varchar) as shared_reference
    from lefts
    inner join rights
        on
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.currency = rights.currency
    where
        lefts.reconciliation = 'bank'
        and lefts.is_check
        and coalesce(regexp_matches(upper(rights.description), {{ word_pattern('deposit') }}), false)
        and sign(lefts.amount) = sign(rights.amount)
        and lefts.amount <> rights.amount
        and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -3 and 10
),

united as (
    select * from still_free
    union all
    select * from near
    union all
    -- rows of two files that share rare words
    select
        texts.left_unit_id,
        texts.right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        cast(null as varchar) as shared_reference
    from {{ ref('pair_text') }} as texts
    inner join lefts
        on texts.left_unit_id = lefts.unit_id
    inner join rights
        on texts.right_unit_id = rights.unit_id
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
