with manual_journal_line as (

    select * from {{ ref('stg_xero__manual_journal_line') }}

),

journal_line as (

    select * from {{ ref('stg_xero__journal_line') }}

),

bank_transaction as (

    select * from {{ ref('stg_xero__bank_transaction') }}

),

account as (

    select * from {{ ref('int_xero__account') }}

),

organisation as (

    select * from {{ ref('stg_xero__organisation') }}

),

credit_money as (

    -- Journals of an over- or prepayment name the credit; its document is the bank transaction that brought it.
    select
        connection_id,
        coalesce(overpayment_id, prepayment_id) as credit_id,
        bank_transaction_id
    from bank_transaction
    where coalesce(overpayment_id, prepayment_id) is not null

),

cash_line as (

    select
        manual_journal_line.connection_id,
        'journal_line' as record_type,
        manual_journal_line.manual_journal_id || ':' || manual_journal_line.line_number as source_id,
        'manual_journal:' || manual_journal_line.manual_journal_id as document_id,
        account.account_id,
        manual_journal_line.line_amount as amount,
        account.currency,
        manual_journal_line.occurred_on,
        cast(null as varchar) as document_number,
        trim(coalesce(manual_journal_line.narration, '') || ' ' || coalesce(manual_journal_line.line_description, '')) as description,
        manual_journal_line.status,
        manual_journal_line.is_void,
        manual_journal_line.is_pending
    from manual_journal_line
    inner join account
        on
            manual_journal_line.connection_id = account.connection_id
            and (
                manual_journal_line.line_account_id = account.source_account_id
                or (manual_journal_line.line_account_id is null and manual_journal_line.line_account_code = account.code)
            )
    where account.account_type in ('bank', 'clearing', 'undeposited')

),

gl_line as (

    select
        journal_line.connection_id,
        'gl_line' as record_type,
        journal_line.journal_id || ':' || journal_line.line_number as source_id,
        case
            when journal_line.source_type in ('ACCREC', 'ACCPAY') then 'invoice:'
            when journal_line.source_type in ('ACCRECCREDIT', 'ACCPAYCREDIT') then 'credit_note:'
            when
                journal_line.source_type in ('ACCRECPAYMENT', 'ACCPAYPAYMENT', 'ARCREDITPAYMENT', 'APCREDITPAYMENT')
                then 'payment:'
            when
                journal_line.source_type in ('CASHREC', 'CASHPAID', 'AROVERPAYMENT', 'APOVERPAYMENT', 'ARPREPAYMENT', 'APPREPAYMENT')
                then 'bank_transaction:'
            when journal_line.source_type = 'TRANSFER' then 'bank_transfer:'
            when journal_line.source_type = 'MANJOURNAL' then 'manual_journal:'
            else lower(coalesce(journal_line.source_type, 'journal')) || ':'
        end || coalesce(credit_money.bank_transaction_id, journal_line.source_id, journal_line.journal_id) as document_id,
        {{ xero_account('journal_line.connection_id', 'journal_line.source_account_id') }} as account_id,
        journal_line.net_amount as amount,
        organisation.base_currency as currency,
        journal_line.journal_on as occurred_on,
        cast(journal_line.journal_number as varchar) as document_number,
        coalesce(journal_line.line_description, journal_line.reference) as description,
        'posted' as status,
        false as is_void,
        false as is_pending
    from journal_line
    left join organisation
        on journal_line.connection_id = organisation.connection_id
    left join credit_money
        on
            journal_line.connection_id = credit_money.connection_id
            and journal_line.source_id = credit_money.credit_id

),

united as (

    select * from cash_line
    union all
    select * from gl_line

),

final as (

    select
        connection_id,
        record_type,
        source_id,
        document_id,
        account_id,
        cast(null as varchar) as control_account_id,
        cast(null as varchar) as counterparty_id,
        cast(null as varchar) as counterparty,
        amount,
        currency,
        occurred_on,
        occurred_on as posted_on,
        cast(null as date) as due_on,
        document_number,
        cast(null as varchar) as check_number,
        description,
        {{ empty_text_list() }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        status,
        is_void,
        is_pending
    from united

)

select * from final
