-- The one reason why an item is open: the most telling first.
with evidence as (
    select * from {{ ref('open_item_evidence') }}
),

reasoned as (
    select
        evidence.*,
        case
            when verdict = 'budget_exhausted' then 'budget_exhausted'
            when reconciliation = 'bank' then {{ reason_bank() }}
            when reconciliation = 'processor_payout' then {{ reason_processor_payout() }}
            when reconciliation = 'payout_composition' then {{ reason_payout_composition() }}
            when reconciliation = 'processor_clearing' then {{ reason_processor_clearing() }}
            when reconciliation = 'receivable' then {{ reason_receivable() }}
            when reconciliation = 'gl_tieout' then {{ reason_gl_tieout() }}
            when reconciliation = 'files' then {{ reason_files() }}
        end as reason_code
    from evidence
),

reasons as (
    select * from {{ ref('reason_codes') }}
),

final as (
    select
        reasoned.*,
        reasons.is_exception,
        reasons.cause,
        reasons.sentence as reason
    from reasoned
    left join reasons
        on reasoned.reason_code = reasons.reason_code
)

select * from final
