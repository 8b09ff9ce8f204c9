with payment as (

    select * from {{ ref('stg_quickbooks_online__payment') }}
    where not is_void and not is_deleted

),

payment_line as (

    select * from {{ ref('stg_quickbooks_online__payment_line') }}

),

refund_receipt as (

    select * from {{ ref('stg_quickbooks_online__refund_receipt') }}
    where not is_void and not is_deleted

),

bill_payment as (

    select * from {{ ref('stg_quickbooks_online__bill_payment') }}
    where not is_void and not is_deleted

),

bill_payment_line as (

    select * from {{ ref('stg_quickbooks_online__bill_payment_line') }}

),

deposit as (

    select * from {{ ref('stg_quickbooks_online__deposit') }}
    where not is_void and not is_deleted

),

deposit_line as (

    select * from {{ ref('stg_quickbooks_online__deposit_line') }}

),

applied as (

    select
        payment.connection_id,
        payment.payment_id,
        payment.total_amount,
        payment_line.linked_id,
        payment_line.linked_type,
        payment_line.amount
    from payment
    inner join payment_line
        on
            payment.connection_id = payment_line.connection_id
            and payment.payment_id = payment_line.payment_id

),

payment_link as (

    select
        connection_id,
        'customer_payment' as from_record_type,
        payment_id as from_source_id,
        case linked_type when 'Invoice' then 'invoice' else 'credit_note' end as to_record_type,
        linked_id as to_source_id,
        'applies_to' as link_kind,
        amount
    from applied
    where total_amount <> 0 and linked_type in ('Invoice', 'CreditMemo')

),

-- A payment of nothing ties credit memos to what they settle: invoices, or the check or expense that pays them out.
credit_side as (

    select
        connection_id,
        payment_id,
        linked_id,
        amount,
        count(*) over (partition by connection_id, payment_id) as side_count
    from applied
    where total_amount = 0 and linked_type = 'CreditMemo'

),

settled_side as (

    select
        connection_id,
        payment_id,
        linked_id,
        linked_type,
        amount,
        count(*) over (partition by connection_id, payment_id) as side_count
    from applied
    where total_amount = 0 and linked_type in ('Invoice', 'Expense', 'Check')

),

-- With several credits and several charges at once QuickBooks does not say which part went where: the link stands, its amount is unknown.
credit_pair as (

    select
        credit_side.connection_id,
        credit_side.linked_id as credit_memo_id,
        settled_side.linked_id as settled_id,
        settled_side.linked_type as settled_type,
        case
            when credit_side.side_count = 1 then settled_side.amount
            when settled_side.side_count = 1 then credit_side.amount
        end as amount
    from credit_side
    inner join settled_side
        on
            credit_side.connection_id = settled_side.connection_id
            and credit_side.payment_id = settled_side.payment_id

),

credit_link as (

    select
        connection_id,
        case settled_type when 'Invoice' then 'credit_note' else 'customer_refund' end as from_record_type,
        case settled_type when 'Invoice' then credit_memo_id else 'Purchase:' || settled_id end as from_source_id,
        case settled_type when 'Invoice' then 'invoice' else 'credit_note' end as to_record_type,
        case settled_type when 'Invoice' then settled_id else credit_memo_id end as to_source_id,
        'applies_to' as link_kind,
        amount
    from credit_pair

),

refund_link as (

    select
        connection_id,
        'customer_refund' as from_record_type,
        document_id as from_source_id,
        'credit_note' as to_record_type,
        {{ json_text('refund_receipt.linked_txn', '$[0].TxnId') }} as to_source_id,
        'applies_to' as link_kind,
        total_amount as amount
    from refund_receipt
    where {{ json_text('refund_receipt.linked_txn', '$[0].TxnType') }} = 'CreditMemo'

),

bill_payment_link as (

    select
        bill_payment.connection_id,
        'bill_payment' as from_record_type,
        bill_payment.bill_payment_id as from_source_id,
        'bill' as to_record_type,
        line.linked_id as to_source_id,
        'applies_to' as link_kind,
        line.amount
    from bill_payment
    inner join bill_payment_line as line
        on
            bill_payment.connection_id = line.connection_id
            and bill_payment.bill_payment_id = line.bill_payment_id
    where line.linked_type = 'Bill'

),

deposit_link as (

    select
        deposit.connection_id,
        'deposit' as from_record_type,
        deposit.deposit_id as from_source_id,
        'customer_payment' as to_record_type,
        line.linked_id as to_source_id,
        'deposits' as link_kind,
        line.amount
    from deposit
    inner join deposit_line as line
        on
            deposit.connection_id = line.connection_id
            and deposit.deposit_id = line.deposit_id
    where line.linked_type = 'Payment'

),

united as (

    select * from payment_link
    union all
    select * from credit_link
    union all
    select * from refund_link
    union all
    select * from bill_payment_link
    union all
    select * from deposit_link

)

select
    cast(connection_id as varchar) as connection_id,
    cast(from_record_type as varchar) as from_record_type,
    cast(from_source_id as varchar) as from_source_id,
    cast(to_record_type as varchar) as to_record_type,
    cast(to_source_id as varchar) as to_source_id,
    cast(link_kind as varchar) as link_kind,
    cast(sum(amount) as decimal(18, 2)) as amount
from united
group by connection_id, from_record_type, from_source_id, to_record_type, to_source_id, link_kind
