with open_items as (
    select * from {{ ref('open_item_reason') }}
    where is_exception
),

routing as (
    select * from {{ ref('routing') }}
),

candidates as (
    select
        item_id,
        {{ json_list(
            json_object({
                'entry_id': 'candidate_entry_id',
                'amount': 'cast(amount as varchar)',
                'occurred_on': 'cast(item_on as varchar)',
                'counterparty': 'counterparty',
                'description': 'description',
                'difference': 'cast(difference as varchar)',
                'days': 'days',
                'failed_test': 'failed_test',
            }),
            'rank',
        ) }} as candidates
    from {{ ref('nearest_candidate') }}
    group by item_id
),

graded as (
    select
        open_items.*,
        routing.owner,
        case
            when abs(open_items.amount) >= routing.critical_amount then 'critical'
            when abs(open_items.amount) >= routing.high_amount then 'high'
            when abs(open_items.amount) >= routing.medium_amount then 'medium'
            else 'low'
        end as severity,
        case
            when abs(open_items.amount) >= routing.critical_amount then routing.critical_hours
            when abs(open_items.amount) >= routing.high_amount then routing.high_hours
            when abs(open_items.amount) >= routing.medium_amount then routing.medium_hours
            else routing.low_hours
        end as hours_to_act
    from open_items
    left join routing
        on open_items.cause = routing.cause
),

final as (
    select
        graded.item_id as exception_id,
        graded.reconciliation,
        graded.side,
        graded.entry_id,
        graded.reason_code,
        graded.reason,
        graded.amount,
        graded.currency,
        graded.item_on as occurred_on,
        cast(graded.age_days as integer) as age_days,
        graded.severity,
        {{ days_after('graded.item_on', 'cast(ceiling(graded.hours_to_act / 24.0) as integer)') }} as due_on,
        graded.owner,
        graded.facility,
        graded.connection_id,
        graded.platform,
        graded.record_type,
        graded.source_id,
        graded.account_id,
        graded.counterparty,
        graded.description,
        coalesce(candidates.candidates, '[]') as candidates
    from graded
    left join candidates
        on graded.item_id = candidates.item_id
)

select * from final
