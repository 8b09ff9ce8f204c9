{{ config(materialized='table') }}

-- What the documents say each control account should hold (left) against what the general ledger posts to it (right), document by document.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

accounts as (
    select
        account_id,
        account_type
    from {{ ref('account') }}
),

on_own_account as (
    select
        entries.*,
        entries.account_id as control_id,
        entries.amount as effect
    from entries
    where entries.record_type not in ('gl_line', 'bank_line')
),

on_control_account as (
    -- A payment also moves the receivable or payable it settles, the other way.
    select
        entries.*,
        entries.control_account_id as control_id,
        -entries.amount as effect
    from entries
    where entries.control_account_id is not null
),

effects as (
    select * from on_own_account
    union all
    select * from on_control_account
),

documents as (
    select
        'gl_tieout' as reconciliation,
        'left' as side,
        effects.control_id as scope,
        effects.entry_id,
        effects.facility,
        effects.record_type,
        effects.effect as amount,
        effects.currency,
        effects.occurred_on as item_on,
        effects.counterparty,
        effects.description,
        cast(null as varchar) as check_number,
        false as is_check,
        {{ text_list(['effects.document_id']) }} as stated_references,
        effects.document_id as bundle_key
    from effects
    inner join accounts
        on effects.control_id = accounts.account_id
    where accounts.account_type in ('receivable', 'payable', 'bank', 'undeposited', 'clearing')
),

postings as (
    select
        'gl_tieout' as reconciliation,
        'right' as side,
        entries.account_id as scope,
        entries.entry_id,
        entries.facility,
        entries.record_type,
        entries.amount,
        entries.currency,
        entries.occurred_on as item_on,
        entries.counterparty,
        entries.description,
        cast(null as varchar) as check_number,
        false as is_check,
        {{ text_list(['entries.document_id']) }} as stated_references,
        entries.document_id as bundle_key
    from entries
    inner join accounts
        on entries.account_id = accounts.account_id
    where
        entries.record_type = 'gl_line'
        and accounts.account_type in ('receivable', 'payable', 'bank', 'undeposited', 'clearing')
),

final as (
    select * from documents
    union all
    select * from postings
)

select * from final
