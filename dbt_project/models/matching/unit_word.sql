-- The words of the rows of two files that are still open, and how much each says: a word that one row in eight of the other file carries says three
-- bits. Texts are cut, so a word counts by its first five letters.
with decided as (
    select item_id from {{ ref('item_decided_exact') }}
),

unit_items as (
    select
        unit_items.unit_id,
        max(case when decided.item_id is null then 0 else 1 end) = 1 as is_busy
    from {{ ref('unit_item') }} as unit_items
    left join decided
        on unit_items.item_id = decided.item_id
    group by unit_items.unit_id
),

units as (
    select
        units.unit_id,
        units.side,
        units.scope || '|' || sign(units.amount) as pool,
        units.description,
        units.counterparty_key
    from {{ ref('undecided_unit') }} as units
    inner join unit_items
        on units.unit_id = unit_items.unit_id and not unit_items.is_busy
    where units.reconciliation = 'files' and units.amount <> 0
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
