with document_entry as (

    select * from {{ ref('int_odoo__document_entry') }}

),

payment_entry as (

    select * from {{ ref('int_odoo__payment_entry') }}

),

cash_entry as (

    select * from {{ ref('int_odoo__cash_entry') }}

),

move as (

    select * from {{ ref('stg_odoo__account_move') }}

),

move_line as (

    select * from {{ ref('stg_odoo__account_move_line') }}

),

-- The general ledger is what Odoo's own reports sum: lines of posted entries (parent_state), in company currency. Cancelled and deleted ones
-- stay as void.
gl_line_entry as (

    select
        move_line.connection_id,
        'gl_line' as record_type,
        move_line.line_id as source_id,
        move.document_id,
        move_line.connection_id || ':' || move_line.account_id as account_id,
        cast(null as varchar) as control_account_id,
        move_line.partner_id as counterparty_id,
        move_line.partner_name as counterparty,
        move_line.balance as amount,
        move_line.company_currency as currency,
        move_line.accounting_date as occurred_on,
        move_line.accounting_date as posted_on,
        cast(null as date) as due_on,
        move.name as document_number,
        cast(null as varchar) as check_number,
        coalesce(move_line.label, move_line.ref) as description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        {{ odoo_status('(move_line.is_deleted or move.is_deleted)', 'move_line.parent_state') }} as status,
        move_line.is_deleted or move.is_deleted or move.state = 'cancel' or move_line.parent_state = 'cancel' as is_void,
        false as is_pending
    from move_line
    inner join move
        on
            move_line.connection_id = move.connection_id
            and move_line.move_id = move.move_id
    where
        move_line.account_id is not null
        and (move_line.is_deleted or move.is_deleted or (move.state <> 'draft' and move_line.parent_state <> 'draft'))

),

united as (

    select * from document_entry
    union all
    select * from payment_entry
    union all
    select * from cash_entry
    union all
    select * from gl_line_entry

)

select
    cast(connection_id as varchar) as connection_id,
    cast(record_type as varchar) as record_type,
    cast(source_id as varchar) as source_id,
    cast(document_id as varchar) as document_id,
    cast(account_id as varchar) as account_id,
    cast(control_account_id as varchar) as control_account_id,
    cast(counterparty_id as varchar) as counterparty_id,
    cast(counterparty as varchar) as counterparty,
    cast(amount as decimal(18, 2)) as amount,
    cast(currency as varchar) as currency,
    cast(occurred_on as date) as occurred_on,
    cast(posted_on as date) as posted_on,
    cast(due_on as date) as due_on,
    cast(document_number as varchar) as document_number,
    cast(check_number as varchar) as check_number,
    cast(description as varchar) as description,
    reference_keys,
    cast(group_key as varchar) as group_key,
    cast(payment_method as varchar) as payment_method,
    cast(outstanding_amount as decimal(18, 2)) as outstanding_amount,
    cast(status as varchar) as status,
    cast(is_void as boolean) as is_void,
    cast(is_pending as boolean) as is_pending
from united
