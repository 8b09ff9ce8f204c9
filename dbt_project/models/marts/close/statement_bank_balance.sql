{{ config(schema='matching') }}

-- What the bank says the account held at each month's end, and at the very beginning. A balance stated on another day is carried over by the
-- lines between.
with months as (
    select * from {{ ref('statement_month') }}
),

statements as (
    select * from {{ ref('bank_statement') }}
    where control_status <> 'duplicate'
),

bank_lines as (
    select
        account_id,
        amount,
        coalesce(posted_on, occurred_on) as entry_on
    from {{ ref('ledger_entry') }}
    where record_type = 'bank_line' and not is_pending and not is_void
),

anchors as (
    -- the last balance stated up to the month's end; where there is none, the first one after it
    select
        months.account_id,
        months.bank_account_id,
        months.period,
        months.period_end_on,
        statements.ends_on,
        statements.closing_balance,
        row_number() over (
            partition by months.account_id, months.period
            order by
                case when statements.ends_on <= months.period_end_on then 0 else 1 end,
                case when statements.ends_on <= months.period_end_on then {{ days_between('statements.ends_on', 'months.period_end_on') }} else 0 end,
                statements.ends_on,
                statements.statement_id desc
        ) as preference
    from months
    inner join statements
        on months.bank_account_id = statements.account_id
    where statements.closing_balance is not null
),

balances as (
    select
        anchors.account_id,
        anchors.period,
        anchors.closing_balance + coalesce(sum(
            case
                when bank_lines.entry_on > anchors.ends_on and bank_lines.entry_on <= anchors.period_end_on then bank_lines.amount
                when bank_lines.entry_on <= anchors.ends_on and bank_lines.entry_on > anchors.period_end_on then -bank_lines.amount
                else 0
            end
        ), 0) as bank_balance
    from anchors
    left join bank_lines
        on anchors.bank_account_id = bank_lines.account_id
    where anchors.preference = 1
    group by anchors.account_id, anchors.period, anchors.closing_balance
),

first_statements as (
    select
        account_id,
        starts_on,
        opening_balance,
        row_number() over (partition by account_id order by starts_on, statement_id) as preference
    from statements
    where opening_balance is not null
),

snapshots as (
    select
        statements.account_id,
        statements.closing_balance,
        statements.ends_on,
        row_number() over (partition by statements.account_id order by statements.ends_on, statements.statement_id) as preference
    from statements
    where statements.closing_balance is not null
),

line_sums as (
    select
        snapshots.account_id,
        snapshots.closing_balance - coalesce(sum(case when bank_lines.entry_on <= snapshots.ends_on then bank_lines.amount else 0 end), 0)
            as opening_balance
    from snapshots
    left join bank_lines
        on snapshots.account_id = bank_lines.account_id
    where snapshots.preference = 1
    group by snapshots.account_id, snapshots.closing_balance
),

openings as (
    select
        line_sums.account_id as bank_account_id,
        coalesce(first_statements.opening_balance, line_sums.opening_balance) as opening_balance
    from line_sums
    left join first_statements
        on line_sums.account_id = first_statements.account_id and first_statements.preference = 1
),

final as (
    select
        months.account_id,
        months.bank_account_id,
        months.facility,
        months.currency,
        months.period,
        months.period_end_on,
        {{ money('balances.bank_balance') }} as bank_balance,
        {{ money('openings.opening_balance') }} as bank_opening_balance
    from months
    left join balances
        on months.account_id = balances.account_id and months.period = balances.period
    left join openings
        on months.bank_account_id = openings.bank_account_id
)

select * from final
