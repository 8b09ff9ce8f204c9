with method_line as (

    select * from {{ source('raw_odoo', 'account_payment_method_line') }}

)

select
    method_line.connection_id,
    cast(method_line.id as varchar) as payment_method_line_id,
    method_line.name,
    method_line.code,
    method_line.payment_type,
    {{ odoo_id('method_line.journal_id') }} as journal_id,
    {{ odoo_id('method_line.payment_account_id') }} as payment_account_id,
    method_line.payment_provider_id is not null as has_provider,
    cast(method_line.write_date as timestamp) as written_at
from method_line
