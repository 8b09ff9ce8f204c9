-- The words of the rows of two files that are still open, and how much each says: a word that one row in eight of the other file carries says three
-- bits. Texts are cut, so a word counts by its first five letters.
with units as (
    select
        unit_id,
        side,
        scope || '|' || sign(amount) as pool,
        description,
        counterparty_key
    from {{ ref('free_unit') }}
    where reconciliation = 'files' and amount <> 0
),

words as (
    select distinct
        unit_id,
        side,
        pool,
        left(word, 5) as word
    from (
        select
            unit_id,
            side,
            pool,
            unnest({{ text_parts('upper(' ~ without_accents("coalesce(description, '') || ' ' || coalesce(counterparty_key, '')") ~ ')') }}) as word
        from units
    ) as split
    where word <> ''
),

pools as (
    select
        pool,
        count(*) as candidates
    from units
    where side = 'right'
    group by pool
),

rarities as (
    select
        words.pool,
        words.word,
        log2(cast(pools.candidates as double) / count(*)) as bits
    from words
    inner join pools
        on words.pool = pools.pool
    where words.side = 'right'
    group by words.pool, words.word, pools.candidates
),

final as (
    -- a word that the other file never uses says nothing about who belongs together
    select
        words.unit_id,
        words.side,
        words.pool,
        words.word,
        cast(rarities.bits as decimal(9, 2)) as bits
    from words
    inner join rarities
        on words.pool = rarities.pool and words.word = rarities.word
)

select * from final
