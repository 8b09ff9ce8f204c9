with entries as (
    select * from {{ ref('int_stripe__entry') }}
),

objects as (
    select * from {{ ref('int_stripe__source_object') }}
),

customers as (
    select * from {{ ref('stg_stripe__customer') }}
),

accounts as (
    select * from {{ ref('stg_stripe__account') }}
),

dated as (
    select
        entries.*,
        -- a bank debit moves the balance days after the customer paid: its document date is the customer's
        case
            when entries.moved_as in ('charge', 'refund', 'dispute') then coalesce(objects.created_unix, entries.created_unix)
            else entries.created_unix
        end as occurred_unix
    from entries
    left join objects
        on
            entries.connection_id = objects.connection_id
            and entries.source_object_id = objects.source_object_id
),

final as (
    select
        entries.connection_id,
        entries.record_type,
        entries.source_id,
        coalesce(objects.object_kind, 'balance_transaction') || ':'
        || coalesce(objects.source_object_id, entries.balance_transaction_id) as document_id,
        entries.connection_id || ':balance' as account_id,
        cast(null as varchar) as control_account_id,
        objects.customer_id as counterparty_id,
        customers.customer_name as counterparty,
        entries.amount,
        entries.currency,
        {{ stripe_local_date('entries.occurred_unix', "coalesce(accounts.timezone, 'UTC')") }} as occurred_on,
        case
            when entries.record_type = 'payout' and not entries.is_return then coalesce(objects.arrives_on, entries.posted_on)
            else entries.posted_on
        end as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        cast(null as varchar) as check_number,
        coalesce(objects.description, entries.description) as description,
        case
            when entries.record_type = 'processor_fee' then {{ empty_text_list() }}
            else coalesce(objects.reference_keys, {{ empty_text_list() }})
        end as reference_keys,
        entries.payout_id as group_key,
        case when entries.record_type <> 'processor_fee' then objects.payment_method end as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        lower(coalesce(objects.status, entries.status)) as status,
        -- money that moved is never void: what undoes it is an entry of its own
        coalesce(entries.balance_transaction_id is null and entries.status in ('failed', 'canceled'), false) as is_void,
        coalesce(
            entries.record_type in ('charge', 'refund')
            and coalesce(objects.status, entries.status) in ('pending', 'requires_action'),
            false
        ) as is_pending
    from dated as entries
    left join objects
        on
            entries.connection_id = objects.connection_id
            and entries.source_object_id = objects.source_object_id
    left join customers
        on
            objects.connection_id = customers.connection_id
            and objects.customer_id = customers.customer_id
    left join accounts
        on entries.connection_id = accounts.connection_id
)

select * from final
