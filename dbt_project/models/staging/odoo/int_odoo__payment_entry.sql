with payment as (

    select * from {{ ref('stg_odoo__account_payment') }}

),

method_line as (

    select * from {{ ref('stg_odoo__account_payment_method_line') }}

),

journal as (

    select * from {{ ref('stg_odoo__account_journal') }}

),

partial as (

    select * from {{ ref('stg_odoo__account_partial_reconcile') }}
    where not is_deleted

),

move_line as (

    select * from {{ ref('stg_odoo__account_move_line') }}

),

deposit as (

    select * from {{ ref('int_odoo__cash_entry') }}
    where record_type = 'deposit' and not is_void

),

-- The deposit that took the payment's money to the bank.
deposited_in as (

    select
        debit_line.connection_id,
        debit_line.move_id,
        min(deposit.document_id) as document_id
    from partial
    inner join move_line as debit_line
        on
            partial.connection_id = debit_line.connection_id
            and partial.debit_line_id = debit_line.line_id
    inner join move_line as credit_line
        on
            partial.connection_id = credit_line.connection_id
            and partial.credit_line_id = credit_line.line_id
    inner join deposit
        on
            credit_line.connection_id = deposit.connection_id
            and credit_line.move_id = deposit.source_id
    group by debit_line.connection_id, debit_line.move_id

),

described as (

    select
        payment.*,
        payment.paired_payment_id is not null as is_transfer,
        payment.payment_type = 'inbound' as is_inbound,
        payment.is_deleted or payment.state in ('canceled', 'cancel', 'rejected') as is_void,
        -- A payment that makes no entry (Odoo 18 without an outstanding account) stands on its journal's account.
        payment.connection_id || ':' || coalesce(payment.outstanding_account_id, journal.default_account_id) as money_account_id,
        deposited_in.document_id as deposit_document_id,
        lower(coalesce(method_line.name, payment.payment_method_name)) as method_name,
        coalesce(payment.payment_method_code, method_line.code) as method_code
    from payment
    left join journal
        on
            payment.connection_id = journal.connection_id
            and payment.journal_id = journal.journal_id
    left join method_line
        on
            payment.connection_id = method_line.connection_id
            and payment.payment_method_line_id = method_line.payment_method_line_id
    left join deposited_in
        on
            payment.connection_id = deposited_in.connection_id
            and payment.move_id = deposited_in.move_id

),

-- The technical code where it says something, else the words of the name: a database names its ways to pay as it likes.
with_method as (

    select
        *,
        case
            when method_code = 'check_printing' or method_name like '%check%' or method_name like '%cheque%' then 'check'
            when method_code = 'paypal' or method_name like '%paypal%' then 'paypal'
            when method_name like '%wire%' then 'wire'
            when
                method_code in ('sepa_ct', 'sdd', 'nacha', 'ach_direct_debit', 'ach')
                or method_name like '%ach%' or method_name like '%sepa%' or method_name like '%transfer%'
                then 'ach'
            when method_code in ('stripe', 'adyen', 'authorize', 'mollie') or method_name like '%card%' then 'card'
            else coalesce(method_name, method_code)
        end as payment_method
    from described

)

select
    connection_id,
    case
        when is_transfer then 'transfer'
        when partner_type = 'supplier' then 'bill_payment'
        when is_inbound then 'customer_payment'
        else 'customer_refund'
    end as record_type,
    payment_id || case when is_transfer and is_inbound then ':to' when is_transfer then ':from' else '' end as source_id,
    coalesce('move:' || move_id, 'payment:' || payment_id) as document_id,
    money_account_id as account_id,
    case when not is_transfer then connection_id || ':' || destination_account_id end as control_account_id,
    partner_id as counterparty_id,
    partner_name as counterparty,
    case when is_inbound then amount else {{ money('-amount') }} end as amount,
    currency,
    payment_date as occurred_on,
    case when state <> 'draft' then payment_date end as posted_on,
    cast(null as date) as due_on,
    name as document_number,
    coalesce(check_number, case when payment_method = 'check' then payment_reference end) as check_number,
    memo as description,
    {{ text_list(["case when payment_method <> 'check' or check_number is not null then payment_reference end"]) }} as reference_keys,
    coalesce('batch:' || batch_payment_id, deposit_document_id) as group_key,
    payment_method,
    cast(null as decimal(18, 2)) as outstanding_amount,
    {{ odoo_status('is_deleted', 'state') }} as status,
    is_void,
    state = 'draft' and not is_deleted as is_pending
from with_method
