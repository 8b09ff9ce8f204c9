with company as (

    select * from {{ source('raw_odoo', 'res_company') }}

)

select
    company.connection_id,
    cast(company.id as varchar) as company_id,
    company.name,
    upper({{ odoo_name('company.currency_id') }}) as currency,
    cast(company.write_date as timestamp) as written_at
from company
