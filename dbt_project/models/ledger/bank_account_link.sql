with accounts as (
    select * from {{ ref('account') }}
),

connections as (
    select
        connection_id,
        kind,
        facility
    from {{ source('raw_tieout', 'connection') }}
),

account_map as (
    select * from {{ ref('account_map') }}
    where bank_account_id is not null
),

book_accounts as (
    select
        accounts.account_id as book_account_id,
        accounts.account_number,
        accounts.currency,
        connections.facility
    from accounts
    inner join connections
        on accounts.connection_id = connections.connection_id
    where
        accounts.account_type = 'bank'
        and connections.kind = 'accounting'
),

bank_accounts as (
    select
        accounts.account_id as bank_account_id,
        accounts.account_number,
        accounts.currency
    from accounts
    inner join connections
        on accounts.connection_id = connections.connection_id
    where connections.kind in ('bank_feed', 'bank_file')
),

by_number as (
    -- Books often hold the domestic number where the statement holds the IBAN that ends with it.
    select
        book_accounts.book_account_id,
        bank_accounts.bank_account_id,
        book_accounts.facility,
        book_accounts.currency,
        'account_number' as link_method
    from book_accounts
    inner join bank_accounts
        on
            book_accounts.currency = bank_accounts.currency
            and (
                book_accounts.account_number = bank_accounts.account_number
                or (length(book_accounts.account_number) >= 6 and bank_accounts.account_number like '%' || book_accounts.account_number)
                or (length(bank_accounts.account_number) >= 6 and book_accounts.account_number like '%' || bank_accounts.account_number)
            )
),

by_map as (
    select
        account_map.account_id as book_account_id,
        account_map.bank_account_id,
        book_accounts.facility,
        book_accounts.currency,
        'account_map' as link_method
    from account_map
    inner join book_accounts
        on account_map.account_id = book_accounts.book_account_id
),

mapped as (
    select * from by_map
    union all
    select by_number.*
    from by_number
    left join by_map
        on by_number.book_account_id = by_map.book_account_id or by_number.bank_account_id = by_map.bank_account_id
    where by_map.book_account_id is null
),

counted as (
    select
        mapped.*,
        count(*) over (partition by book_account_id) as banks_of_book,
        count(*) over (partition by bank_account_id) as books_of_bank
    from mapped
),

final as (
    -- A number that fits two accounts proves nothing; account_map must decide.
    select
        book_account_id,
        bank_account_id,
        facility,
        currency,
        link_method
    from counted
    where banks_of_book = 1 and books_of_bank = 1
)

select * from final
