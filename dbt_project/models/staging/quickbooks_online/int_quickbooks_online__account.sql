with account as (

    select * from {{ ref('stg_quickbooks_online__account') }}

)

select
    connection_id,
    account_id as source_account_id,
    connection_id || ':' || account_id as account_id,
    bank_number as account_number,
    code,
    name,
    account_type,
    currency,
    is_active
from account
