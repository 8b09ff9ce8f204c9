with balances as (
    select * from {{ ref('statement_bank_balance') }}
),

accounts as (
    select
        account_id,
        name
    from {{ ref('account') }}
),

parts as (
    select
        account_id,
        period,
        sum(case when kind = 'deposits_in_transit' then amount else 0 end) as deposits_in_transit,
        sum(case when kind = 'outstanding_payments' then amount else 0 end) as outstanding_payments,
        sum(case when kind = 'bank_receipts_not_in_books' then amount else 0 end) as bank_receipts_not_in_books,
        sum(case when kind = 'bank_payments_not_in_books' then amount else 0 end) as bank_payments_not_in_books,
        sum(case when kind = 'matched_differences' then amount else 0 end) as matched_differences,
        sum(case when kind = 'ledger_difference' then amount else 0 end) as ledger_difference
    from {{ ref('statement_part') }}
    group by account_id, period
),

postings as (
    select
        account_id,
        amount,
        occurred_on
    from {{ ref('ledger_entry') }}
    where record_type = 'gl_line' and not is_void
),

book_balances as (
    select
        balances.account_id,
        balances.period,
        coalesce(sum(postings.amount), 0) as book_balance
    from balances
    left join postings
        on balances.account_id = postings.account_id and postings.occurred_on <= balances.period_end_on
    group by balances.account_id, balances.period
),

openings as (
    select
        account_id,
        sum(amount) as book_opening_balance
    from {{ ref('opening_entry') }}
    group by account_id
),

assembled as (
    select
        balances.account_id,
        accounts.name as account_name,
        balances.facility,
        balances.currency,
        balances.period,
        balances.period_end_on,
        {{ money('book_balances.book_balance') }} as book_balance,
        {{ money('coalesce(parts.deposits_in_transit, 0)') }} as deposits_in_transit,
        {{ money('coalesce(parts.outstanding_payments, 0)') }} as outstanding_payments,
        {{ money('coalesce(parts.bank_receipts_not_in_books, 0)') }} as bank_receipts_not_in_books,
        {{ money('coalesce(parts.bank_payments_not_in_books, 0)') }} as bank_payments_not_in_books,
        {{ money('coalesce(parts.matched_differences, 0)') }} as matched_differences,
        {{ money('coalesce(balances.bank_opening_balance, 0) - coalesce(openings.book_opening_balance, 0)') }} as opening_difference,
        {{ money('coalesce(parts.ledger_difference, 0)') }} as ledger_difference,
        balances.bank_balance
    from balances
    inner join book_balances
        on balances.account_id = book_balances.account_id and balances.period = book_balances.period
    left join accounts
        on balances.account_id = accounts.account_id
    left join parts
        on balances.account_id = parts.account_id and balances.period = parts.period
    left join openings
        on balances.account_id = openings.account_id
),

final as (
    select
        account_id,
        account_name,
        facility,
        currency,
        period,
        period_end_on,
        book_balance,
        deposits_in_transit,
        outstanding_payments,
        bank_receipts_not_in_books,
        bank_payments_not_in_books,
        matched_differences,
        opening_difference,
        ledger_difference,
        bank_balance,
        {{ money(
            'bank_balance - (book_balance - deposits_in_transit - outstanding_payments + bank_receipts_not_in_books'
            ~ ' + bank_payments_not_in_books + matched_differences + opening_difference + ledger_difference)'
        ) }} as unexplained_difference
    from assembled
)

select * from final
