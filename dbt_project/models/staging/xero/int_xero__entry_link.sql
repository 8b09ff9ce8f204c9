with payment_entry as (

    select * from {{ ref('int_xero__payment_entry') }}

),

payment as (

    select * from {{ ref('stg_xero__payment') }}

),

document_entry as (

    select * from {{ ref('int_xero__document_entry') }}

),

bank_transaction as (

    select * from {{ ref('int_xero__bank_transaction') }}

),

allocation as (

    select * from {{ ref('stg_xero__allocation') }}

),

credit_money as (

    select
        connection_id,
        coalesce(overpayment_id, prepayment_id) as credit_id,
        record_type,
        bank_transaction_id
    from bank_transaction
    where
        coalesce(overpayment_id, prepayment_id) is not null
        and not is_void

),

payment_link as (

    -- A payment settles a document; paid back on an over- or prepayment, it settles the money received (or spent) before.
    select
        payment_entry.connection_id,
        payment_entry.record_type as from_record_type,
        payment_entry.source_id as from_source_id,
        coalesce(document_entry.record_type, credit_money.record_type) as to_record_type,
        coalesce(document_entry.source_id, credit_money.bank_transaction_id) as to_source_id,
        payment.amount
    from payment_entry
    inner join payment
        on
            payment_entry.connection_id = payment.connection_id
            and payment_entry.source_id = payment.payment_id
    left join document_entry
        on
            payment.connection_id = document_entry.connection_id
            and payment.settled_document_id = document_entry.source_id
    left join credit_money
        on
            payment.connection_id = credit_money.connection_id
            and payment.settled_document_id = credit_money.credit_id
    where not payment_entry.is_void

),

allocation_link as (

    select
        allocation.connection_id,
        coalesce(credit_note.record_type, credit_money.record_type) as from_record_type,
        coalesce(credit_note.source_id, credit_money.bank_transaction_id) as from_source_id,
        document_entry.record_type as to_record_type,
        document_entry.source_id as to_source_id,
        allocation.amount
    from allocation
    inner join document_entry
        on
            allocation.connection_id = document_entry.connection_id
            and allocation.invoice_id = document_entry.source_id
    left join document_entry as credit_note
        on
            allocation.connection_id = credit_note.connection_id
            and allocation.credit_id = credit_note.source_id
    left join credit_money
        on
            allocation.connection_id = credit_money.connection_id
            and allocation.credit_id = credit_money.credit_id

),

united as (

    select * from payment_link
    union all
    select * from allocation_link

),

final as (

    select
        cast(connection_id as varchar) as connection_id,
        cast(from_record_type as varchar) as from_record_type,
        cast(from_source_id as varchar) as from_source_id,
        cast(to_record_type as varchar) as to_record_type,
        cast(to_source_id as varchar) as to_source_id,
        'applies_to' as link_kind,
        cast(sum(amount) as decimal(18, 2)) as amount
    from united
    where
        from_source_id is not null
        and to_source_id is not null
    group by connection_id, from_record_type, from_source_id, to_record_type, to_source_id

)

select * from final
