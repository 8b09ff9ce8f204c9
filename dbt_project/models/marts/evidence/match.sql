with groups as (
    select * from {{ ref('match_group') }}
),

members as (
    select
        match_id,
        item_id,
        entry_id,
        side,
        allocated_amount
    from {{ ref('match_member') }}
),

entries as (
    select * from {{ ref('ledger_entry') }}
),

items as (
    select
        item_id,
        item_on
    from {{ ref('reconciliation_item') }}
),

evidence as (
    select
        members.match_id,
        {{ json_list(
            json_object({
                'side': 'members.side',
                'connection': 'entries.connection_id',
                'record_type': 'entries.record_type',
                'source_id': 'entries.source_id',
                'date': 'cast(items.item_on as varchar)',
                'amount': 'cast(members.allocated_amount as varchar)',
                'row_hash': 'entries.row_hash',
            }),
            'members.side, entries.entry_id',
        ) }} as inputs
    from members
    inner join entries
        on members.entry_id = entries.entry_id
    inner join items
        on members.item_id = items.item_id
    group by members.match_id
),

compared as (
    select * from {{ ref('match_evidence') }}
),

final as (
    select
        groups.match_id,
        groups.reconciliation,
        groups.rule_id,
        groups.rule_version,
        groups.kind,
        groups.status,
        groups.confidence,
        groups.amount_left,
        groups.amount_right,
        groups.difference,
        case when groups.difference <> 0 then groups.difference_reason end as difference_reason,
        groups.currency,
        groups.facility,
        groups.first_on,
        groups.matched_on,
        cast({{ json_object({
            'rule': 'groups.rule_id',
            'version': 'groups.rule_version',
            'kind': 'groups.kind',
            'status': 'groups.status',
            'compared': 'compared.compared',
            'difference': 'cast(groups.difference as varchar)',
            'cost': 'groups.cost',
            'runner_up_cost': 'groups.runner_up_cost',
            'margin': 'groups.runner_up_cost - groups.cost',
            'inputs': 'cast(evidence.inputs as json)',
        }) }} as varchar) as certificate
    from groups
    inner join evidence
        on groups.match_id = evidence.match_id
    left join compared
        on groups.match_id = compared.match_id
)

select * from final
