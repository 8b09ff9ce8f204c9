with transactions as (
    select * from {{ source('raw_plaid', 'transaction') }}
),

final as (
    select
        connection_id,
        transaction_id,
        account_id,
        pending_transaction_id,
        -- Plaid states money that leaves the account as positive; here it is negative.
        {{ money('-amount') }} as amount,
        upper(coalesce(iso_currency_code, unofficial_currency_code)) as currency,
        "date" as transaction_on,
        authorized_date as authorized_on,
        name,
        original_description,
        merchant_name,
        coalesce({{ json_text('counterparties', '$[0].name') }}, merchant_name) as counterparty,
        coalesce({{ json_text('counterparties', '$[0].entity_id') }}, merchant_entity_id) as counterparty_id,
        nullif(check_number, '') as check_number,
        payment_channel,
        lower({{ json_text('payment_meta', '$.payment_method') }}) as payment_method,
        {{ json_text('payment_meta', '$.reference_number') }} as reference_number,
        {{ json_text('payment_meta', '$.ppd_id') }} as ach_company_id,
        pending as is_pending,
        {{ is_deleted('plaid', 'transaction', 'transactions', 'transaction_id') }} as is_deleted
    from transactions
)

select * from final
