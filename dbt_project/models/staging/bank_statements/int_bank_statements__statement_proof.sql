-- A later statement that starts from the same balance, or earlier, and reaches at least as far is the whole truth of its period: an earlier one
-- inside it is superseded. What only a superseded statement showed, the bank has taken back. A statement whose opening balance was derived
-- (OFX) is such a proof only where that balance is the closing balance of the period before.
with statements as (
    select * from {{ ref('stg_bank_statements__statement') }}
),

lines as (
    select * from {{ ref('stg_bank_statements__statement_line') }}
),

anchored as (
    select
        statements.*,
        opening_is_stated
        or exists (
            select 1
            from statements as before
            where
                before.connection_id = statements.connection_id
                and before.account_key = statements.account_key
                and before.ends_on < statements.starts_on
                and before.closing_balance = statements.opening_balance
        ) as has_sure_opening
    from statements
),

judged as (
    select
        earlier.*,
        exists (  -- noqa: LT01, LT06
            select 1
            from anchored as later
            where
                later.connection_id = earlier.connection_id
                and later.account_key = earlier.account_key
                and later.statement_key <> earlier.statement_key
                and later.closing_balance is not null
                and later.ends_on >= earlier.ends_on
                and (
                    (later.starts_on < earlier.starts_on and later.has_sure_opening)
                    or (later.starts_on = earlier.starts_on and later.opening_balance = earlier.opening_balance)
                )
                and (
                    later.delivered_at > earlier.delivered_at
                    or (later.delivered_at = earlier.delivered_at and later.file_name > earlier.file_name)
                    or (
                        later.delivered_at = earlier.delivered_at
                        and later.file_name = earlier.file_name
                        and later.statement_number > earlier.statement_number
                    )
                )
        ) as is_superseded
    from anchored as earlier
),

standing as (
    select * from judged
    where not is_superseded
),

preceding as (
    -- The last day before each statement that another one of its account reaches.
    select
        later.connection_id,
        later.statement_key,
        max(earlier.ends_on) as ends_on
    from standing as later
    inner join standing as earlier
        on
            later.connection_id = earlier.connection_id
            and later.account_key = earlier.account_key
            and later.starts_on > earlier.ends_on
    group by later.connection_id, later.statement_key
),

shown_before as (
    -- For statements that overlap without covering: what the earlier one had booked by the day the later one starts.
    select
        later.connection_id,
        later.statement_key,
        earlier.statement_key as earlier_statement_key,
        earlier.opening_balance + coalesce(sum(lines.amount), 0) as balance
    from standing as later
    inner join standing as earlier
        on
            later.connection_id = earlier.connection_id
            and later.account_key = earlier.account_key
            and later.statement_key <> earlier.statement_key
            and later.starts_on > earlier.starts_on
            and later.starts_on <= earlier.ends_on
    left join lines
        on
            earlier.connection_id = lines.connection_id
            and earlier.account_key = lines.account_key
            and earlier.starts_on <= lines.booking_date
            and later.starts_on > lines.booking_date
    group by later.connection_id, later.statement_key, earlier.statement_key, earlier.opening_balance
),

final as (
    select
        judged.connection_id,
        judged.statement_key,
        judged.account_key,
        judged.currency,
        judged.starts_on,
        judged.ends_on,
        judged.opening_balance,
        judged.closing_balance,
        judged.is_superseded,
        judged.opening_balance is not null
        and (
            -- nothing earlier to continue
            not exists (
                select 1
                from standing as first_one
                where
                    first_one.connection_id = judged.connection_id
                    and first_one.account_key = judged.account_key
                    and first_one.statement_key <> judged.statement_key
                    and (
                        first_one.starts_on < judged.starts_on
                        or (first_one.starts_on = judged.starts_on and first_one.delivered_at < judged.delivered_at)
                    )
            )
            -- the closing balance of the period before, or of an earlier statement of the same day
            or exists (
                select 1
                from standing as before
                where
                    before.connection_id = judged.connection_id
                    and before.account_key = judged.account_key
                    and before.statement_key <> judged.statement_key
                    and before.ends_on <= judged.starts_on
                    and before.ends_on >= coalesce(preceding.ends_on, before.ends_on)
                    and before.closing_balance = judged.opening_balance
            )
            or exists (
                select 1
                from shown_before
                where
                    shown_before.connection_id = judged.connection_id
                    and shown_before.statement_key = judged.statement_key
                    and shown_before.balance = judged.opening_balance
            )
        ) as is_continuous
    from judged
    left join preceding
        on
            judged.connection_id = preceding.connection_id
            and judged.statement_key = preceding.statement_key
)

select * from final
