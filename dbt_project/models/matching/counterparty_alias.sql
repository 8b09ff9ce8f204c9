-- Bank texts that have come to stand for a counterparty: seen with it often enough, and with hardly any other.
with supports as (
    select * from {{ ref('alias_support') }}
),

counted as (
    select
        scope,
        counterparty_key,
        text_key,
        support,
        sum(support) over (partition by scope, text_key) as uses_of_text
    from supports
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
