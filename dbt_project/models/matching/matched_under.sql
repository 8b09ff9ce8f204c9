-- What decided: the models as they are, and the rules and words in force. Where it is another, nothing that was decided before can be kept.
-- Built last: {{ ref('match_group') }}, {{ ref('match_evidence') }}
with rules as (
    {{ rules_in_force() }}
),

words as (
    select * from {{ ref('bank_text_words') }}
),

sayings as (
    select
        'rule ' || rule_id || ' ' || cast(version as varchar) || ' ' || predicate || ' ' || cast(priority as varchar)
        || ' ' || cast(amount_tolerance as varchar) || ' ' || cast(percent_tolerance as varchar) || ' ' || coalesce(tolerance_join, '')
        || ' ' || cast(days_before as varchar) || ' ' || cast(days_after as varchar) || ' ' || cast(minimum_similarity as varchar)
        || ' ' || state || ' ' || cast(confidence as varchar) || ' ' || coalesce(difference_reason, '') || ' ' || coalesce(reason_code, '') as saying
    from rules
    union all
    select 'word ' || meaning || ' ' || pattern as saying
    from words
),

final as (
    select
        '{{ env_var("TIEOUT_MATCHING", "") if execute else "" }}' as models,
        md5({{ join_list(collect_list('saying', 'saying'), '|') }}) as rules
    from sayings
)

select * from final
