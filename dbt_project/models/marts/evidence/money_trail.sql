-- Who follows whom: what matches of each reconciliation join, and what the sources assert themselves.
with members as (
    select * from {{ ref('match_member') }}
    where status = 'confirmed'
),

matched as (
    select
        lefts.entry_id as from_entry_id,
        rights.entry_id as to_entry_id,
        lefts.match_id,
        lefts.reconciliation as link_kind
    from members as lefts
    inner join members as rights
        on lefts.match_id = rights.match_id
    where lefts.side = 'left' and rights.side = 'right'
),

asserted as (
    select
        links.from_entry_id,
        links.to_entry_id,
        cast(null as varchar) as match_id,
        links.link_kind
    from {{ ref('entry_link') }} as links
    inner join {{ ref('ledger_entry') }} as froms
        on links.from_entry_id = froms.entry_id
    inner join {{ ref('ledger_entry') }} as tos
        on links.to_entry_id = tos.entry_id
    where links.link_kind <> 'applies_to'
),

united as (
    select * from matched
    union all
    select * from asserted
),

final as (
    select distinct
        from_entry_id,
        to_entry_id,
        match_id,
        link_kind
    from united
)

select * from final
