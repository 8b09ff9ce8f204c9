with leg as (

    select * from {{ ref('int_odoo__entry_leg') }}

),

move_line as (

    select * from {{ ref('stg_odoo__account_move_line') }}

),

partial as (

    select * from {{ ref('stg_odoo__account_partial_reconcile') }}
    where not is_deleted

),

payment as (

    select * from {{ ref('stg_odoo__account_payment') }}

),

-- The payment that a leg on an undeposited or clearing account takes on, where it is exactly one.
taken_on as (

    select
        partial.connection_id,
        partial.credit_line_id as line_id,
        min(payment.partner_id) as partner_id,
        min(payment.partner_name) as partner_name,
        min(payment.payment_reference) as payment_reference
    from partial
    inner join move_line
        on
            partial.connection_id = move_line.connection_id
            and partial.debit_line_id = move_line.line_id
    inner join payment
        on
            move_line.connection_id = payment.connection_id
            and move_line.move_id = payment.move_id
    group by partial.connection_id, partial.credit_line_id
    having count(distinct payment.payment_id) = 1

),

named as (

    select
        leg.*,
        coalesce(leg.partner_id, taken_on.partner_id) as counterparty_id,
        coalesce(leg.partner_name, taken_on.partner_name) as counterparty,
        taken_on.payment_reference,
        case
            when leg.entry_kind = 'journal' then 'journal_line'
            when leg.entry_kind = 'transfer' then 'transfer'
            when leg.entry_kind = 'deposit' and leg.account_type = 'bank' then 'deposit'
            when leg.entry_kind = 'deposit' then 'deposit_line'
            when leg.account_type <> 'bank' then 'none'
            when leg.amount < 0 then 'bank_spend'
            else 'bank_receipt'
        end as record_type
    from leg
    left join taken_on
        on
            leg.connection_id = taken_on.connection_id
            and leg.line_id = taken_on.line_id

)

select
    connection_id,
    record_type,
    case
        when record_type in ('journal_line', 'deposit_line') then move_id || ':' || line_id
        when record_type = 'transfer' then move_id || case when amount < 0 then ':from' else ':to' end
        else move_id
    end as source_id,
    document_id,
    account_id,
    cast(null as varchar) as control_account_id,
    counterparty_id,
    counterparty,
    {{ money('amount') }} as amount,
    currency,
    accounting_date as occurred_on,
    case when state <> 'draft' then accounting_date end as posted_on,
    cast(null as date) as due_on,
    move_name as document_number,
    case when record_type in ('bank_spend', 'bank_receipt') then {{ odoo_check_number('ref') }} end as check_number,
    case
        when record_type in ('journal_line', 'deposit_line') then coalesce(label, note)
        else coalesce(note, label)
    end as description,
    {{ text_list([
        "case when record_type in ('bank_spend', 'bank_receipt') then " ~ odoo_reference('ref') ~ " else ref end",
        "case when record_type = 'deposit_line' then payment_reference end",
    ]) }} as reference_keys,
    case when entry_kind = 'deposit' then document_id end as group_key,
    cast(null as varchar) as payment_method,
    cast(null as decimal(18, 2)) as outstanding_amount,
    {{ odoo_status('is_deleted', 'state') }} as status,
    is_deleted or state = 'cancel' as is_void,
    state = 'draft' and not is_deleted as is_pending
from named
where record_type <> 'none'
