with account as (

    select * from {{ ref('int_xero__account') }}

),

final as (

    select
        connection_id,
        max(case when account_type = 'receivable' then account_id end) as receivable_account_id,
        max(case when account_type = 'payable' then account_id end) as payable_account_id
    from account
    group by connection_id

)

select * from final
