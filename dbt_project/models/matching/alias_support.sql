-- How often a bank text and a name in the books were seen together: wherever a reference decides, or an amount occurs once on each side, this text
-- goes with this name.
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

final as (
    select
        scope,
        counterparty_key,
        text_key,
        count(*) as support
    from together
    group by scope, counterparty_key, text_key
)

select * from final
