with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

payouts as (
    select * from entries
    where record_type = 'payout'
),

parts as (
    select
        connection_id,
        group_key,
        sum(case when record_type = 'charge' then amount else 0 end) as gross,
        sum(case when record_type = 'processor_fee' then amount else 0 end) as fees,
        sum(case when record_type = 'refund' then amount else 0 end) as refunds,
        sum(case when record_type in ('dispute', 'dispute_reversal') then amount else 0 end) as disputes,
        sum(case when record_type = 'adjustment' then amount else 0 end) as adjustments,
        sum(amount) as net
    from entries
    where
        record_type in ('charge', 'processor_fee', 'refund', 'dispute', 'dispute_reversal', 'adjustment')
        and group_key is not null
    group by connection_id, group_key
),

matches as (
    select
        lefts.entry_id as payout_entry_id,
        rights.match_id,
        rights.status,
        sum(rights.allocated_amount) as bank_amount,
        max(groups.difference) as bank_difference,
        max(groups.lefts) as lefts,
        {{ collect_list('rights.entry_id', 'rights.entry_id') }} as bank_entry_ids
    from {{ ref('match_member') }} as lefts
    inner join {{ ref('match_member') }} as rights
        on lefts.match_id = rights.match_id and rights.side = 'right'
    inner join {{ ref('match_group') }} as groups
        on lefts.match_id = groups.match_id
    where lefts.reconciliation = 'processor_payout' and lefts.side = 'left'
    group by lefts.entry_id, rights.match_id, rights.status
),

reasons as (
    select
        entry_id,
        min(reason_code) as reason_code
    from {{ ref('open_item_reason') }}
    where reconciliation = 'processor_payout'
    group by entry_id
),

final as (
    select
        payouts.entry_id as payout_entry_id,
        payouts.platform,
        payouts.connection_id,
        payouts.facility,
        coalesce(payouts.posted_on, payouts.occurred_on) as payout_on,
        payouts.currency,
        {{ money('coalesce(parts.gross, 0)') }} as gross,
        {{ money('coalesce(parts.fees, 0)') }} as fees,
        {{ money('coalesce(parts.refunds, 0)') }} as refunds,
        {{ money('coalesce(parts.disputes, 0)') }} as disputes,
        {{ money('coalesce(parts.adjustments, 0)') }} as adjustments,
        {{ money('coalesce(parts.net, 0)') }} as net,
        {{ money('-payouts.amount') }} as payout_amount,
        {{ money('-payouts.amount - coalesce(parts.net, 0)') }} as composition_difference,
        matches.bank_entry_ids,
        {{ money('matches.bank_amount') }} as bank_amount,
        {{ money('matches.bank_difference') }} as bank_difference,
        coalesce(case when matches.status = 'confirmed' then 'matched' end, reasons.reason_code, 'open') as verdict
    from payouts
    left join parts
        on payouts.connection_id = parts.connection_id and payouts.group_key = parts.group_key
    left join matches
        on payouts.entry_id = matches.payout_entry_id
    left join reasons
        on payouts.entry_id = reasons.entry_id
)

select * from final
