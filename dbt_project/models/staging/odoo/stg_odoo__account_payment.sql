with payment as (

    select * from {{ source('raw_odoo', 'account_payment') }}

)

select
    payment.connection_id,
    cast(payment.id as varchar) as payment_id,
    {{ odoo_id('payment.move_id') }} as move_id,
    nullif(payment.name, '/') as name,
    payment.date as payment_date,
    payment.state,
    payment.payment_type,
    payment.partner_type,
    {{ odoo_id('payment.partner_id') }} as partner_id,
    {{ odoo_name('payment.partner_id') }} as partner_name,
    {{ money('payment.amount') }} as amount,
    upper({{ odoo_name('payment.currency_id') }}) as currency,
    coalesce(payment.memo, payment.ref) as memo,
    payment.payment_reference,
    payment.check_number,
    {{ odoo_id('payment.journal_id') }} as journal_id,
    {{ odoo_id('payment.payment_method_line_id') }} as payment_method_line_id,
    {{ odoo_name('payment.payment_method_line_id') }} as payment_method_name,
    payment.payment_method_code,
    {{ odoo_id('payment.destination_account_id') }} as destination_account_id,
    {{ odoo_id('payment.outstanding_account_id') }} as outstanding_account_id,
    {{ odoo_id('payment.paired_internal_transfer_payment_id') }} as paired_payment_id,
    {{ odoo_id('payment.batch_payment_id') }} as batch_payment_id,
    payment.invoice_ids as registered_document_ids,
    cast(payment.write_date as timestamp) as written_at,
    {{ is_deleted('odoo', 'account_payment', 'payment') }} as is_deleted
from payment
