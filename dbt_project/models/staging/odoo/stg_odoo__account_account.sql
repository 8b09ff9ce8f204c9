with account as (

    select * from {{ source('raw_odoo', 'account_account') }}

)

select
    account.connection_id,
    cast(account.id as varchar) as account_id,
    account.code,
    account.name,
    account.account_type,
    coalesce(account.active, not account.deprecated, true) as is_active,
    coalesce({{ json_text('account.company_ids', '$[0]') }}, {{ odoo_id('account.company_id') }}) as company_id,
    upper({{ odoo_name('account.currency_id') }}) as currency,
    cast(account.write_date as timestamp) as written_at
from account
