-- A document posted in another month than its own: cut-off. The money is there, the month is not.
{{ config(severity='warn') }}

select
    account_id,
    currency,
    period,
    unexplained_difference
from {{ ref('gl_tieout') }}
where unexplained_difference <> 0
