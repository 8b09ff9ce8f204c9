-- What the decisions were made of: an item whose hash is another since, is new or is gone has to be matched again. Built last, so that it is there
-- only where all of matching is.
with items as (
    select * from {{ ref('reconciliation_item') }}
),

links as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

ends as (
    select
        from_entry_id as entry_id,
        to_entry_id || '|' || cast(amount as varchar) as link
    from links
    union all
    select
        to_entry_id as entry_id,
        from_entry_id || '|' || cast(amount as varchar) as link
    from links
),

links_of_entry as (
    select
        entry_id,
        {{ join_list(collect_list('link', 'link'), ',') }} as links
    from ends
    group by entry_id
),

final as (
    -- depends on the last of the decisions: {{ ref('match_evidence') }}
    select
        items.item_id,
        md5(
            {%- for column in ['reconciliation', 'side', 'scope', 'currency', 'record_type', 'entry_id', 'facility', 'counterparty', 'counterparty_key',
                'description', 'check_number', 'bundle_key'] %}
            coalesce(items.{{ column }}, '') || '|' ||
            {%- endfor %}
            cast(items.amount as varchar) || '|' || cast(items.item_on as varchar) || '|' || cast(items.is_check as varchar) || '|'
            || {{ join_list('items.stated_references', ',') }} || '|'
            || case when items.reconciliation = 'receivable' then coalesce(links_of_entry.links, '') else '' end
        ) as item_hash
    from items
    left join links_of_entry
        on items.entry_id = links_of_entry.entry_id
)

select * from final
