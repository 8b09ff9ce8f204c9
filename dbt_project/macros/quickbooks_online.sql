{#- What QuickBooks Online alone says in its own way. -#}

{% macro quickbooks_online_updated_at(alias) -%}
    {#- When the row last changed. -#}
    cast({{ json_text(alias ~ '.meta_data', '$.LastUpdatedTime') }} as timestamp with time zone)
{%- endmacro %}

{% macro quickbooks_online_is_deleted(entity, resource, alias) -%}
    {#- True where change data capture named the row as deleted, or a later listing of every id does not hold it any more. -#}
    (
        {{ is_deleted('quickbooks_online', resource, alias) }}
        or (
            exists (
                select 1
                from {{ source('raw_quickbooks_online', 'listed_id') }} as listing
                where
                    listing.entity = '{{ entity }}'
                    and listing.row_kind = 'listing'
                    and listing.connection_id = {{ alias }}.connection_id
                    and listing.listed_at > {{ quickbooks_online_updated_at(alias) }}
            )
            and not exists (
                select 1
                from {{ source('raw_quickbooks_online', 'listed_id') }} as listed
                inner join {{ source('raw_quickbooks_online', 'listed_id') }} as listing
                    on
                        listed.connection_id = listing.connection_id
                        and listed.entity = listing.entity
                        and listed.listed_at = listing.listed_at
                where
                    listed.entity = '{{ entity }}'
                    and listed.row_kind = 'id'
                    and listing.row_kind = 'listing'
                    and listed.connection_id = {{ alias }}.connection_id
                    and listed.id = {{ alias }}.id
            )
        )
    )
{%- endmacro %}

{% macro quickbooks_online_is_void(total, note) -%}
    {#- A void keeps the row: nothing left of its total, and a note that starts with the word. -#}
    (coalesce({{ total }}, 0) = 0 and lower(coalesce({{ note }}, '')) like 'voided%')
{%- endmacro %}

{% macro quickbooks_online_transaction(entity, resource, alias, total='total_amt') -%}
    {#- The columns every transaction has, for the final select of its staging model. -#}
    {{ alias }}.connection_id,
    {{ alias }}.id as {{ resource }}_id,
    '{{ entity }}:' || {{ alias }}.id as document_id,
    {{ alias }}.txn_date as transaction_date,
    upper({{ json_text(alias ~ '.currency_ref', '$.value') }}) as currency,
    {{ money(alias ~ '.' ~ total) }} as total_amount,
    {{ alias }}.private_note,
    {{ quickbooks_online_is_void(alias ~ '.' ~ total, alias ~ '.private_note') }} as is_void,
    {{ quickbooks_online_is_deleted(entity, resource, alias) }} as is_deleted,
    {{ quickbooks_online_updated_at(alias) }} as updated_at
{%- endmacro %}

{% macro quickbooks_online_check_number(number) -%}
    {#- DocNumber doubles as check number and as whatever a bookkeeper typed: a check number is up to eight digits and
        nothing else (traces of ACH and wires are longer). -#}
    case
        when translate(trim({{ number }}), '0123456789', '') = '' and length(trim({{ number }})) between 1 and 8 then trim({{ number }})
    end
{%- endmacro %}

{% macro quickbooks_online_account(alias, id, default_id=none) -%}
    {#- The ledger's name of an account: the connection's, since ids repeat between companies. -#}
    {{ alias }}.connection_id || ':' || {% if default_id %}coalesce({{ id }}, {{ default_id }}){% else %}{{ id }}{% endif %}
{%- endmacro %}

{% macro quickbooks_online_status(alias, open_status) -%}
    case
        when {{ alias }}.is_deleted then 'deleted'
        when {{ alias }}.is_void then 'voided'
        else {{ open_status }}
    end
{%- endmacro %}

{% macro quickbooks_online_document_status(alias, rest) -%}
    {#- QuickBooks states no status of a document; what is left of it tells. -#}
    {{ quickbooks_online_status(alias, "case
            when " ~ rest ~ " = 0 then 'paid'
            when " ~ rest ~ " < " ~ alias ~ ".total_amount then 'partially_paid'
            else 'open'
        end") }}
{%- endmacro %}
