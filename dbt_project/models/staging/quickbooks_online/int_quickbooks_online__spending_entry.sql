with bill as (

    select * from {{ ref('stg_quickbooks_online__bill') }}

),

bill_payment as (

    select * from {{ ref('stg_quickbooks_online__bill_payment') }}

),

purchase as (

    select * from {{ ref('stg_quickbooks_online__purchase') }}

),

purchase_line as (

    select * from {{ ref('stg_quickbooks_online__purchase_line') }}

),

account as (

    select * from {{ ref('stg_quickbooks_online__account') }}

),

vendor as (

    select * from {{ ref('stg_quickbooks_online__vendor') }}

),

customer as (

    select * from {{ ref('stg_quickbooks_online__customer') }}

),

default_account as (

    select * from {{ ref('int_quickbooks_online__default_account') }}

),

-- A purchase posted to nothing but one control account settles it: a check to a customer is a refund, one to a vendor pays bills.
purchase_control as (

    select
        purchase_line.connection_id,
        purchase_line.purchase_id,
        min(purchase_line.account_id) as control_account_id,
        min(account.account_type) as control_type
    from purchase_line
    left join account
        on
            purchase_line.connection_id = account.connection_id
            and purchase_line.account_id = account.account_id
    group by purchase_line.connection_id, purchase_line.purchase_id
    having
        count(distinct purchase_line.account_id) = 1
        and count(*) = count(purchase_line.account_id)
        and min(account.account_type) in ('receivable', 'payable')

),

bill_entry as (

    select
        bill.connection_id,
        'bill' as record_type,
        bill.bill_id as source_id,
        bill.document_id,
        {{ quickbooks_online_account('bill', 'bill.payable_account_id', 'default_account.payable_account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        'Vendor:' || bill.vendor_id as counterparty_id,
        coalesce(vendor.display_name, bill.vendor_name) as counterparty,
        cast(-bill.total_amount as decimal(18, 2)) as amount,
        bill.currency,
        bill.transaction_date as occurred_on,
        bill.transaction_date as posted_on,
        bill.due_date as due_on,
        bill.doc_number as document_number,
        cast(null as varchar) as check_number,
        bill.private_note as description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(-bill.balance as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_document_status('bill', 'bill.balance') }} as status,
        bill.is_void or bill.is_deleted as is_void,
        false as is_pending
    from bill
    left join vendor
        on
            bill.connection_id = vendor.connection_id
            and bill.vendor_id = vendor.vendor_id
    left join default_account on bill.connection_id = default_account.connection_id

),

-- PayType is Check for everything that leaves a bank account; only a DocNumber that looks like one is a check number.
bill_payment_entry as (

    select
        bill_payment.connection_id,
        'bill_payment' as record_type,
        bill_payment.bill_payment_id as source_id,
        bill_payment.document_id,
        {{ quickbooks_online_account('bill_payment', 'bill_payment.paid_from_account_id') }} as account_id,
        {{ quickbooks_online_account('bill_payment', 'bill_payment.payable_account_id', 'default_account.payable_account_id') }}
            as control_account_id,
        'Vendor:' || bill_payment.vendor_id as counterparty_id,
        coalesce(vendor.display_name, bill_payment.vendor_name) as counterparty,
        cast(-bill_payment.total_amount as decimal(18, 2)) as amount,
        bill_payment.currency,
        bill_payment.transaction_date as occurred_on,
        bill_payment.transaction_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        case when bill_payment.pay_type = 'check' then {{ quickbooks_online_check_number('bill_payment.doc_number') }} end as check_number,
        bill_payment.private_note as description,
        {{ text_list(['case when ' ~ quickbooks_online_check_number('bill_payment.doc_number') ~ ' is null then bill_payment.doc_number end']) }}
            as reference_keys,
        cast(null as varchar) as group_key,
        case
            when bill_payment.pay_type = 'creditcard' then 'card'
            when {{ quickbooks_online_check_number('bill_payment.doc_number') }} is not null then 'check'
        end as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('bill_payment', "'paid'") }} as status,
        bill_payment.is_void or bill_payment.is_deleted as is_void,
        false as is_pending
    from bill_payment
    left join vendor
        on
            bill_payment.connection_id = vendor.connection_id
            and bill_payment.vendor_id = vendor.vendor_id
    left join default_account on bill_payment.connection_id = default_account.connection_id

),

-- Credit marks money that comes back to a card.
signed_purchase as (

    select
        purchase.*,
        purchase_control.control_account_id,
        cast(case when purchase.is_credit then purchase.total_amount else -purchase.total_amount end as decimal(18, 2)) as amount,
        case
            when purchase_control.control_type = 'receivable' then 'customer_refund'
            when purchase_control.control_type = 'payable' then 'bill_payment'
            when purchase.is_credit then 'bank_receipt'
            else 'bank_spend'
        end as record_type
    from purchase
    left join purchase_control
        on
            purchase.connection_id = purchase_control.connection_id
            and purchase.purchase_id = purchase_control.purchase_id

),

-- Record types that another entity fills too name the kind in source_id: ids may coincide between entities.
purchase_entry as (

    select
        purchase.connection_id,
        purchase.record_type,
        case when purchase.record_type = 'bank_spend' then purchase.purchase_id else purchase.document_id end as source_id,
        purchase.document_id,
        {{ quickbooks_online_account('purchase', 'purchase.account_id') }} as account_id,
        {{ quickbooks_online_account('purchase', 'purchase.control_account_id') }} as control_account_id,
        purchase.entity_type || ':' || purchase.entity_id as counterparty_id,
        coalesce(vendor.display_name, customer.display_name, purchase.entity_name) as counterparty,
        purchase.amount,
        purchase.currency,
        purchase.transaction_date as occurred_on,
        purchase.transaction_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        case when purchase.payment_type = 'check' then {{ quickbooks_online_check_number('purchase.doc_number') }} end as check_number,
        purchase.private_note as description,
        {{ text_list(["case when purchase.payment_type <> 'check' then purchase.doc_number end"]) }} as reference_keys,
        cast(null as varchar) as group_key,
        case purchase.payment_type when 'check' then 'check' when 'creditcard' then 'card' end as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('purchase', "'posted'") }} as status,
        purchase.is_void or purchase.is_deleted as is_void,
        false as is_pending
    from signed_purchase as purchase
    left join vendor
        on
            purchase.connection_id = vendor.connection_id
            and purchase.entity_id = vendor.vendor_id
            and purchase.entity_type = 'Vendor'
    left join customer
        on
            purchase.connection_id = customer.connection_id
            and purchase.entity_id = customer.customer_id
            and purchase.entity_type = 'Customer'

)

select * from bill_entry
union all
select * from bill_payment_entry
union all
select * from purchase_entry
