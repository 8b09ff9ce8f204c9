-- Where an amount occurs once on each side within days, the text of the bank goes with the name in the books.
with units as (
    select * from {{ ref('undecided_unit') }}
    where reconciliation in ('bank', 'files')
),

lefts as (
    select * from units
    where side = 'left' and counterparty_key is not null
),

rights as (
    select * from units
    where side = 'right' and text_key is not null
),

rights_in_eras as (
    select
        *,
        {{ era_of('unit_on') }} as era
    from rights
),

crowds as (
    -- among dozens of one amount none stands alone
    select
        scope,
        amount,
        era
    from rights_in_eras
    group by scope, amount, era
    having count(*) > {{ most_of_an_amount() }}
),

quiet_rights as (
    select rights_in_eras.*
    from rights_in_eras
    left join crowds
        on rights_in_eras.scope = crowds.scope and rights_in_eras.amount = crowds.amount and rights_in_eras.era = crowds.era
    where crowds.era is null
),

lefts_in_eras as (
    -- the window of a left one begins in one era and ends there or in the next
    select
        *,
        {{ era_of(days_after('unit_on', '-2')) }} as era
    from lefts
    union all
    select
        *,
        {{ era_of(days_after('unit_on', '-2')) }} + 27 as era
    from lefts
),

in_a_crowd as (
    select distinct lefts_in_eras.unit_id
    from lefts_in_eras
    inner join crowds
        on lefts_in_eras.scope = crowds.scope and lefts_in_eras.amount = crowds.amount and lefts_in_eras.era = crowds.era
),

pairs as (
    select
        lefts_in_eras.unit_id as left_unit_id,
        quiet_rights.unit_id as right_unit_id,
        lefts_in_eras.unit_on as left_on,
        quiet_rights.unit_on as right_on,
        lefts_in_eras.scope,
        lefts_in_eras.counterparty_key,
        quiet_rights.text_key,
        count(*) over (partition by lefts_in_eras.unit_id) as rights_of_left,
        count(*) over (partition by quiet_rights.unit_id) as lefts_of_right
    from lefts_in_eras
    inner join quiet_rights
        on
            lefts_in_eras.scope = quiet_rights.scope
            and lefts_in_eras.amount = quiet_rights.amount
            and lefts_in_eras.era = quiet_rights.era
    left join in_a_crowd
        on lefts_in_eras.unit_id = in_a_crowd.unit_id
    where
        in_a_crowd.unit_id is null
        and {{ days_between('lefts_in_eras.unit_on', 'quiet_rights.unit_on') }} between -2 and 10
),

final as (
    select
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        scope,
        counterparty_key,
        text_key
    from pairs
    where rights_of_left = 1 and lefts_of_right = 1
)

select * from final
{{ by_day('left_on') }}
