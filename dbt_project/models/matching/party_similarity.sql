-- How well each bank narrative of an account names each counterparty of its books.
with units as (
    select * from {{ ref('match_unit') }}
    where reconciliation = 'bank'
),

names as (
    select distinct
        scope,
        counterparty_key
    from units
    where side = 'left' and counterparty_key is not null
),

texts as (
    select distinct
        scope,
        text_key
    from units
    where side = 'right' and text_key is not null
),

scored as (
    select
        names.scope,
        names.counterparty_key,
        texts.text_key,
        cast({{ name_similarity('names.counterparty_key', 'texts.text_key') }} as decimal(5, 4)) as similarity
    from names
    inner join texts
        on names.scope = texts.scope
),

final as (
    select
        scope,
        counterparty_key,
        text_key,
        similarity,
        max(similarity) over (partition by scope, text_key) as best_similarity
    from scored
)

select * from final
