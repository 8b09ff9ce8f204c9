-- How well each bank narrative of an account names each counterparty of its books. Names and texts that share no beginning of a word (two
-- consonants) are not compared.
with names as (
    select * from {{ ref('party_name') }}
),

texts as (
    select * from {{ ref('party_text') }}
),

name_beginnings as (
    select distinct
        scope,
        counterparty_key,
        left(word, 2) as beginning
    from (
        select
            scope,
            counterparty_key,
            unnest({{ text_words(consonants('counterparty_key')) }}) as word
        from names
    ) as words
),

text_beginnings as (
    select distinct
        scope,
        text_key,
        left(word, 2) as beginning
    from (
        select
            scope,
            text_key,
            unnest({{ text_words(consonants('text_key')) }}) as word
        from texts
    ) as words
),

comparable as (
    select distinct
        name_beginnings.scope,
        name_beginnings.counterparty_key,
        text_beginnings.text_key
    from name_beginnings
    inner join text_beginnings
        on
            name_beginnings.scope = text_beginnings.scope
            and name_beginnings.beginning = text_beginnings.beginning
),

scored as (
    select
        scope,
        counterparty_key,
        text_key,
        cast({{ name_similarity('counterparty_key', 'text_key') }} as decimal(5, 4)) as similarity
    from comparable
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
