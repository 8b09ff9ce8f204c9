{#- Stripe's times are unix seconds UTC. -#}

{% macro stripe_utc_date(seconds) -%}
    {#- The UTC date: Stripe states days (arrival_date, available_on) as midnight UTC. -#}
    {{ return(adapter.dispatch('stripe_utc_date', 'tieout')(seconds)) }}
{%- endmacro %}
{% macro duckdb__stripe_utc_date(seconds) -%}cast(timezone('UTC', to_timestamp({{ seconds }})) as date){%- endmacro %}
{% macro default__stripe_utc_date(seconds) -%}to_date(timestamp_seconds({{ seconds }})){%- endmacro %}

{% macro stripe_local_date(seconds, timezone) -%}
    {#- The date on the wall where the account keeps its time zone. -#}
    {{ return(adapter.dispatch('stripe_local_date', 'tieout')(seconds, timezone)) }}
{%- endmacro %}
{% macro duckdb__stripe_local_date(seconds, timezone) -%}cast(timezone({{ timezone }}, to_timestamp({{ seconds }})) as date){%- endmacro %}
{% macro default__stripe_local_date(seconds, timezone) -%}to_date(from_utc_timestamp(timestamp_seconds({{ seconds }}), {{ timezone }})){%- endmacro %}
