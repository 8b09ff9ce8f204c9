-- What each row of the wallet is in the ledger's words, and the moment it moved the balance.
with transactions as (
    select * from {{ ref('stg_paypal__transaction') }}
),

event_codes as (
    {{ paypal_event_codes() }}
),

fitting as (
    select
        transactions.connection_id,
        transactions.transaction_id,
        transactions.event_code,
        transactions.sign,
        event_codes.record_type,
        event_codes.moves_balance,
        event_codes.meaning,
        row_number() over (
            partition by transactions.connection_id, transactions.transaction_id, transactions.event_code, transactions.sign
            order by length(event_codes.prefix) desc
        ) as fit
    from transactions
    inner join event_codes
        on substr(transactions.event_code, 1, length(event_codes.prefix)) = event_codes.prefix
),

classified as (
    select
        transactions.*,
        case
            when fitting.record_type = 'charge' and transactions.sign = '-' then 'adjustment'
            else coalesce(fitting.record_type, 'adjustment')
        end as record_type,
        coalesce(fitting.moves_balance, true) as moves_balance,
        fitting.meaning,
        coalesce(fitting.record_type = 'payout' and transactions.sign = '-', false) as is_withdrawal
    from transactions
    left join fitting
        on
            transactions.connection_id = fitting.connection_id
            and transactions.transaction_id = fitting.transaction_id
            and transactions.event_code = fitting.event_code
            and transactions.sign = fitting.sign
            and fitting.fit = 1
),

numbered as (
    select
        *,
        row_number() over (
            partition by connection_id, record_type, transaction_id
            order by initiated_at, event_code, sign
        ) as occurrence
    from classified
),

final as (
    select
        connection_id,
        transaction_id,
        event_code,
        sign,
        record_type,
        -- a hold and its release may share one transaction id
        case when occurrence = 1 then transaction_id else transaction_id || ':' || event_code || sign end as source_id,
        is_withdrawal,
        amount,
        fee_amount,
        currency,
        initiated_on,
        initiated_at,
        -- a withdrawal leaves the wallet when it is asked for; a pending payment moves the balance when it succeeds, its last update
        case when status = 'S' and not is_withdrawal then updated_on else initiated_on end as settled_on,
        case when status = 'S' and not is_withdrawal then updated_at else initiated_at end as settled_at,
        ending_balance,
        status,
        reference_id,
        reference_id_type,
        coalesce(subject, meaning) as description,
        invoice_id,
        custom_field,
        bank_reference_id,
        paypal_invoice_id,
        payer_account_id,
        coalesce(status = 'D', false) or not moves_balance as is_void,
        coalesce(status = 'P' and not is_withdrawal, false) as is_pending
    from numbered
)

select * from final
