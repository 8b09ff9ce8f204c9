with united as (
    {{ union_canonical('account', [
        'connection_id', 'source_account_id', 'account_id', 'account_number', 'code', 'name', 'account_type', 'currency', 'is_active',
    ]) }}
),

overrides as (
    select
        account_id,
        account_type
    from {{ ref('account_map') }}
    where account_type is not null
),

final as (
    select
        united.account_id,
        united.connection_id,
        united.platform,
        united.source_account_id,
        {{ reference_key('united.account_number') }} as account_number,
        united.code,
        united.name,
        coalesce(overrides.account_type, united.account_type) as account_type,
        united.currency,
        united.is_active
    from united
    left join overrides
        on united.account_id = overrides.account_id
)

select * from final
