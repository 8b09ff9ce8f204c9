with united as (
    {{ union_canonical('entry_link', [
        'connection_id', 'from_record_type', 'from_source_id', 'to_record_type', 'to_source_id', 'link_kind', 'amount',
    ]) }}
),

final as (
    select
        {{ entry_id('connection_id', 'from_record_type', 'from_source_id') }} as from_entry_id,
        {{ entry_id('connection_id', 'to_record_type', 'to_source_id') }} as to_entry_id,
        connection_id,
        platform,
        link_kind,
        {{ money('amount') }} as amount
    from united
)

select * from final
