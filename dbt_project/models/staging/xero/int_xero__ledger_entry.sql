with united as (

    select * from {{ ref('int_xero__document_entry') }}
    union all
    select * from {{ ref('int_xero__payment_entry') }}
    union all
    select * from {{ ref('int_xero__bank_entry') }}
    union all
    select * from {{ ref('int_xero__journal_entry') }}

),

final as (

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

)

select * from final
