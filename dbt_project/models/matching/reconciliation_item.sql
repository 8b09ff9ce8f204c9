{{ config(materialized='table') }}

with bank_items as (
    select * from {{ ref('item_bank') }}
),

payout_items as (
    select * from {{ ref('item_processor_payout') }}
),

composition_items as (
    select * from {{ ref('item_payout_composition') }}
),

clearing_items as (
    select * from {{ ref('item_processor_clearing') }}
),

receivable_items as (
    select * from {{ ref('item_receivable') }}
),

gl_items as (
    select * from {{ ref('item_gl_tieout') }}
),

united as (
    select * from bank_items
    union all
    select * from payout_items
    union all
    select * from composition_items
    union all
    select * from clearing_items
    union all
    select * from receivable_items
    union all
    select * from gl_items
),

applications as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

application_ends as (
    select
        from_entry_id as entry_id,
        to_entry_id || ' ' || cast(amount as varchar) as application
    from applications
    union all
    select
        to_entry_id as entry_id,
        from_entry_id || ' ' || cast(amount as varchar) as application
    from applications
),

applied as (
    select
        entry_id,
        {{ join_list(collect_list('application', 'application'), ',') }} as links
    from application_ends
    group by entry_id
),

final as (
    select
        md5(united.reconciliation || '|' || united.side || '|' || united.scope || '|' || united.entry_id) as item_id,
        united.reconciliation,
        united.side,
        united.scope,
        united.entry_id,
        united.facility,
        united.record_type,
        {{ money('united.amount') }} as amount,
        united.currency,
        united.item_on,
        united.counterparty,
        {{ name_key('united.counterparty') }} as counterparty_key,
        united.description,
        {{ reference_key('united.check_number') }} as check_number,
        united.is_check,
        united.stated_references,
        united.bundle_key,
        {{ item_hash('united', 'applied.links') }} as item_hash
    from united
    left join applied
        on united.reconciliation = 'receivable' and united.entry_id = applied.entry_id
)

-- Rows lie by day, here and in what is made of them: who asks for some weeks reads those, not the years before.
select * from final
order by item_on
