-- Bank texts that have come to stand for a counterparty: whenever a reference decides, or an amount occurs once on each side, this text goes
-- with this name.
with by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

sightings as (
    select * from {{ ref('alias_sighting') }}
),

together as (
    select
        scope,
        counterparty_key,
        text_key
    from sightings
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
    from together
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
