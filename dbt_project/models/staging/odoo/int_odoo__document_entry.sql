with move as (

    select * from {{ ref('stg_odoo__account_move') }}
    where move_type <> 'entry'

),

move_line as (

    select * from {{ ref('stg_odoo__account_move_line') }}

),

account as (

    select * from {{ ref('int_odoo__account') }}

),

-- The receivable or payable account of each document. Instalments are several lines on the same account.
control as (

    select
        move_line.connection_id,
        move_line.move_id,
        min(account.account_id) as account_id
    from move_line
    inner join account
        on
            move_line.connection_id = account.connection_id
            and move_line.account_id = account.source_account_id
    where account.account_type in ('receivable', 'payable')
    group by move_line.connection_id, move_line.move_id

),

signed as (

    select
        *,
        case
            when move_type in ('out_invoice', 'out_receipt') then 'invoice'
            when move_type = 'out_refund' then 'credit_note'
            when move_type in ('in_invoice', 'in_receipt') then 'bill'
            else 'vendor_credit'
        end as record_type,
        case when move_type in ('out_invoice', 'out_receipt', 'in_refund') then 1 else -1 end as direction,
        move_type like 'in%' as is_purchase,
        is_deleted or state = 'cancel' as is_void
    from move

)

select
    signed.connection_id,
    signed.record_type,
    signed.move_id as source_id,
    signed.document_id,
    control.account_id,
    cast(null as varchar) as control_account_id,
    signed.partner_id as counterparty_id,
    signed.partner_name as counterparty,
    {{ money('signed.amount_total * signed.direction') }} as amount,
    signed.currency,
    coalesce(signed.invoice_date, signed.accounting_date) as occurred_on,
    case when signed.state <> 'draft' then signed.accounting_date end as posted_on,
    signed.due_date as due_on,
    -- A supplier's own number is typed into the reference of the bill; Odoo's number is nobody else's.
    case when signed.is_purchase then coalesce(signed.ref, signed.name) else signed.name end as document_number,
    cast(null as varchar) as check_number,
    coalesce(signed.note, case when signed.record_type = 'credit_note' then signed.ref end) as description,
    {{ text_list([
        "signed.invoice_origin",
        "case when signed.payment_reference <> coalesce(signed.name, '') then signed.payment_reference end",
        "case when signed.record_type = 'invoice' then signed.ref end",
    ]) }} as reference_keys,
    cast(null as varchar) as group_key,
    cast(null as varchar) as payment_method,
    -- A cancelled entry keeps its residual in Odoo; nobody owes it.
    case when signed.is_void then {{ money('0') }} else {{ money('signed.amount_residual * signed.direction') }} end as outstanding_amount,
    {{ odoo_status('signed.is_deleted', "case when signed.state = 'posted' then coalesce(signed.payment_state, 'posted') else signed.state end") }}
        as status,
    signed.is_void,
    signed.state = 'draft' and not signed.is_deleted as is_pending
from signed
left join control
    on
        signed.connection_id = control.connection_id
        and signed.move_id = control.move_id
