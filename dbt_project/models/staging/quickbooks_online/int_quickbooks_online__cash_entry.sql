with deposit as (

    select * from {{ ref('stg_quickbooks_online__deposit') }}

),

deposit_line as (

    select * from {{ ref('stg_quickbooks_online__deposit_line') }}

),

payment as (

    select * from {{ ref('stg_quickbooks_online__payment') }}

),

transfer as (

    select * from {{ ref('stg_quickbooks_online__transfer') }}

),

journal_entry as (

    select * from {{ ref('stg_quickbooks_online__journal_entry') }}

),

journal_entry_line as (

    select * from {{ ref('stg_quickbooks_online__journal_entry_line') }}

),

account as (

    select * from {{ ref('stg_quickbooks_online__account') }}

),

default_account as (

    select * from {{ ref('int_quickbooks_online__default_account') }}

),

customer as (

    select * from {{ ref('stg_quickbooks_online__customer') }}

),

vendor as (

    select * from {{ ref('stg_quickbooks_online__vendor') }}

),

-- Where each line's money was before: a linked payment's account, or the line's own. Only undeposited and clearing accounts pass money on.
deposit_part as (

    select
        deposit_line.connection_id,
        deposit_line.deposit_id,
        deposit_line.line_number,
        deposit_line.amount,
        deposit_line.check_num,
        deposit_line.description,
        coalesce(payment.deposit_to_account_id, deposit_line.account_id, default_account.undeposited_account_id) as account_id,
        coalesce('Customer:' || payment.customer_id, deposit_line.entity_type || ':' || deposit_line.entity_id) as counterparty_id,
        coalesce(paying.display_name, payment.customer_name, entity_vendor.display_name, entity_customer.display_name, deposit_line.entity_name)
            as counterparty,
        payment.payment_ref_num,
        coalesce(deposit_line.linked_id is not null or account.account_type in ('undeposited', 'clearing'), false) as is_passing
    from deposit_line
    left join payment
        on
            deposit_line.connection_id = payment.connection_id
            and deposit_line.linked_id = payment.payment_id
            and deposit_line.linked_type = 'Payment'
    left join default_account on deposit_line.connection_id = default_account.connection_id
    left join account
        on
            deposit_line.connection_id = account.connection_id
            and deposit_line.account_id = account.account_id
    left join customer as paying
        on
            payment.connection_id = paying.connection_id
            and payment.customer_id = paying.customer_id
    left join customer as entity_customer
        on
            deposit_line.connection_id = entity_customer.connection_id
            and deposit_line.entity_id = entity_customer.customer_id
            and deposit_line.entity_type = 'Customer'
    left join vendor as entity_vendor
        on
            deposit_line.connection_id = entity_vendor.connection_id
            and deposit_line.entity_id = entity_vendor.vendor_id
            and deposit_line.entity_type = 'Vendor'

),

deposit_content as (

    select
        connection_id,
        deposit_id,
        max(case when is_passing then 1 else 0 end) as has_passing,
        case when count(distinct counterparty_id) = 1 then min(counterparty_id) end as counterparty_id,
        case when count(distinct counterparty_id) = 1 then min(counterparty) end as counterparty,
        min(check_num) as first_check_num,
        max(check_num) as last_check_num
    from deposit_part
    group by connection_id, deposit_id

),

-- A deposit that takes nothing out of undeposited funds or clearing is money received straight into the bank.
deposit_entry as (

    select
        deposit.connection_id,
        case when content.has_passing = 1 then 'deposit' else 'bank_receipt' end as record_type,
        deposit.deposit_id as source_id,
        deposit.document_id,
        {{ quickbooks_online_account('deposit', 'deposit.deposit_to_account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        content.counterparty_id,
        content.counterparty,
        deposit.total_amount as amount,
        deposit.currency,
        deposit.transaction_date as occurred_on,
        deposit.transaction_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        cast(null as varchar) as check_number,
        deposit.private_note as description,
        {{ text_list([
            'deposit.doc_number',
            'content.first_check_num',
            'case when content.last_check_num <> content.first_check_num then content.last_check_num end',
        ]) }} as reference_keys,
        case when content.has_passing = 1 then deposit.document_id end as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('deposit', "'deposited'") }} as status,
        deposit.is_void or deposit.is_deleted as is_void,
        false as is_pending
    from deposit
    left join deposit_content as content
        on
            deposit.connection_id = content.connection_id
            and deposit.deposit_id = content.deposit_id

),

deposit_line_entry as (

    select
        deposit.connection_id,
        'deposit_line' as record_type,
        deposit.deposit_id || ':' || cast(part.line_number as varchar) as source_id,
        deposit.document_id,
        {{ quickbooks_online_account('deposit', 'part.account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        part.counterparty_id,
        part.counterparty,
        cast(-part.amount as decimal(18, 2)) as amount,
        deposit.currency,
        deposit.transaction_date as occurred_on,
        deposit.transaction_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        {{ quickbooks_online_check_number('part.payment_ref_num') }} as check_number,
        coalesce(part.description, deposit.private_note) as description,
        {{ text_list(['part.check_num']) }} as reference_keys,
        deposit.document_id as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('deposit', "'deposited'") }} as status,
        deposit.is_void or deposit.is_deleted as is_void,
        false as is_pending
    from deposit
    inner join deposit_part as part
        on
            deposit.connection_id = part.connection_id
            and deposit.deposit_id = part.deposit_id
    where part.is_passing

),

transfer_leg as (

    select
        transfer.*,
        'from' as leg,
        from_account_id as account_id,
        cast(-total_amount as decimal(18, 2)) as amount
    from transfer
    union all
    select
        transfer.*,
        'to' as leg,
        to_account_id as account_id,
        total_amount as amount
    from transfer

),

transfer_entry as (

    select
        transfer.connection_id,
        'transfer' as record_type,
        transfer.transfer_id || ':' || transfer.leg as source_id,
        transfer.document_id,
        {{ quickbooks_online_account('transfer', 'transfer.account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        cast(null as varchar) as counterparty_id,
        cast(null as varchar) as counterparty,
        transfer.amount,
        transfer.currency,
        transfer.transaction_date as occurred_on,
        transfer.transaction_date as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        cast(null as varchar) as check_number,
        transfer.private_note as description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('transfer', "'posted'") }} as status,
        transfer.is_void or transfer.is_deleted as is_void,
        false as is_pending
    from transfer_leg as transfer

),

journal_line_entry as (

    select
        journal_entry.connection_id,
        'journal_line' as record_type,
        journal_entry.journal_entry_id || ':' || cast(line.line_number as varchar) as source_id,
        journal_entry.document_id,
        {{ quickbooks_online_account('journal_entry', 'line.account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        line.entity_type || ':' || line.entity_id as counterparty_id,
        line.entity_name as counterparty,
        line.amount,
        journal_entry.currency,
        journal_entry.transaction_date as occurred_on,
        journal_entry.transaction_date as posted_on,
        cast(null as date) as due_on,
        journal_entry.doc_number as document_number,
        cast(null as varchar) as check_number,
        coalesce(nullif(line.description, ''), journal_entry.private_note) as description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ quickbooks_online_status('journal_entry', "'posted'") }} as status,
        journal_entry.is_void or journal_entry.is_deleted as is_void,
        false as is_pending
    from journal_entry
    inner join journal_entry_line as line
        on
            journal_entry.connection_id = line.connection_id
            and journal_entry.journal_entry_id = line.journal_entry_id
    inner join account
        on
            line.connection_id = account.connection_id
            and line.account_id = account.account_id
    where account.account_type in ('bank', 'clearing', 'undeposited')

)

select * from deposit_entry
union all
select * from deposit_line_entry
union all
select * from transfer_entry
union all
select * from journal_line_entry
