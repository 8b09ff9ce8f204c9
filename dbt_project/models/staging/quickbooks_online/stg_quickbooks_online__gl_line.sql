with source as (

    select * from {{ source('raw_quickbooks_online', 'gl_line') }}

),

-- A month is loaded as a whole: what its latest load did not bring again was edited or deleted away.
latest_load as (

    select
        connection_id,
        period_start,
        max(cast(_dlt_load_id as double)) as load_id
    from source
    group by connection_id, period_start

),

-- A transaction read in two months was moved while they were read; the later load tells, then the later month.
current_line as (

    select
        source.*,
        row_number() over (
            partition by source.connection_id, source.line_key
            order by latest_load.load_id desc, source.period_start desc
        ) as reading
    from source
    inner join latest_load
        on
            source.connection_id = latest_load.connection_id
            and source.period_start = latest_load.period_start
            and cast(source._dlt_load_id as double) = latest_load.load_id
    where
        source.row_kind = 'line'
        and not {{ is_deleted('quickbooks_online', 'gl_line', 'source', key="period_start || '/' || source.line_key") }}

)

select
    connection_id,
    line_key,
    period_start,
    account_id,
    line_number,
    txn_id as transaction_id,
    txn_type as report_type,
    case lower(txn_type)
        when 'invoice' then 'Invoice'
        when 'payment' then 'Payment'
        when 'credit memo' then 'CreditMemo'
        when 'refund' then 'RefundReceipt'
        when 'sales receipt' then 'SalesReceipt'
        when 'bill' then 'Bill'
        when 'vendor credit' then 'VendorCredit'
        when 'bill payment (check)' then 'BillPayment'
        when 'bill payment (credit card)' then 'BillPayment'
        when 'check' then 'Purchase'
        when 'expense' then 'Purchase'
        when 'cash expense' then 'Purchase'
        when 'credit card expense' then 'Purchase'
        when 'credit card credit' then 'Purchase'
        when 'deposit' then 'Deposit'
        when 'transfer' then 'Transfer'
        when 'journal entry' then 'JournalEntry'
        else txn_type
    end || ':' || txn_id as document_id,
    tx_date as transaction_date,
    doc_num as doc_number,
    name as counterparty_name,
    memo,
    {{ money('amount') }} as amount,
    upper(currency) as currency
from current_line
where reading = 1
