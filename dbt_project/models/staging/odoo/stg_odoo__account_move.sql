with move as (

    select * from {{ source('raw_odoo', 'account_move') }}

)

select
    move.connection_id,
    cast(move.id as varchar) as move_id,
    'move:' || move.id as document_id,
    nullif(move.name, '/') as name,
    move.ref,
    {{ odoo_plain_text('move.narration') }} as note,
    move.move_type,
    move.state,
    move.payment_state,
    {{ odoo_id('move.partner_id') }} as partner_id,
    {{ odoo_name('move.partner_id') }} as partner_name,
    move.date as accounting_date,
    move.invoice_date,
    move.invoice_date_due as due_date,
    move.invoice_origin,
    move.payment_reference,
    upper({{ odoo_name('move.currency_id') }}) as currency,
    {{ odoo_id('move.journal_id') }} as journal_id,
    {{ money('move.amount_total') }} as amount_total,
    {{ money('move.amount_residual') }} as amount_residual,
    {{ odoo_id('move.reversed_entry_id') }} as reversed_move_id,
    coalesce({{ odoo_id('move.origin_payment_id') }}, {{ odoo_id('move.payment_id') }}) as payment_id,
    cast(move.write_date as timestamp) as written_at,
    {{ is_deleted('odoo', 'account_move', 'move') }} as is_deleted
from move
