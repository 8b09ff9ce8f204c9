with stated as (
    {% for kind in [
        'deposits_in_transit', 'outstanding_payments', 'bank_receipts_not_in_books', 'bank_payments_not_in_books', 'matched_differences', 'ledger_difference',
    ] -%}
        select
            account_id,
            period,
            '{{ kind }}' as kind,
            {{ kind }} as amount
        from {{ ref('reconciliation_statement') }}
        where {{ kind }} <> 0
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

named as (
    select
        account_id,
        period,
        kind,
        sum(amount) as amount
    from {{ ref('reconciliation_statement_item') }}
    group by account_id, period, kind
    having sum(amount) <> 0
)

select
    coalesce(stated.account_id, named.account_id) as account_id,
    coalesce(stated.period, named.period) as period,
    coalesce(stated.kind, named.kind) as kind,
    stated.amount as amount_stated,
    named.amount as amount_named
from stated
full outer join named
    on stated.account_id = named.account_id and stated.period = named.period and stated.kind = named.kind
where coalesce(stated.amount, 0) <> coalesce(named.amount, 0)
