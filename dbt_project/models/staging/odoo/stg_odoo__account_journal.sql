with journal as (

    select * from {{ source('raw_odoo', 'account_journal') }}

)

select
    journal.connection_id,
    cast(journal.id as varchar) as journal_id,
    journal.code,
    journal.name,
    journal.type as journal_type,
    upper({{ odoo_name('journal.currency_id') }}) as currency,
    {{ odoo_name('journal.bank_account_id') }} as bank_account_number,
    {{ odoo_id('journal.default_account_id') }} as default_account_id,
    {{ odoo_id('journal.company_id') }} as company_id,
    cast(journal.write_date as timestamp) as written_at
from journal
