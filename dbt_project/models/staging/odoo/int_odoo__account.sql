with account as (

    select * from {{ ref('stg_odoo__account_account') }}

),

journal as (

    select * from {{ ref('stg_odoo__account_journal') }}

),

method_line as (

    select * from {{ ref('stg_odoo__account_payment_method_line') }}

),

company as (

    select * from {{ ref('stg_odoo__res_company') }}

),

-- The account that a bank, credit card or cash journal books on.
journal_account as (

    select
        connection_id,
        default_account_id as account_id,
        max(bank_account_number) as account_number,
        max(currency) as currency,
        max(case when journal_type in ('bank', 'credit') then 1 else 0 end) as is_bank
    from journal
    where journal_type in ('bank', 'credit', 'cash') and default_account_id is not null
    group by connection_id, default_account_id

),

-- Where money stands between the customer and the bank: the account of a payment provider, or of a way to pay that waits for the bank.
waiting_account as (

    select
        method_line.connection_id,
        coalesce(
            method_line.payment_account_id,
            case when method_line.has_provider and journal.bank_account_number is null then journal.default_account_id end
        ) as account_id,
        max(case when method_line.has_provider then 1 else 0 end) as has_provider,
        max(case when method_line.payment_type = 'inbound' then 1 else 0 end) as is_inbound
    from method_line
    left join journal
        on
            method_line.connection_id = journal.connection_id
            and method_line.journal_id = journal.journal_id
    group by
        method_line.connection_id,
        coalesce(
            method_line.payment_account_id,
            case when method_line.has_provider and journal.bank_account_number is null then journal.default_account_id end
        )

),

classified as (

    select
        account.connection_id,
        account.account_id,
        journal_account.account_number,
        account.code,
        account.name,
        case
            when journal_account.is_bank = 1 and journal_account.account_number is not null then 'bank'
            when waiting_account.has_provider = 1 then 'clearing'
            when journal_account.is_bank = 1 then 'bank'
            when journal_account.is_bank = 0 then 'undeposited'
            when account.account_type in ('asset_cash', 'liability_credit_card') then 'bank'
            when account.account_type = 'asset_receivable' then 'receivable'
            when account.account_type = 'liability_payable' then 'payable'
            when waiting_account.is_inbound = 1 then 'undeposited'
            when waiting_account.is_inbound = 0 then 'clearing'
            when account.account_type like 'asset%' then 'other_asset'
            when account.account_type like 'liability%' then 'liability'
            when account.account_type like 'equity%' then 'equity'
            when account.account_type like 'income%' then 'revenue'
            when account.account_type like 'expense%' then 'expense'
            else 'other_asset'
        end as account_type,
        coalesce(account.currency, journal_account.currency, company.currency) as currency,
        account.is_active
    from account
    left join journal_account
        on
            account.connection_id = journal_account.connection_id
            and account.account_id = journal_account.account_id
    left join waiting_account
        on
            account.connection_id = waiting_account.connection_id
            and account.account_id = waiting_account.account_id
    left join company
        on
            account.connection_id = company.connection_id
            and account.company_id = company.company_id

)

select
    cast(connection_id as varchar) as connection_id,
    cast(account_id as varchar) as source_account_id,
    cast(connection_id || ':' || account_id as varchar) as account_id,
    cast(account_number as varchar) as account_number,
    cast(code as varchar) as code,
    cast(name as varchar) as name,
    cast(account_type as varchar) as account_type,
    cast(currency as varchar) as currency,
    cast(is_active as boolean) as is_active
from classified
