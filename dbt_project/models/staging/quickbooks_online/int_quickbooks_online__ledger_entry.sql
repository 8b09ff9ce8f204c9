with sales_entry as (

    select * from {{ ref('int_quickbooks_online__sales_entry') }}

),

spending_entry as (

    select * from {{ ref('int_quickbooks_online__spending_entry') }}

),

cash_entry as (

    select * from {{ ref('int_quickbooks_online__cash_entry') }}

),

gl_line as (

    select * from {{ ref('stg_quickbooks_online__gl_line') }}

),

gl_line_entry as (

    select
        connection_id,
        'gl_line' as record_type,
        line_key as source_id,
        document_id,
        {{ quickbooks_online_account('gl_line', 'account_id') }} as account_id,
        cast(null as varchar) as control_account_id,
        cast(null as varchar) as counterparty_id,
        counterparty_name as counterparty,
        amount,
        currency,
        transaction_date as occurred_on,
        transaction_date as posted_on,
        cast(null as date) as due_on,
        doc_number as document_number,
        cast(null as varchar) as check_number,
        memo as description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        'posted' as status,
        false as is_void,
        false as is_pending
    from gl_line

),

united as (

    select * from sales_entry
    union all
    select * from spending_entry
    union all
    select * from cash_entry
    union all
    select * from gl_line_entry

)

select
    cast(connection_id as varchar) as connection_id,
    cast(record_type as varchar) as record_type,
    cast(source_id as varchar) as source_id,
    cast(document_id as varchar) as document_id,
    cast(account_id as varchar) as account_id,
    cast(control_account_id as varchar) as control_account_id,
    cast(counterparty_id as varchar) as counterparty_id,
    cast(counterparty as varchar) as counterparty,
    cast(amount as decimal(18, 2)) as amount,
    cast(currency as varchar) as currency,
    cast(occurred_on as date) as occurred_on,
    cast(posted_on as date) as posted_on,
    cast(due_on as date) as due_on,
    cast(document_number as varchar) as document_number,
    cast(check_number as varchar) as check_number,
    cast(description as varchar) as description,
    reference_keys,
    cast(group_key as varchar) as group_key,
    cast(payment_method as varchar) as payment_method,
    cast(outstanding_amount as decimal(18, 2)) as outstanding_amount,
    cast(status as varchar) as status,
    cast(is_void as boolean) as is_void,
    cast(is_pending as boolean) as is_pending
from united
