with invoice as (

    select * from {{ ref('stg_quickbooks_online__invoice') }}

),

credit_memo as (

    select * from {{ ref('stg_quickbooks_online__credit_memo') }}

),

payment as (

    select * from {{ ref('stg_quickbooks_online__payment') }}

),

payment_line as (

    select * from {{ ref('stg_quickbooks_online__payment_line') }}

),

deposit as (

    select * from {{ ref('stg_quickbooks_online__deposit') }}

),

deposit_line as (

    select * from {{ ref('stg_quickbooks_online__deposit_line') }}

),

refund_receipt as (

    select * from {{ ref('stg_quickbooks_online__refund_receipt') }}

),

customer as (

    select * from {{ ref('stg_quickbooks_online__customer') }}

),

payment_method as (

    select * from {{ ref('stg_quickbooks_online__payment_method') }}

),

default_account as (

    select * from {{ ref('int_quickbooks_online__default_account') }}

),

-- A payment of nothing that consumes a credit moves no money: it is how QuickBooks links a credit to what it settles (see entry_link).
credit_link as (

    select distinct
        payment.connection_id,
        payment.payment_id
    from payment
    inner join payment_line
        on
            payment.connection_id = payment_line.connection_id
            and payment.payment_id = payment_line.payment_id
    where
        payment.total_amount = 0
        and not payment.is_void
        and payment_line.linked_type in ('CreditMemo', 'Expense', 'Check')

),

-- The deposit that took a payment to the bank.
deposited_in as (

    select
        deposit_line.connection_id,
        deposit_line.linked_id as payment_id,
        min(deposit.document_id) as document_id
    from deposit_line
    inner join deposit
        on
            deposit_line.connection_id = deposit.connection_id
            and deposit_line.deposit_id = deposit.deposit_id
    where
        deposit_line.linked_type = 'Payment'
        and not deposit.is_void
        and not deposit.is_deleted
    group by deposit_line.connection_id, deposit_line.linked_id

),

invoice_entry as (

    select
        invoice.connection_id,
        'invoice' as record_type,
        invoice.invoice_id as source_id,
        invoice.document_id,
        {{ quickbooks_online_account('invoice', 'invoice.receivable_account_id', 'default_account.receivable_account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        'Customer:' || invoice.customer_id as counterparty_id,
        coalesce(customer.display_name, invoice.customer_name) as counterparty,
        invoice.total_amount as amount,
        invoice.currency,
        invoice.transaction_date as occurred_on,
        invoice.transaction_date as posted_on,
        invoice.due_date as due_on,
        invoice.doc_number as document_number,
        cast(null as varchar) as check_number,
        invoice.private_note as description,
        invoice.custom_field_texts as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        invoice.balance as outstanding_amount,
        {{ quickbooks_online_document_status('invoice', 'invoice.balance') }} as status,
        invoice.is_void or invoice.is_deleted as is_void,
        false as is_pending
    from invoice
    left join customer
        on
            invoice.connection_id = customer.connection_id
            and invoice.customer_id = customer.customer_id
    left join default_account on invoice.connection_id = default_account.connection_id

),

credit_note_entry as (

    select
        credit_memo.connection_id,
        'credit_note' as record_type,
        credit_memo.credit_memo_id as source_id,
        credit_memo.document_id,
        {{ quickbooks_online_account('credit_memo', 'credit_memo.receivable_account_id', 'default_account.receivable_account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        'Customer:' || credit_memo.customer_id as counterparty_id,
        coalesce(customer.display_name, credit_memo.customer_name) as counterparty,
        cast(-credit_memo.total_amount as decimal(18, 2)) as amount,
        credit_memo.currency,
        credit_memo.transaction_date as occurred_on,
        credit_memo.transaction_date as posted_on,
        cast(null as date) as due_on,
        credit_memo.doc_number as document_number,
        cast(null as varchar) as check_number,
        credit_memo.private_note as description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(-credit_memo.remaining_credit as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_document_status('credit_memo', 'credit_memo.remaining_credit') }} as status,
        credit_memo.is_void or credit_memo.is_deleted as is_void,
        false as is_pending
    from credit_memo
    left join customer
        on
            credit_memo.connection_id = customer.connection_id
            and credit_memo.customer_id = customer.customer_id
    left join default_account on credit_memo.connection_id = default_account.connection_id

),

customer_payment_entry as (

    select
        payment.connection_id,
        'customer_payment' as record_type,
        payment.payment_id as source_id,
        payment.document_id,
        {{ quickbooks_online_account('payment', 'payment.deposit_to_account_id', 'default_account.undeposited_account_id') }} as account_id,
        {{ quickbooks_online_account('payment', 'payment.receivable_account_id', 'default_account.receivable_account_id') }}
            as control_account_id,
        'Customer:' || payment.customer_id as counterparty_id,
        coalesce(customer.display_name, payment.customer_name) as counterparty,
        payment.total_amount as amount,
        payment.currency,
        payment.transaction_date as occurred_on,
        payment.transaction_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        case when payment_method.payment_method = 'check' then {{ quickbooks_online_check_number('payment.payment_ref_num') }} end
            as check_number,
        payment.private_note as description,
        {{ text_list(["case when coalesce(payment_method.payment_method, '') <> 'check' then payment.payment_ref_num end"]) }} as reference_keys,
        deposited_in.document_id as group_key,
        payment_method.payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('payment', "case when payment.unapplied_amount > 0 then 'unapplied' else 'applied' end") }} as status,
        payment.is_void or payment.is_deleted as is_void,
        false as is_pending
    from payment
    left join credit_link
        on
            payment.connection_id = credit_link.connection_id
            and payment.payment_id = credit_link.payment_id
    left join customer
        on
            payment.connection_id = customer.connection_id
            and payment.customer_id = customer.customer_id
    left join payment_method
        on
            payment.connection_id = payment_method.connection_id
            and payment.payment_method_id = payment_method.payment_method_id
    left join deposited_in
        on
            payment.connection_id = deposited_in.connection_id
            and payment.payment_id = deposited_in.payment_id
    left join default_account on payment.connection_id = default_account.connection_id
    where credit_link.payment_id is null

),

-- Refunds come as RefundReceipt and as Purchase, whose ids may coincide: source_id names the kind.
customer_refund_entry as (

    select
        refund_receipt.connection_id,
        'customer_refund' as record_type,
        refund_receipt.document_id as source_id,
        refund_receipt.document_id,
        {{ quickbooks_online_account('refund_receipt', 'refund_receipt.paid_from_account_id') }} as account_id,
        {{ quickbooks_online_account('refund_receipt', 'refund_receipt.receivable_account_id') }} as control_account_id,
        'Customer:' || refund_receipt.customer_id as counterparty_id,
        coalesce(customer.display_name, refund_receipt.customer_name) as counterparty,
        cast(-refund_receipt.total_amount as decimal(18, 2)) as amount,
        refund_receipt.currency,
        refund_receipt.transaction_date as occurred_on,
        refund_receipt.transaction_date as posted_on,
        cast(null as date) as due_on,
        refund_receipt.doc_number as document_number,
        case when payment_method.payment_method = 'check' then {{ quickbooks_online_check_number('refund_receipt.payment_ref_num') }} end
            as check_number,
        refund_receipt.private_note as description,
        {{ text_list(["case when coalesce(payment_method.payment_method, '') <> 'check' then refund_receipt.payment_ref_num end"]) }} as reference_keys,
        cast(null as varchar) as group_key,
        payment_method.payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('refund_receipt', "'paid'") }} as status,
        refund_receipt.is_void or refund_receipt.is_deleted as is_void,
        false as is_pending
    from refund_receipt
    left join customer
        on
            refund_receipt.connection_id = customer.connection_id
            and refund_receipt.customer_id = customer.customer_id
    left join payment_method
        on
            refund_receipt.connection_id = payment_method.connection_id
            and refund_receipt.payment_method_id = payment_method.payment_method_id

)

select * from invoice_entry
union all
select * from credit_note_entry
union all
select * from customer_payment_entry
union all
select * from customer_refund_entry
