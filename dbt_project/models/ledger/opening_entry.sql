-- A journal that puts a bank account's balance into new books moves no money: it is balanced against equity and older than the bank's lines.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void
),

accounts as (
    select
        account_id,
        account_type
    from {{ ref('account') }}
),

links as (
    select * from {{ ref('bank_account_link') }}
),

first_lines as (
    select
        links.book_account_id,
        min(coalesce(entries.posted_on, entries.occurred_on)) as first_line_on
    from entries
    inner join links
        on entries.account_id = links.bank_account_id
    group by links.book_account_id
),

equity_documents as (
    select distinct
        entries.connection_id,
        entries.document_id
    from entries
    inner join accounts
        on entries.account_id = accounts.account_id
    where
        entries.record_type = 'gl_line'
        and accounts.account_type = 'equity'
),

final as (
    select
        entries.entry_id,
        entries.account_id,
        entries.amount,
        entries.occurred_on
    from entries
    inner join links
        on entries.account_id = links.book_account_id
    inner join equity_documents
        on entries.connection_id = equity_documents.connection_id and entries.document_id = equity_documents.document_id
    left join first_lines
        on entries.account_id = first_lines.book_account_id
    where
        entries.record_type not in ('gl_line', 'bank_line')
        and entries.occurred_on <= coalesce(first_lines.first_line_on, entries.occurred_on)
)

select * from final
