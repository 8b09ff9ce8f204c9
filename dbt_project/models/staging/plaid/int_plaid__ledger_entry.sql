with transactions as (
    select * from {{ ref('stg_plaid__transaction') }}
),

final as (
    select
        connection_id,
        'bank_line' as record_type,
        transaction_id as source_id,
        'transaction:' || transaction_id as document_id,
        connection_id || ':' || account_id as account_id,
        cast(null as varchar) as control_account_id,
        counterparty_id,
        counterparty,
        amount,
        currency,
        transaction_on as occurred_on,
        case when not is_pending then transaction_on end as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        check_number,
        coalesce(original_description, name) as description,
        {{ text_list(['reference_number']) }} as reference_keys,
        cast(null as varchar) as group_key,
        case
            when check_number is not null then 'check'
            when payment_method is not null then payment_method
            when payment_channel = 'in store' then 'card'
        end as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        case
            when is_deleted then 'deleted'
            when is_pending then 'pending'
            else 'posted'
        end as status,
        is_deleted as is_void,
        is_pending
    from transactions
)

select * from final
