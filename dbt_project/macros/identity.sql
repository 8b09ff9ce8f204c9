{#- Identity is (connection, record type, source id): vendors reuse ids. -#}

{% macro entry_id(connection_id, record_type, source_id) -%}
    md5({{ connection_id }} || '|' || {{ record_type }} || '|' || {{ source_id }})
{%- endmacro %}

{% macro row_hash(entry) -%}
    {#- Hash of what matching reads of a ledger entry: it changes where one of these columns does. -#}
    md5(
        coalesce({{ entry }}.account_id, '') || '|' || coalesce({{ entry }}.counterparty, '') || '|' || cast({{ money(entry ~ '.amount') }} as varchar)
        || '|' || {{ entry }}.currency || '|' || cast({{ entry }}.occurred_on as varchar)
        || '|' || coalesce(cast({{ entry }}.posted_on as varchar), '') || '|' || coalesce({{ entry }}.document_number, '')
        || '|' || coalesce({{ entry }}.check_number, '') || '|' || coalesce({{ entry }}.description, '')
        || '|' || array_to_string({{ entry }}.reference_keys, ',') || '|' || coalesce({{ entry }}.group_key, '')
        || '|' || cast({{ entry }}.is_void as varchar)
    )
{%- endmacro %}

{% macro item_hash(item, links) -%}
    {#- Hash of what matching reads of an item: it changes where one of these columns, or what the books apply to it, does. -#}
    md5(
        {%- for column in ['reconciliation', 'side', 'scope', 'currency', 'record_type', 'entry_id', 'facility', 'counterparty', 'description',
            'check_number', 'bundle_key'] %}
        coalesce({{ item }}.{{ column }}, '') || '|' ||
        {%- endfor %}
        cast({{ money(item ~ '.amount') }} as varchar) || '|' || cast({{ item }}.item_on as varchar) || '|' || cast({{ item }}.is_check as varchar)
        || '|' || {{ join_list(item ~ '.stated_references', ',') }} || '|' || coalesce({{ links }}, '')
    )
{%- endmacro %}
