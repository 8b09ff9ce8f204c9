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
    select * from {{ ref('reconciliation_item') }}
),

rules as (
    {{ rules_in_force() }}
),

compared as (
    select * from {{ ref('match_evidence') }}
),

runners_up as (
    select * from {{ ref('match_runner_up') }}
),

evidence as (
    select
        members.match_id,
        max(case when members.side = 'left' then items.item_on end) as left_on,
        max(case when members.side = 'right' then items.item_on end) as right_on,
        {%- for side in ['left', 'right'] %}
        {%- for column in ['counterparty', 'description', 'check_number'] %}
        {{ few_values("case when members.side = '" ~ side ~ "' then items." ~ column ~ " end") }} as {{ side }}_{{ column }},
        {%- endfor %}
        {{ few_values("case when members.side = '" ~ side ~ "' then nullif(array_to_string(items.stated_references, ', '), '') end") }}
            as {{ side }}_references,
        {%- endfor %}
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

terms as (
    -- what the rule asks for, so that a parameter changed without a new version shows
    select
        rule_id,
        {{ json_object({
            'predicate': 'predicate',
            'priority': 'priority',
            'amount_tolerance': 'cast(amount_tolerance as varchar)',
            'percent_tolerance': 'cast(percent_tolerance as varchar)',
            'tolerance_join': 'tolerance_join',
            'days_before': 'days_before',
            'days_after': 'days_after',
            'minimum_similarity': 'cast(minimum_similarity as varchar)',
        }) }} as terms
    from rules
),

rivals as (
    select
        match_id,
        {{ json_object({
            'side': 'side',
            'connection': 'connection_id',
            'record_type': 'record_type',
            'source_id': 'source_id',
            'records': 'records',
            'date': 'cast(item_on as varchar)',
            'amount': 'cast(amount as varchar)',
            'days': 'days',
            'name_similarity': 'cast(similarity as varchar)',
            'cost': 'cost',
        }) }} as runner_up
    from runners_up
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
            'terms': 'terms.terms',
            'kind': 'groups.kind',
            'status': 'groups.status',
            'confidence': 'cast(groups.confidence as varchar)',
            'currency': 'groups.currency',
            'compared': 'compared.compared',
            'fields': json_object({
                'amount': json_object({
                    'left': 'cast(groups.amount_left as varchar)',
                    'right': 'cast(groups.amount_right as varchar)',
                    'difference': 'cast(groups.difference as varchar)',
                }),
                'date': json_object({
                    'left': 'cast(evidence.left_on as varchar)',
                    'right': 'cast(evidence.right_on as varchar)',
                    'days': days_between('evidence.left_on', 'evidence.right_on'),
                }),
                'reference': "case when compared.shared_reference is not null then " ~ json_object({
                    'shared': 'compared.shared_reference',
                    'left': 'evidence.left_references',
                    'right': 'evidence.right_references',
                }) ~ " end",
                'check_number': "case when compared.same_check_number then " ~ json_object({
                    'left': 'evidence.left_check_number',
                    'right': 'evidence.right_check_number',
                }) ~ " end",
                'name': "case when compared.similarity > 0 or compared.is_alias then " ~ json_object({
                    'left': 'coalesce(evidence.left_counterparty, evidence.left_description)',
                    'right': 'coalesce(evidence.right_description, evidence.right_counterparty)',
                    'similarity': 'cast(compared.similarity as varchar)',
                    'is_alias': 'compared.is_alias',
                }) ~ " end",
            }),
            'difference': 'cast(groups.difference as varchar)',
            'cost': 'groups.cost',
            'runner_up_cost': 'groups.runner_up_cost',
            'margin': 'groups.runner_up_cost - groups.cost',
            'runner_up': 'rivals.runner_up',
            'inputs': 'cast(evidence.inputs as json)',
        }) }} as varchar) as certificate
    from groups
    inner join evidence
        on groups.match_id = evidence.match_id
    inner join terms
        on groups.rule_id = terms.rule_id
    left join compared
        on groups.match_id = compared.match_id
    left join rivals
        on groups.match_id = rivals.match_id
)

select * from final
