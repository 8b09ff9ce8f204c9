{#- Money is decimal(18, 2) from the first cast. Never divide it: a decimal divided in DuckDB is a double. -#}

{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 2))
{%- endmacro %}

{% macro money_from_minor_units(expression, currency) -%}
    {#- Whole minor units to money: yen have none, most have cents. Three-decimal currencies are held to two decimals by the ledger, which Stripe
        guarantees (their last digit is always zero). -#}
    cast(
        cast({{ expression }} as decimal(18, 2)) * case
            when upper({{ currency }}) in ('BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')
                then cast(1 as decimal(4, 3))
            when upper({{ currency }}) in ('BHD', 'JOD', 'KWD', 'OMR', 'TND') then cast(0.001 as decimal(4, 3))
            else cast(0.01 as decimal(4, 3))
        end as decimal(18, 2)
    )
{%- endmacro %}
