-- Conservation, platforms to ledger: as many accounts, statements and links per platform.
with spoken as (
    select
        'account' as entity,
        accounts.platform,
        count(*) as row_count
    from ({{ union_canonical('account', ['account_id']) }}) as accounts
    group by accounts.platform
    union all
    select
        'bank_statement' as entity,
        statements.platform,
        count(*) as row_count
    from ({{ union_canonical('bank_statement', ['statement_id']) }}) as statements
    group by statements.platform
    union all
    select
        'entry_link' as entity,
        links.platform,
        count(*) as row_count
    from ({{ union_canonical('entry_link', ['link_kind']) }}) as links
    group by links.platform
),

held as (
    {% for entity in ['account', 'bank_statement', 'entry_link'] -%}
        select
            '{{ entity }}' as entity,
            platform,
            count(*) as row_count
        from {{ ref(entity) }}
        group by platform
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    spoken.entity,
    spoken.platform,
    spoken.row_count as rows_spoken,
    held.row_count as rows_in_ledger
from spoken
full outer join held
    on spoken.entity = held.entity and spoken.platform = held.platform
where coalesce(spoken.row_count, 0) <> coalesce(held.row_count, 0)
