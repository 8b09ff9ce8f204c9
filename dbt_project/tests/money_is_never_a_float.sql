-- After the first cast money is a decimal; nothing behind the boundary is a binary fraction.
-- depends_on: {{ ref('ledger_entry') }}, {{ ref('match_group') }}, {{ ref('open_item_reason') }}, {{ ref('kpi_daily') }}
-- depends_on: {{ ref('reconciliation_statement') }}, {{ ref('gl_tieout') }}, {{ ref('payout_match') }}
select
    table_schema,
    table_name,
    column_name,
    data_type
from information_schema.columns
where
    table_schema in ('ledger', 'matching', 'exceptions', 'marts')
    and data_type in ('DOUBLE', 'FLOAT', 'REAL')
