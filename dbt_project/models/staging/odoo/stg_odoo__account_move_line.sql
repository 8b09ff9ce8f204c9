with move_line as (

    select * from {{ source('raw_odoo', 'account_move_line') }}

)

select
    move_line.connection_id,
    cast(move_line.id as varchar) as line_id,
    {{ odoo_id('move_line.move_id') }} as move_id,
    {{ odoo_id('move_line.account_id') }} as account_id,
    {{ odoo_id('move_line.partner_id') }} as partner_id,
    {{ odoo_name('move_line.partner_id') }} as partner_name,
    move_line.date as accounting_date,
    move_line.name as label,
    move_line.ref,
    {{ money('move_line.balance') }} as balance,
    {{ money('move_line.amount_currency') }} as amount_currency,
    upper(coalesce({{ odoo_name('move_line.currency_id') }}, {{ odoo_name('move_line.company_currency_id') }})) as currency,
    upper({{ odoo_name('move_line.company_currency_id') }}) as company_currency,
    move_line.parent_state,
    cast(move_line.write_date as timestamp) as written_at,
    {{ is_deleted('odoo', 'account_move_line', 'move_line') }} as is_deleted
from move_line
