with accounts as (
    select * from {{ ref('stg_plaid__account') }}
),

-- Banks that hand out a token instead of the number (is_token) state something that no book and no statement knows.
numbers as (
    select
        connection_id,
        account_id,
        account_number,
        row_number() over (
            partition by connection_id, account_id
            order by case scheme when 'ach' then 1 when 'eft' then 2 when 'bacs' then 3 else 4 end, account_number
        ) as preference
    from {{ ref('stg_plaid__account_number') }}
    where
        not is_token
        and not is_deleted
        and account_number is not null
),

final as (
    select
        accounts.connection_id,
        accounts.account_id as source_account_id,
        accounts.connection_id || ':' || accounts.account_id as account_id,
        numbers.account_number,
        cast(null as varchar) as code,
        coalesce(accounts.official_name, accounts.name) as name,
        case
            when accounts.type = 'depository' then 'bank'
            when accounts.type in ('credit', 'loan') then 'liability'
            else 'other_asset'
        end as account_type,
        accounts.currency,
        not accounts.is_deleted as is_active
    from accounts
    left join numbers
        on
            accounts.connection_id = numbers.connection_id
            and accounts.account_id = numbers.account_id
            and numbers.preference = 1
)

select * from final
