with movements as (
    select * from {{ ref('int_paypal__movement') }}
),

sweeps as (
    select * from {{ ref('int_paypal__sweep') }}
),

swept as (
    select
        movements.*,
        sweeps.group_key
    from movements
    left join sweeps
        on
            movements.connection_id = sweeps.connection_id
            and movements.record_type = sweeps.record_type
            and movements.source_id = sweeps.source_id
),

rows_themselves as (
    select
        connection_id,
        record_type,
        source_id,
        transaction_id,
        payer_account_id,
        amount,
        currency,
        initiated_on,
        settled_on,
        description,
        {{ text_list(['coalesce(invoice_id, custom_field)', 'paypal_invoice_id', 'bank_reference_id']) }} as reference_keys,
        group_key,
        status,
        is_void,
        is_pending
    from swept
),

fees as (
    select
        connection_id,
        'processor_fee' as record_type,
        source_id || ':fee' as source_id,
        transaction_id,
        payer_account_id,
        fee_amount as amount,
        currency,
        initiated_on,
        settled_on,
        description,
        {{ empty_text_list() }} as reference_keys,
        group_key,
        status,
        is_void,
        is_pending
    from swept
    where fee_amount <> 0
),

united as (
    select * from rows_themselves
    union all
    select * from fees
),

final as (
    select
        connection_id,
        record_type,
        source_id,
        'transaction:' || transaction_id as document_id,
        connection_id || ':balance' as account_id,
        cast(null as varchar) as control_account_id,
        case when record_type in ('charge', 'refund') then payer_account_id end as counterparty_id,
        cast(null as varchar) as counterparty,
        amount,
        currency,
        initiated_on as occurred_on,
        case when not is_pending and not is_void then settled_on end as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        cast(null as varchar) as check_number,
        description,
        reference_keys,
        group_key,
        case record_type when 'payout' then 'ach' when 'charge' then 'paypal' when 'refund' then 'paypal' end as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        case status
            when 'S' then 'success'
            when 'P' then 'pending'
            when 'V' then 'reversed'
            when 'D' then 'denied'
            else lower(status)
        end as status,
        is_void,
        is_pending
    from united
)

select * from final
