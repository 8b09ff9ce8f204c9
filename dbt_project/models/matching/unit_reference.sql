{{ config(materialized='view') }}

-- References that tell a unit from others.
with mentions as (
    select * from {{ ref('reference_mention') }}
),

common_references as (
    select * from {{ ref('common_reference') }}
),

final as (
    select
        mentions.reconciliation,
        mentions.side,
        mentions.scope,
        mentions.unit_id,
        mentions.unit_on,
        mentions.reference_key,
        translate(mentions.reference_key, '0123456789', '9999999999') as reference_shape,
        mentions.is_core,
        mentions.is_stated
    from mentions
    left join common_references
        on
            mentions.reconciliation = common_references.reconciliation
            and mentions.side = common_references.side
            and mentions.scope = common_references.scope
            and mentions.reference_key = common_references.reference_key
            and {{ reference_era('mentions.unit_on') }} = common_references.era
    where common_references.reference_key is null
)

select * from final
