{#- PayPal writes times in the account's own zone, with or without a colon in the offset. -#}

{% macro paypal_instant(text) -%}{{ return(adapter.dispatch('paypal_instant', 'tieout')(text)) }}{%- endmacro %}
{% macro duckdb__paypal_instant(text) -%}cast({{ text }} as timestamptz){%- endmacro %}
{% macro default__paypal_instant(text) -%}
    to_timestamp(regexp_replace({{ text }}, '([+-][0-9]{2}):?([0-9]{2})$', '$1:$2'))
{%- endmacro %}

{% macro paypal_event_codes() -%}
    {#- PayPal's transaction event codes in the ledger's words, one row per prefix of a code. The longest prefix that fits a code decides.
        `moves_balance` is false for promises and displays (such a row is void); `meaning` describes a row that has no subject. T00 is a payment
        received; one sent, told by its sign, is an adjustment. Conversions, holds and reserves come in pairs that net to zero. -#}
    select 'T' as prefix, 'adjustment' as record_type, cast(true as boolean) as moves_balance, 'other' as meaning
    union all select 'T00', 'charge', true, 'payment'
    union all select 'T01', 'processor_fee', true, 'fee'
    union all select 'T02', 'adjustment', true, 'currency conversion'
    union all select 'T03', 'adjustment', true, 'deposit from the bank'
    union all select 'T04', 'payout', true, 'withdrawal to the bank'
    union all select 'T05', 'adjustment', true, 'debit card purchase'
    union all select 'T11', 'adjustment', true, 'reversal'
    union all select 'T1101', 'payout', true, 'withdrawal returned by the bank'
    union all select 'T1106', 'dispute', true, 'payment reversed by PayPal'
    union all select 'T1107', 'refund', true, 'refund'
    union all select 'T1108', 'processor_fee', true, 'fee reversed'
    union all select 'T1109', 'processor_fee', true, 'fee refunded'
    union all select 'T12', 'adjustment', true, 'account adjustment'
    union all select 'T1201', 'dispute', true, 'chargeback'
    union all select 'T1202', 'dispute_reversal', true, 'chargeback won'
    union all select 'T1205', 'dispute_reversal', true, 'chargeback reimbursed by PayPal'
    union all select 'T13', 'adjustment', false, 'authorization'
    union all select 'T1503', 'adjustment', false, 'open authorization'
    union all select 'T15', 'adjustment', true, 'hold or release'
    union all select 'T21', 'adjustment', true, 'hold or release'
    union all select 'T98', 'adjustment', false, 'shown only'
{%- endmacro %}
