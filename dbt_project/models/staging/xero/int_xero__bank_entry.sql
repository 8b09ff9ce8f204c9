with bank_transaction as (

    select * from {{ ref('int_xero__bank_transaction') }}

),

bank_transfer as (

    select * from {{ ref('stg_xero__bank_transfer') }}

),

overpayment as (

    select * from {{ ref('stg_xero__overpayment') }}

),

prepayment as (

    select * from {{ ref('stg_xero__prepayment') }}

),

account as (

    select * from {{ ref('int_xero__account') }}

),

control_account as (

    select * from {{ ref('int_xero__control_account') }}

),

receiving_side as (

    select
        connection_id,
        bank_transaction_id,
        total
    from {{ ref('stg_xero__bank_transaction') }}
    where transaction_type = 'RECEIVE-TRANSFER'

),

bank_transaction_entry as (

    select
        bank_transaction.connection_id,
        bank_transaction.record_type,
        bank_transaction.bank_transaction_id as source_id,
        'bank_transaction:' || bank_transaction.bank_transaction_id as document_id,
        {{ xero_account('bank_transaction.connection_id', 'bank_transaction.source_account_id') }} as account_id,
        case
            when bank_transaction.record_type = 'bill_payment' then control_account.payable_account_id
            when bank_transaction.record_type in ('customer_payment', 'customer_refund') then control_account.receivable_account_id
        end as control_account_id,
        bank_transaction.contact_id as counterparty_id,
        bank_transaction.contact_name as counterparty,
        bank_transaction.sign * bank_transaction.total as amount,
        bank_transaction.currency,
        bank_transaction.occurred_on,
        bank_transaction.check_number,
        bank_transaction.first_line as description,
        case when bank_transaction.check_number is null then bank_transaction.reference end as reference,
        bank_transaction.sign * coalesce(overpayment.remaining_credit, prepayment.remaining_credit) as outstanding_amount,
        bank_transaction.status,
        bank_transaction.is_void
    from bank_transaction
    left join overpayment
        on
            bank_transaction.connection_id = overpayment.connection_id
            and bank_transaction.overpayment_id = overpayment.overpayment_id
    left join prepayment
        on
            bank_transaction.connection_id = prepayment.connection_id
            and bank_transaction.prepayment_id = prepayment.prepayment_id
    left join control_account
        on bank_transaction.connection_id = control_account.connection_id

),

leg as (

    select
        connection_id,
        bank_transfer_id,
        'from' as leg_name,
        from_source_account_id as source_account_id,
        -amount as amount,
        occurred_on,
        reference,
        status,
        is_void
    from bank_transfer
    union all
    -- The receiving account may keep another currency: what it received stands on its side of the transfer.
    select
        bank_transfer.connection_id,
        bank_transfer.bank_transfer_id,
        'to' as leg_name,
        bank_transfer.to_source_account_id as source_account_id,
        coalesce(receiving_side.total, bank_transfer.amount) as amount,
        bank_transfer.occurred_on,
        bank_transfer.reference,
        bank_transfer.status,
        bank_transfer.is_void
    from bank_transfer
    left join receiving_side
        on
            bank_transfer.connection_id = receiving_side.connection_id
            and bank_transfer.to_bank_transaction_id = receiving_side.bank_transaction_id

),

transfer_entry as (

    select
        leg.connection_id,
        'transfer' as record_type,
        leg.bank_transfer_id || ':' || leg.leg_name as source_id,
        'bank_transfer:' || leg.bank_transfer_id as document_id,
        {{ xero_account('leg.connection_id', 'leg.source_account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        cast(null as varchar) as counterparty_id,
        cast(null as varchar) as counterparty,
        leg.amount,
        account.currency,
        leg.occurred_on,
        cast(null as varchar) as check_number,
        leg.reference as description,
        leg.reference,
        cast(null as decimal(18, 2)) as outstanding_amount,
        leg.status,
        leg.is_void
    from leg
    left join account
        on
            leg.connection_id = account.connection_id
            and leg.source_account_id = account.source_account_id

),

united as (

    select * from bank_transaction_entry
    union all
    select * from transfer_entry

),

final as (

    select
        connection_id,
        record_type,
        source_id,
        document_id,
        account_id,
        control_account_id,
        counterparty_id,
        counterparty,
        amount,
        currency,
        occurred_on,
        occurred_on as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        check_number,
        description,
        {{ text_list(['reference']) }} as reference_keys,
        cast(null as varchar) as group_key,
        case when check_number is not null then 'check' end as payment_method,
        outstanding_amount,
        status,
        is_void,
        false as is_pending
    from united

)

select * from final
