-- What dozens of records of a quarter share (a company id, NOTPROVIDED) refers to none of them. Each quarter by itself: a contract's number, paid
-- by month, is as good a reference after ten years, and what comes later changes nothing about what was matched.
with mentions as (
    select
        *,
        {{ reference_era('unit_on') }} as era
    from {{ ref('reference_mention') }}
),

whole_units as (
    select unit_id from {{ ref('match_unit') }}
    where is_whole
),

frequent_anywhere as (
    -- nearly all are told by this: to count by five columns takes twice as long
    select reference_key
    from mentions
    group by reference_key
    having count(*) > {{ most_of_a_reference() }}
),

frequent as (
    select
        mentions.reconciliation,
        mentions.side,
        mentions.scope,
        mentions.reference_key,
        mentions.era
    from mentions
    inner join frequent_anywhere
        on mentions.reference_key = frequent_anywhere.reference_key
    group by mentions.reconciliation, mentions.side, mentions.scope, mentions.reference_key, mentions.era
    having count(*) > {{ most_of_a_reference() }}
),

final as (
    -- the parts of a bundle all carry its reference; they count once
    select
        mentions.reconciliation,
        mentions.side,
        mentions.scope,
        mentions.reference_key,
        mentions.era,
        count(*) as units
    from frequent
    inner join mentions
        on
            frequent.reconciliation = mentions.reconciliation
            and frequent.side = mentions.side
            and frequent.scope = mentions.scope
            and frequent.reference_key = mentions.reference_key
            and frequent.era = mentions.era
    inner join whole_units
        on mentions.unit_id = whole_units.unit_id
    group by mentions.reconciliation, mentions.side, mentions.scope, mentions.reference_key, mentions.era
    having count(*) > {{ most_of_a_reference() }}
)

select * from final
