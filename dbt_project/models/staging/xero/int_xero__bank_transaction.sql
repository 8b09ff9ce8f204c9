with bank_transaction as (

    select * from {{ ref('stg_xero__bank_transaction') }}

),

account as (

    select * from {{ ref('int_xero__account') }}

),

final as (

    -- The sides of transfers are left out: stg_xero__bank_transfer is where they are counted.
    select
        bank_transaction.*,
        case
            when bank_transaction.transaction_type in ('RECEIVE-OVERPAYMENT', 'RECEIVE-PREPAYMENT') then 'customer_payment'
            when bank_transaction.transaction_type in ('SPEND-OVERPAYMENT', 'SPEND-PREPAYMENT') then 'bill_payment'
            when counter_account.account_type = 'payable' then 'bill_payment'
            when counter_account.account_type = 'receivable' and bank_transaction.transaction_type = 'RECEIVE' then 'customer_payment'
            when counter_account.account_type = 'receivable' then 'customer_refund'
            when bank_transaction.transaction_type = 'RECEIVE' then 'bank_receipt'
            else 'bank_spend'
        end as record_type,
        case when bank_transaction.transaction_type like 'RECEIVE%' then 1 else -1 end as sign
    from bank_transaction
    left join account as counter_account
        on
            bank_transaction.connection_id = counter_account.connection_id
            and (
                bank_transaction.line_account_id = counter_account.source_account_id
                or (bank_transaction.line_account_id is null and bank_transaction.line_account_code = counter_account.code)
            )
    where bank_transaction.transaction_type not in ('RECEIVE-TRANSFER', 'SPEND-TRANSFER')

)

select * from final
