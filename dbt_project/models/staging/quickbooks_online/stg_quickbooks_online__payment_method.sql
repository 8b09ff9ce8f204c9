with source as (

    select * from {{ source('raw_quickbooks_online', 'payment_method') }}

)

select
    payment_method.connection_id,
    payment_method.id as payment_method_id,
    payment_method.name,
    case
        when payment_method.type = 'CREDIT_CARD' then 'card'
        when lower(payment_method.name) like '%paypal%' then 'paypal'
        when lower(payment_method.name) like '%wire%' then 'wire'
        when lower(payment_method.name) like '%ach%' or lower(payment_method.name) like '%eft%' then 'ach'
        when lower(payment_method.name) like '%check%' or lower(payment_method.name) like '%cheque%' then 'check'
        else lower(payment_method.name)
    end as payment_method
from source as payment_method
