{{ config(schema='matching') }}

-- Days from an invoice to the payment that settles it, and from a bill to its payment; on the day of that payment.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void
),

links as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

settled as (
    select
        documents.entry_id,
        documents.record_type,
        documents.facility,
        documents.currency,
        documents.occurred_on,
        abs(documents.amount) as amount,
        max(payments.occurred_on) as settled_on,
        sum(links.amount) as applied
    from links
    inner join entries as documents
        on links.to_entry_id = documents.entry_id
    inner join entries as payments
        on links.from_entry_id = payments.entry_id
    where documents.record_type in ('invoice', 'bill')
    group by documents.entry_id, documents.record_type, documents.facility, documents.currency, documents.occurred_on, abs(documents.amount)
),

final as (
    select
        settled_on as kpi_on,
        facility,
        case record_type when 'invoice' then 'receivable' else 'all' end as reconciliation,
        case record_type when 'invoice' then 'invoice_cycle_time_days' else 'payment_release_days' end as kpi,
        currency,
        sum({{ days_between('occurred_on', 'settled_on') }}) as numerator,
        count(*) as denominator
    from settled
    where applied >= amount
    group by settled_on, facility, record_type, currency
)

select * from final
