-- Rows of two files that share rare words and whose amounts and dates lie near, and how rarely chance alone makes rows agree as well. Only rows that
-- share a word which few carry, in the same range of amounts and days, are held against each other; where a word leaves more than 10,000 pairs within
-- such a range, it is too common there to say anything and is passed over.
{% set bands = 7 -%} {#- as in amount_band -#}
{% set window = 23 -%} {#- days in a range of days: a receipt comes from 1 day before to 21 days after -#}
with words as (
    select * from {{ ref('unit_word') }}
),

worded as (
    select distinct
        unit_id,
        pool
    from words
),

units as (
    select
        units.unit_id,
        units.side,
        worded.pool,
        units.amount,
        units.unit_on,
        {{ amount_band('units.amount') }} as amount_band,
        {{ days_between("cast('2000-01-01' as date)", 'units.unit_on') }} as day_number
    from {{ ref('undecided_unit') }} as units
    inner join worded
        on units.unit_id = worded.unit_id
),

pools as (
    select
        pool,
        count(*) as candidates,
        max(day_number) - min(day_number) + 1 as days
    from units
    where side = 'right'
    group by pool
),

steps as (
    -- a row's own range of amounts and its neighbours; the ranges of days that its window touches
    {% for step in [-1, 0, 1] -%}
    select
        {{ step }} as amount_step,
        -1 as day_step
    union all
    select
        {{ step }} as amount_step,
        {{ window - 2 }} as day_step
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

near_lefts as (
    select
        units.unit_id,
        units.pool,
        units.amount_band + steps.amount_step as amount_band,
        cast(floor(cast(units.day_number + steps.day_step as double) / {{ window }}) as integer) as day_band
    from units
    cross join steps
    where units.side = 'left'
),

left_blocks as (
    select distinct
        near_lefts.unit_id,
        near_lefts.pool,
        words.word,
        near_lefts.amount_band,
        near_lefts.day_band
    from near_lefts
    inner join words
        on near_lefts.unit_id = words.unit_id
    where words.bits >= 3
),

right_blocks as (
    select
        units.unit_id,
        units.pool,
        words.word,
        units.amount_band,
        cast(floor(cast(units.day_number as double) / {{ window }}) as integer) as day_band
    from units
    inner join words
        on units.unit_id = words.unit_id
    where units.side = 'right'
),

left_sizes as (
    select pool, word, amount_band, day_band, count(*) as lefts
    from left_blocks
    group by pool, word, amount_band, day_band
),

right_sizes as (
    select pool, word, amount_band, day_band, count(*) as rights
    from right_blocks
    group by pool, word, amount_band, day_band
),

blocks as (
    select left_sizes.pool, left_sizes.word, left_sizes.amount_band, left_sizes.day_band
    from left_sizes
    inner join right_sizes
        on
            left_sizes.pool = right_sizes.pool
            and left_sizes.word = right_sizes.word
            and left_sizes.amount_band = right_sizes.amount_band
            and left_sizes.day_band = right_sizes.day_band
    where left_sizes.lefts * right_sizes.rights <= 10000
),

{% for side in ['left', 'right'] -%}
{{ side }}s_in_blocks as (
    -- distinct as they are: so that no database joins the crowds to each other before it leaves them out
    select distinct
        {{ side }}_blocks.unit_id,
        blocks.pool,
        blocks.word,
        blocks.amount_band,
        blocks.day_band
    from blocks
    inner join {{ side }}_blocks
        on
            blocks.pool = {{ side }}_blocks.pool
            and blocks.word = {{ side }}_blocks.word
            and blocks.amount_band = {{ side }}_blocks.amount_band
            and blocks.day_band = {{ side }}_blocks.day_band
),

{% endfor -%}
pairs as (
    select distinct
        lefts_in_blocks.unit_id as left_unit_id,
        rights_in_blocks.unit_id as right_unit_id
    from lefts_in_blocks
    inner join rights_in_blocks
        on
            lefts_in_blocks.pool = rights_in_blocks.pool
            and lefts_in_blocks.word = rights_in_blocks.word
            and lefts_in_blocks.amount_band = rights_in_blocks.amount_band
            and lefts_in_blocks.day_band = rights_in_blocks.day_band
),

near as (
    select
        pairs.left_unit_id,
        pairs.right_unit_id,
        rights.pool,
        rights.amount_band,
        rights.amount as right_amount,
        {{ days_between('lefts.unit_on', 'rights.unit_on') }} as days,
        cast(abs(lefts.amount - rights.amount) as double) / cast(greatest(abs(lefts.amount), abs(rights.amount)) as double) as apart
    from pairs
    inner join units as lefts
        on pairs.left_unit_id = lefts.unit_id
    inner join units as rights
        on pairs.right_unit_id = rights.unit_id
    where
        cast(abs(lefts.amount - rights.amount) as decimal(28, 2)) * 8 <= greatest(abs(lefts.amount), abs(rights.amount))
        and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -1 and {{ window - 2 }}
),

left_words as (
    -- distinct as they are: so that no database joins all words to each other before it asks whose they are
    select distinct
        near.left_unit_id,
        near.right_unit_id,
        words.word,
        words.bits
    from near
    inner join words
        on near.left_unit_id = words.unit_id
),

shared as (
    select
        left_words.left_unit_id,
        left_words.right_unit_id,
        sum(left_words.bits) as bits,
        {{ join_list(collect_list('left_words.word', 'left_words.word'), ' ') }} as shared_words
    from left_words
    inner join words
        on left_words.right_unit_id = words.unit_id and left_words.word = words.word
    group by left_words.left_unit_id, left_words.right_unit_id
),

totals as (
    select unit_id, sum(bits) as bits
    from words
    group by unit_id
),

band_sizes as (
    select pool, amount_band, count(*) as rights
    from units
    where side = 'right'
    group by pool, amount_band
),

amount_sizes as (
    select pool, amount, count(*) as rights
    from units
    where side = 'right'
    group by pool, amount
),

chances as (
    -- The share of the other side that agrees as well by chance: of those in the same band of amounts the part that lies as near, but never fewer
    -- than have this very amount; and of all days the part that is as near.
    select
        near.left_unit_id,
        near.right_unit_id,
        shared.shared_words,
        shared.bits as text_bits,
        cast(shared.bits as double) / cast(least(left_totals.bits, right_totals.bits) as double) as shared_part,
        -log2(least(1.0, greatest(amount_sizes.rights, 2 * near.apart * {{ bands }} * band_sizes.rights) / cast(pools.candidates as double))) as amount_bits,
        -log2(least(1.0, (abs(near.days) + 1) / cast(pools.days as double))) as day_bits,
        log2(cast(pools.candidates as double)) as candidate_bits
    from near
    inner join shared
        on near.left_unit_id = shared.left_unit_id and near.right_unit_id = shared.right_unit_id
    inner join totals as left_totals
        on near.left_unit_id = left_totals.unit_id
    inner join totals as right_totals
        on near.right_unit_id = right_totals.unit_id
    inner join pools
        on near.pool = pools.pool
    inner join band_sizes
        on near.pool = band_sizes.pool and near.amount_band = band_sizes.amount_band
    inner join amount_sizes
        on near.pool = amount_sizes.pool and near.right_amount = amount_sizes.amount
),

final as (
    select
        left_unit_id,
        right_unit_id,
        shared_words,
        cast(text_bits as decimal(9, 2)) as text_bits,
        cast(amount_bits as decimal(9, 2)) as amount_bits,
        cast(day_bits as decimal(9, 2)) as day_bits,
        cast(text_bits + amount_bits + day_bits - candidate_bits as decimal(9, 2)) as evidence_bits
    from chances
    -- what two texts share must be more of the one that says less than what they do not: a word in common is little where other names stand beside it
    where text_bits + amount_bits + day_bits > candidate_bits and shared_part > 0.5
)

select * from final
