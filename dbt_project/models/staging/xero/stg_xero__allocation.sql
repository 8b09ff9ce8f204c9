{#- Credit notes, overpayments and prepayments list what they were applied to in the same way. -#}
{%- set credits = [('credit_note', 'credit_note_type'), ('overpayment', 'overpayment_type'), ('prepayment', 'prepayment_type')] -%}

with
{%- for credit, credit_type in credits %}
{{ credit }} as (

    select * from {{ ref('stg_xero__' ~ credit) }}
    where not is_void

),

{{ credit }}_allocation as (

    {{ json_array_rows(credit, ['connection_id', credit ~ '_id', credit_type], 'allocations') }}

),
{%- endfor %}

united as (

    {% for credit, credit_type in credits -%}
    select
        connection_id,
        '{{ credit }}' as credit_kind,
        {{ credit }}_id as credit_id,
        {{ credit_type }} as credit_type,
        element_number,
        element
    from {{ credit }}_allocation
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (

    select
        connection_id,
        credit_kind,
        credit_id,
        credit_type,
        element_number as allocation_number,
        {{ json_text('element', '$.Invoice.InvoiceID') }} as invoice_id,
        {{ xero_date(json_text('element', '$.Date')) }} as applied_on,
        cast({{ json_text('element', '$.Amount') }} as decimal(18, 2)) as amount
    from united
    where coalesce({{ json_text('element', '$.IsDeleted') }}, 'false') <> 'true'

)

select * from final
