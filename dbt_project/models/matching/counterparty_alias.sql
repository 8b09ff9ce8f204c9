-- Bank texts that have come to stand for a counterparty: whenever a reference decides, or an amount occurs once on each side, this text goes
-- with this name.
with units as (
    select * from {{ ref('undecided_unit') }}
    where reconciliation in ('bank', 'files')
),

by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

lefts as (
    select * from units
    where side = 'left' and counterparty_key is not null
),

rights as (
    select * from units
    where side = 'right' and text_key is not null
),

pairs as (
    select
        lefts.scope,
        lefts.counterparty_key,
        rights.text_key,
        count(*) over (partition by lefts.unit_id) as rights_of_left,
        count(*) over (partition by rights.unit_id) as lefts_of_right
    from lefts
    inner join rights
        on
            lefts.scope = rights.scope
            and lefts.amount = rights.amount
    where {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -2 and 10
),

lonely as (
    select
        scope,
        counterparty_key,
        text_key
    from pairs
    where rights_of_left = 1 and lefts_of_right = 1
    union all
    select
        scope,
        counterparty_key,
        text_key
    from by_reference
    where reconciliation in ('bank', 'files') and counterparty_key is not null and text_key is not null
),

counted as (
    select
        scope,
        counterparty_key,
        text_key,
        count(*) as support,
        sum(count(*)) over (partition by scope, text_key) as uses_of_text
    from lonely
    group by scope, counterparty_key, text_key
),

final as (
    select
        scope,
        counterparty_key,
        text_key,
        support,
        cast(uses_of_text as bigint) as uses_of_text
    from counted
    where support >= 3 and support * 10 >= uses_of_text * 8
)

select * from final
