with source as (

    select * from {{ source('raw_quickbooks_online', 'account') }}

)

select
    account.connection_id,
    account.id as account_id,
    account.name,
    account.acct_num as code,
    account.bank_num as bank_number,
    account.account_type as native_type,
    account.account_sub_type as native_sub_type,
    upper({{ json_text('account.currency_ref', '$.value') }}) as currency,
    coalesce(account.active, true) as is_active,
    case
        when account.account_sub_type = 'UndepositedFunds' then 'undeposited'
        when account.account_type in ('Bank', 'Other Current Asset') and lower(account.name) like '%clearing%' then 'clearing'
        when account.account_type = 'Bank' then 'bank'
        when account.account_type = 'Accounts Receivable' then 'receivable'
        when account.account_type = 'Accounts Payable' then 'payable'
        when account.account_type in ('Credit Card', 'Other Current Liability', 'Long Term Liability') then 'liability'
        when account.account_type = 'Equity' then 'equity'
        when account.account_type in ('Income', 'Other Income') then 'revenue'
        when account.account_type in ('Expense', 'Other Expense', 'Cost of Goods Sold') then 'expense'
        else 'other_asset'
    end as account_type
from source as account
