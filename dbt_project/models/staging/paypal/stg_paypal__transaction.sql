with source as (
    select * from {{ source('raw_paypal', 'transaction') }}
),

read as (
    select
        connection_id,
        transaction_id,
        transaction_event_code as event_code,
        sign,
        {{ json_text('transaction_info', '$.transaction_initiation_date') }} as initiated_text,
        coalesce(
            {{ json_text('transaction_info', '$.transaction_updated_date') }},
            {{ json_text('transaction_info', '$.transaction_initiation_date') }}
        ) as updated_text,
        {{ json_text('transaction_info', '$.transaction_amount.value') }} as amount_text,
        upper({{ json_text('transaction_info', '$.transaction_amount.currency_code') }}) as currency,
        {{ json_text('transaction_info', '$.fee_amount.value') }} as fee_text,
        {{ json_text('transaction_info', '$.ending_balance.value') }} as ending_balance_text,
        upper({{ json_text('transaction_info', '$.transaction_status') }}) as status,
        {{ json_text('transaction_info', '$.paypal_reference_id') }} as reference_id,
        {{ json_text('transaction_info', '$.paypal_reference_id_type') }} as reference_id_type,
        {{ json_text('transaction_info', '$.transaction_subject') }} as subject,
        {{ json_text('transaction_info', '$.invoice_id') }} as invoice_id,
        {{ json_text('transaction_info', '$.custom_field') }} as custom_field,
        {{ json_text('transaction_info', '$.bank_reference_id') }} as bank_reference_id,
        {{ json_text('cart_info', '$.paypal_invoice_id') }} as paypal_invoice_id,
        {{ json_text('payer_info', '$.account_id') }} as payer_account_id
    from source
),

final as (
    select
        connection_id,
        transaction_id,
        event_code,
        sign,
        -- the offset is the account's own, with or without a colon: the written date is the local one
        cast(substr(initiated_text, 1, 10) as date) as initiated_on,
        {{ paypal_instant('initiated_text') }} as initiated_at,
        cast(substr(updated_text, 1, 10) as date) as updated_on,
        {{ paypal_instant('updated_text') }} as updated_at,
        {{ money('amount_text') }} as amount,
        {{ money("coalesce(fee_text, '0')") }} as fee_amount,
        currency,
        {{ money('ending_balance_text') }} as ending_balance,
        status,
        reference_id,
        reference_id_type,
        subject,
        invoice_id,
        custom_field,
        bank_reference_id,
        paypal_invoice_id,
        payer_account_id
    from read
)

select * from final
