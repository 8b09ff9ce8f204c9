with source as (
    select * from {{ source('raw_bank_statements', 'statement_line') }}
),

final as (
    select
        connection_id,
        line_id,
        occurrence,
        statement_key,
        file_name,
        line_number,
        account_key,
        booking_date,
        value_date,
        {{ money('amount') }} as amount,
        currency,
        bank_code,
        bank_reference,
        customer_reference,
        end_to_end_id,
        check_number,
        counterparty,
        counterparty_account,
        description,
        {{ bank_line_references('reference_keys', ['customer_reference', 'end_to_end_id']) }} as reference_keys,
        {{ bank_payment_method('bank_code', 'check_number') }} as payment_method,
        is_reversal,
        is_batch_parent
    from source
)

select * from final
