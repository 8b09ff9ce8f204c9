-- Whom a bank text may stand for: the counterparties that it names, more or less, and those it is known to mean.
with similarities as (
    select * from {{ ref('party_similarity') }}
),

aliases as (
    select * from {{ ref('counterparty_alias') }}
),

rules as (
    {{ rules_in_force() }}
),

least_likeness as (
    -- below 0.80 a clear text names somebody else; a rule may ask for less where the text is not clear
    select least(cast(0.80 as decimal(5, 4)), coalesce(min(minimum_similarity), cast(0.80 as decimal(5, 4)))) as similarity
    from rules
    where minimum_similarity > 0
),

united as (
    select
        similarities.scope,
        similarities.text_key,
        similarities.counterparty_key,
        similarities.similarity as likeness
    from similarities
    cross join least_likeness
    where similarities.similarity >= least_likeness.similarity
    union all
    -- a learned alias is as good as the name
    select
        scope,
        text_key,
        counterparty_key,
        cast(1 as decimal(5, 4)) as likeness
    from aliases
),

final as (
    select
        scope,
        text_key,
        counterparty_key,
        max(likeness) as likeness
    from united
    group by scope, text_key, counterparty_key
)

select * from final
