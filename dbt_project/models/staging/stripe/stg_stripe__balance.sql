with available as (
    {{ json_array_rows(source('raw_stripe', 'balance'), ['connection_id'], 'available') }}
),

pending as (
    {{ json_array_rows(source('raw_stripe', 'balance'), ['connection_id'], 'pending') }}
),

parts as (
    select
        connection_id,
        upper({{ json_text('element', '$.currency') }}) as currency,
        {{ money_from_minor_units(json_text('element', '$.amount'), json_text('element', '$.currency')) }} as available_amount,
        cast(0 as decimal(18, 2)) as pending_amount
    from available

    union all

    select
        connection_id,
        upper({{ json_text('element', '$.currency') }}) as currency,
        cast(0 as decimal(18, 2)) as available_amount,
        {{ money_from_minor_units(json_text('element', '$.amount'), json_text('element', '$.currency')) }} as pending_amount
    from pending
),

final as (
    select
        connection_id,
        currency,
        {{ money('sum(available_amount)') }} as available_amount,
        {{ money('sum(pending_amount)') }} as pending_amount
    from parts
    group by connection_id, currency
)

select * from final
