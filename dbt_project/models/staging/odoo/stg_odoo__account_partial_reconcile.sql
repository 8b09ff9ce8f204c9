with partial as (

    select * from {{ source('raw_odoo', 'account_partial_reconcile') }}

)

select
    partial.connection_id,
    cast(partial.id as varchar) as partial_id,
    {{ odoo_id('partial.debit_move_id') }} as debit_line_id,
    {{ odoo_id('partial.credit_move_id') }} as credit_line_id,
    {{ money('partial.amount') }} as company_amount,
    {{ money('coalesce(partial.debit_amount_currency, partial.amount)') }} as debit_amount,
    {{ money('coalesce(partial.credit_amount_currency, partial.amount)') }} as credit_amount,
    cast(partial.write_date as timestamp) as written_at,
    {{ is_deleted('odoo', 'account_partial_reconcile', 'partial') }} as is_deleted
from partial
