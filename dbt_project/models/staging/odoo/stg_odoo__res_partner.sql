with partner as (

    select * from {{ source('raw_odoo', 'res_partner') }}

)

select
    partner.connection_id,
    cast(partner.id as varchar) as partner_id,
    partner.name,
    partner.ref,
    partner.vat,
    coalesce(partner.customer_rank, 0) > 0 as is_customer,
    coalesce(partner.supplier_rank, 0) > 0 as is_supplier,
    partner.is_company,
    coalesce(partner.active, true) as is_active,
    cast(partner.write_date as timestamp) as written_at
from partner
