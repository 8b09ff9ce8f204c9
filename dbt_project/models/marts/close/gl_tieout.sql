with items as (
    select * from {{ ref('reconciliation_item') }}
    where reconciliation = 'gl_tieout' and amount <> 0
),

open_items as (
    select
        item_id,
        amount
    from {{ ref('open_item') }}
    where reconciliation = 'gl_tieout'
),

accounts as (
    select * from {{ ref('account') }}
),

connections as (
    select
        connection_id,
        facility
    from {{ source('raw_tieout', 'connection') }}
),

movements as (
    select
        items.scope as account_id,
        items.currency,
        {{ month_of('items.item_on') }} as period,
        sum(case when items.side = 'right' then items.amount else 0 end) as ledger_movement,
        sum(case when items.side = 'left' then items.amount else 0 end) as subledger_movement,
        sum(case when open_items.item_id is null then 0 when items.side = 'right' then items.amount else -items.amount end) as explained_difference
    from items
    left join open_items
        on items.item_id = open_items.item_id
    group by items.scope, items.currency, {{ month_of('items.item_on') }}
),

running as (
    select
        movements.*,
        sum(ledger_movement) over (partition by account_id, currency order by period) as closing_balance
    from movements
),

final as (
    select
        accounts.connection_id,
        connections.facility,
        running.account_id,
        accounts.name as account_name,
        accounts.account_type,
        running.currency,
        running.period,
        {{ money('running.closing_balance - running.ledger_movement') }} as opening_balance,
        {{ money('running.ledger_movement') }} as ledger_movement,
        {{ money('running.subledger_movement') }} as subledger_movement,
        {{ money('running.ledger_movement - running.subledger_movement') }} as difference,
        {{ money('running.explained_difference') }} as explained_difference,
        {{ money('running.ledger_movement - running.subledger_movement - running.explained_difference') }} as unexplained_difference,
        {{ money('running.closing_balance') }} as closing_balance
    from running
    inner join accounts
        on running.account_id = accounts.account_id
    left join connections
        on accounts.connection_id = connections.connection_id
)

select * from final
