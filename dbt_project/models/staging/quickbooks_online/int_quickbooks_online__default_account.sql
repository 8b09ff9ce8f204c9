with account as (

    select * from {{ ref('stg_quickbooks_online__account') }}

),

-- The first account of a kind is the one QuickBooks made itself; its id is the smallest number.
candidate as (

    select
        connection_id,
        account_type,
        account_id,
        row_number() over (partition by connection_id, account_type order by length(account_id), account_id) as place
    from account
    where account_type in ('receivable', 'payable', 'undeposited')

)

select
    connection_id,
    max(case when account_type = 'receivable' then account_id end) as receivable_account_id,
    max(case when account_type = 'payable' then account_id end) as payable_account_id,
    max(case when account_type = 'undeposited' then account_id end) as undeposited_account_id
from candidate
where place = 1
group by connection_id
