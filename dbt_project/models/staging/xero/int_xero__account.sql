with account as (

    select * from {{ ref('stg_xero__account') }}

),

organisation as (

    select * from {{ ref('stg_xero__organisation') }}

),

final as (

    select
        account.connection_id,
        account.source_account_id,
        {{ xero_account('account.connection_id', 'account.source_account_id') }} as account_id,
        account.bank_account_number as account_number,
        account.code,
        account.name,
        case
            when account.system_account = 'DEBTORS' then 'receivable'
            when account.system_account = 'CREDITORS' then 'payable'
            when lower(account.name) like '%undeposited%' then 'undeposited'
            -- Xero knows no clearing account: one is kept as a bank account, without a number or called so. The seed account_map overrides it.
            when account.xero_type = 'BANK' and (account.bank_account_number is null or lower(account.name) like '%clearing%') then 'clearing'
            when account.xero_type = 'BANK' then 'bank'
            when account.xero_type in ('CURRLIAB', 'LIABILITY', 'TERMLIAB', 'PAYG', 'PAYGLIABILITY', 'SUPERANNUATIONLIABILITY') then 'liability'
            when account.xero_type = 'EQUITY' then 'equity'
            when account.xero_type in ('REVENUE', 'SALES', 'OTHERINCOME') then 'revenue'
            when
                account.xero_type in ('EXPENSE', 'OVERHEADS', 'DIRECTCOSTS', 'DEPRECIATN', 'WAGESEXPENSE', 'SUPERANNUATIONEXPENSE')
                then 'expense'
            else 'other_asset'
        end as account_type,
        coalesce(account.currency, organisation.base_currency) as currency,
        account.is_active
    from account
    left join organisation
        on account.connection_id = organisation.connection_id

)

select * from final
