with move as (

    select * from {{ ref('stg_odoo__account_move') }}
    where move_type = 'entry' and payment_id is null

),

move_line as (

    select * from {{ ref('stg_odoo__account_move_line') }}

),

journal as (

    select * from {{ ref('stg_odoo__account_journal') }}

),

account as (

    select * from {{ ref('int_odoo__account') }}

),

-- Lines that belong to the entry: a line taken out of a living entry is no part of it any more.
line as (

    select
        move.connection_id,
        move.move_id,
        move.document_id,
        move.name as move_name,
        move.ref,
        move.note,
        move.state,
        move.is_deleted,
        move.accounting_date,
        move.reversed_move_id,
        coalesce(journal.journal_type, 'general') in ('bank', 'cash', 'credit') as is_money_journal,
        move_line.line_id,
        move_line.label,
        move_line.balance,
        move_line.amount_currency as amount,
        move_line.currency,
        coalesce(move_line.partner_id, move.partner_id) as partner_id,
        coalesce(move_line.partner_name, move.partner_name) as partner_name,
        account.account_id,
        account.account_type,
        account.account_type in ('bank', 'undeposited', 'clearing') as is_cash
    from move
    inner join move_line
        on
            move.connection_id = move_line.connection_id
            and move.move_id = move_line.move_id
            and (move.is_deleted or not move_line.is_deleted)
    inner join account
        on
            move_line.connection_id = account.connection_id
            and move_line.account_id = account.source_account_id
    left join journal
        on
            move.connection_id = journal.connection_id
            and move.journal_id = journal.journal_id
    where move_line.balance <> 0 or move_line.amount_currency <> 0

),

shape as (

    select
        connection_id,
        move_id,
        sum(case when account_type = 'bank' then 1 else 0 end) as bank_legs,
        count(distinct case when account_type = 'bank' then account_id end) as bank_accounts,
        sum(case when account_type in ('undeposited', 'clearing') then 1 else 0 end) as passing_legs,
        sum(case when is_cash then 0 else 1 end) as other_legs,
        sum(case when account_type = 'bank' then balance else 0 end) as bank_balance
    from line
    group by connection_id, move_id

)

select
    line.*,
    case
        when not line.is_money_journal then 'journal'
        when shape.bank_legs = 2 and shape.bank_accounts = 2 and shape.passing_legs = 0 and shape.other_legs = 0 then 'transfer'
        when shape.bank_legs = 1 and shape.passing_legs > 0 and shape.bank_balance > 0 then 'deposit'
        when shape.bank_legs = 1 then 'single'
        else 'journal'
    end as entry_kind
from line
inner join shape
    on
        line.connection_id = shape.connection_id
        and line.move_id = shape.move_id
where line.is_cash
