with united as (
    {{ union_canonical('bank_statement', [
        'connection_id', 'statement_id', 'account_id', 'starts_on', 'ends_on', 'opening_balance', 'closing_balance', 'currency', 'control_status',
    ]) }}
),

final as (
    select
        connection_id,
        platform,
        statement_id,
        account_id,
        starts_on,
        ends_on,
        {{ money('opening_balance') }} as opening_balance,
        {{ money('closing_balance') }} as closing_balance,
        currency,
        control_status
    from united
)

select * from final
