-- In words, what the two sides of a match have in common (pairs only; a set is explained by its rule and its members). A view: it only puts
-- together what others have written.
{{ config(materialized='view') }}
with decided as (
    select * from {{ ref('decided_evidence') }}
),

by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

united as (
    select * from decided
    union all
    select
        group_id,
        shared_reference,
        same_check_number,
        similarity,
        false as is_alias,
        days as fewest_days,
        days as most_days,
        cast(null as varchar) as shared_words
    from by_reference
),

final as (
    select
        group_id as match_id,
        shared_reference,
        same_check_number,
        similarity,
        is_alias,
        trim(
            coalesce('reference ' || shared_reference || '; ', '')
            || case when same_check_number then 'same check number; ' else '' end
            || coalesce('words ' || shared_words || '; ', '')
            || case when similarity > 0 then 'name similarity ' || cast(similarity as varchar) || '; ' else '' end
            || case when is_alias then 'known alias; ' else '' end
            || 'days apart ' || cast(fewest_days as varchar)
            || case when most_days <> fewest_days then ' to ' || cast(most_days as varchar) else '' end
        ) as compared
    from united
)

select * from final
