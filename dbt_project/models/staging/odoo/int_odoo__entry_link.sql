with partial as (

    select * from {{ ref('stg_odoo__account_partial_reconcile') }}
    where not is_deleted

),

move as (

    select * from {{ ref('stg_odoo__account_move') }}

),

payment as (

    select * from {{ ref('stg_odoo__account_payment') }}

),

move_line as (

    select * from {{ ref('stg_odoo__account_move_line') }}

),

document_entry as (

    select * from {{ ref('int_odoo__document_entry') }}

),

payment_entry as (

    select * from {{ ref('int_odoo__payment_entry') }}

),

cash_entry as (

    select * from {{ ref('int_odoo__cash_entry') }}

),

-- The ledger entry that stands for a whole move, and its place: money is applied to credits and documents, credits to documents.
holder as (

    select
        connection_id,
        document_id,
        record_type,
        source_id,
        case when record_type in ('invoice', 'bill') then 0 else 1 end as place
    from document_entry
    where not is_void
    union all
    select
        connection_id,
        document_id,
        record_type,
        source_id,
        2 as place
    from payment_entry
    where not is_void and record_type <> 'transfer'
    union all
    select
        connection_id,
        document_id,
        record_type,
        source_id,
        case when record_type = 'deposit' then 4 else 3 end as place
    from cash_entry
    where not is_void and record_type in ('deposit', 'bank_receipt', 'bank_spend')

),

line_holder as (

    select
        move_line.connection_id,
        move_line.line_id,
        holder.record_type,
        holder.source_id,
        holder.place
    from move_line
    inner join holder
        on
            move_line.connection_id = holder.connection_id
            and 'move:' || move_line.move_id = holder.document_id

),

-- Of two entries in the same place (an invoice set off against a bill) the credit settles the debit.
directed as (

    select
        partial.connection_id,
        debit.place <= credit.place as is_debit_settled,
        debit.record_type as debit_record_type,
        debit.source_id as debit_source_id,
        debit.place as debit_place,
        credit.record_type as credit_record_type,
        credit.source_id as credit_source_id,
        credit.place as credit_place,
        partial.debit_amount,
        partial.credit_amount
    from partial
    inner join line_holder as debit
        on
            partial.connection_id = debit.connection_id
            and partial.debit_line_id = debit.line_id
    inner join line_holder as credit
        on
            partial.connection_id = credit.connection_id
            and partial.credit_line_id = credit.line_id

),

reconciled as (

    select
        connection_id,
        case when is_debit_settled then credit_record_type else debit_record_type end as from_record_type,
        case when is_debit_settled then credit_source_id else debit_source_id end as from_source_id,
        case when is_debit_settled then debit_record_type else credit_record_type end as to_record_type,
        case when is_debit_settled then debit_source_id else credit_source_id end as to_source_id,
        case when debit_place = 4 or credit_place = 4 then 'deposits' else 'applies_to' end as link_kind,
        case when is_debit_settled then debit_amount else credit_amount end as amount
    from directed

),

summed as (

    select
        connection_id,
        from_record_type,
        from_source_id,
        to_record_type,
        to_source_id,
        link_kind,
        sum(amount) as amount
    from reconciled
    group by connection_id, from_record_type, from_source_id, to_record_type, to_source_id, link_kind

),

registered_document as (

    {{ json_array_rows('payment', ['connection_id', 'payment_id'], 'registered_document_ids') }}

),

-- Cancelling an invoice undoes its reconciliation, but its payment still names it: the money was meant for a document that is void now.
registered as (

    select distinct
        payment_entry.connection_id,
        payment_entry.record_type as from_record_type,
        payment_entry.source_id as from_source_id,
        document_entry.record_type as to_record_type,
        document_entry.source_id as to_source_id,
        'applies_to' as link_kind,
        cast(null as decimal(18, 2)) as amount
    from registered_document
    inner join payment_entry
        on
            registered_document.connection_id = payment_entry.connection_id
            and registered_document.payment_id = payment_entry.source_id
    inner join document_entry
        on
            registered_document.connection_id = document_entry.connection_id
            and registered_document.element = document_entry.source_id
    where
        not payment_entry.is_void
        and not payment_entry.is_pending
        and document_entry.is_void
        and document_entry.status <> 'deleted'

),

-- An entry made with "Reverse entry", leg by leg. (Credit notes name their invoice too, but need not settle it: see their applications.)
reversal as (

    select
        later.connection_id,
        later.record_type as from_record_type,
        later.source_id as from_source_id,
        earlier.record_type as to_record_type,
        earlier.source_id as to_source_id,
        'reverses' as link_kind,
        abs(later.amount) as amount
    from move
    inner join cash_entry as later
        on
            move.connection_id = later.connection_id
            and move.document_id = later.document_id
    inner join cash_entry as earlier
        on
            move.connection_id = earlier.connection_id
            and 'move:' || move.reversed_move_id = earlier.document_id
            and later.account_id = earlier.account_id
            and later.amount = -earlier.amount
    where not later.is_void and not earlier.is_void

),

united as (

    select * from summed
    union all
    select * from registered
    union all
    select * from reversal

)

select
    cast(connection_id as varchar) as connection_id,
    cast(from_record_type as varchar) as from_record_type,
    cast(from_source_id as varchar) as from_source_id,
    cast(to_record_type as varchar) as to_record_type,
    cast(to_source_id as varchar) as to_source_id,
    cast(link_kind as varchar) as link_kind,
    cast(amount as decimal(18, 2)) as amount
from united
