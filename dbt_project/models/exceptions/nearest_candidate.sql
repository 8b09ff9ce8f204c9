-- For each open item the entries that came nearest to being its match, and the test that each failed. What is open itself comes before what is
-- matched already, and then the nearest amount: so far away is searched only for what has not found three nearer.
{%- set most = 3 %}
-- in what order it is searched: what is taken or not, within which part of the amount, less the part searched before
{%- set searches = [
    ('not is_taken', 2000, none), ('not is_taken', 200, 2000), ('not is_taken', 10, 200),
    ('is_taken', 2000, none), ('is_taken', 200, 2000), ('is_taken', 10, 200),
] %}
with open_items as (
    select * from {{ ref('open_item') }}
    where reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
),

items as (
    select * from {{ ref('reconciliation_item') }}
    where amount <> 0 and reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
),

entries as (
    select
        entry_id,
        counterparty,
        description
    from {{ ref('ledger_entry') }}
),

others as (
    -- none of these is applied in part: what is not open is taken
    select
        items.entry_id,
        items.reconciliation,
        items.side,
        items.scope,
        items.amount,
        items.currency,
        items.item_on,
        open_items.item_id is null as is_taken
    from items
    left join open_items
        on items.item_id = open_items.item_id
),

crowds as (
    select
        reconciliation,
        side,
        scope,
        currency,
        amount,
        item_on,
        is_taken
    from others
    group by reconciliation, side, scope, currency, amount, item_on, is_taken
    having count(*) > {{ most }}
),

marked_others as (
    select
        others.*,
        crowds.amount is not null as is_in_crowd
    from others
    left join crowds
        on
            others.reconciliation = crowds.reconciliation
            and others.side = crowds.side
            and others.scope = crowds.scope
            and others.currency = crowds.currency
            and others.amount = crowds.amount
            and others.item_on = crowds.item_on
            and others.is_taken = crowds.is_taken
),

crowded_others as (
    select
        *,
        row_number() over (
            partition by reconciliation, side, scope, currency, amount, item_on, is_taken
            order by entry_id
        ) as place
    from marked_others
    where is_in_crowd
),

candidates as (
    -- of those that are alike in all that is compared, three are as good as all
    select
        entry_id,
        reconciliation,
        side,
        scope,
        amount,
        currency,
        item_on,
        is_taken
    from marked_others
    where not is_in_crowd
    union all
    select
        entry_id,
        reconciliation,
        side,
        scope,
        amount,
        currency,
        item_on,
        is_taken
    from crowded_others
    where place <= {{ most }}
),

open_kinds as (
    -- what is open of one amount and day has the same candidates
    select distinct
        reconciliation,
        side,
        scope,
        currency,
        item_amount,
        item_on
    from open_items
),

questions as (
    select
        *,
        row_number() over (order by reconciliation, side, scope, currency, item_amount, item_on) as question
    from open_kinds
),

steps as (
    {{ numbers('step', [-1, 0, 1]) }}
),
{% for these, part, less in searches %}
{%- set search = loop.index %}
asked_{{ search }} as (
    {%- if search == 1 %}
    select * from questions
    {%- else %}
    select asked.*
    from asked_{{ search - 1 }} as asked
    left join answered_{{ search - 1 }} as answered
        on asked.question = answered.question
    where answered.question is null
    {%- endif %}
),

reached_{{ search }} as (
    -- the eras and the bands of amounts that thirty days and this part of the amount reach into
    select
        asked.*,
        {{ amount_band('asked.item_amount', part) }} + amount_steps.step as amount_band,
        {{ era_of('asked.item_on', 31) }} + 31 * day_steps.step as era
    from asked_{{ search }} as asked
    cross join steps as amount_steps
    cross join steps as day_steps
),

banded_{{ search }} as (
    select
        *,
        {{ amount_band('amount', part) }} as amount_band,
        {{ era_of('item_on', 31) }} as era
    from candidates
    where {{ these }}
),

found_{{ search }} as (
    select
        asked.question,
        candidates.entry_id as candidate_entry_id,
        candidates.amount as candidate_amount,
        candidates.item_on as candidate_on,
        asked.item_amount - candidates.amount as difference,
        case when asked.side = 'left'
            then {{ days_between('asked.item_on', 'candidates.item_on') }}
            else {{ days_between('candidates.item_on', 'asked.item_on') }}
        end as days,
        candidates.is_taken
    from reached_{{ search }} as asked
    inner join banded_{{ search }} as candidates
        on
            asked.reconciliation = candidates.reconciliation
            and asked.scope = candidates.scope
            and asked.currency = candidates.currency
            and asked.amount_band = candidates.amount_band
            and asked.era = candidates.era
            and asked.side <> candidates.side
    where
        sign(asked.item_amount) = sign(candidates.amount)
        and abs({{ days_between('asked.item_on', 'candidates.item_on') }}) <= 30
        and cast(abs(asked.item_amount - candidates.amount) as decimal(28, 2)) * {{ part }} <= abs(asked.item_amount)
        {%- if less %}
        and cast(abs(asked.item_amount - candidates.amount) as decimal(28, 2)) * {{ less }} > abs(asked.item_amount)
        {%- endif %}
    {%- if search > 1 %}
    union all
    select * from found_{{ search - 1 }}
    {%- endif %}
),

{% if not loop.last -%}
answered_{{ search }} as (
    select question
    from found_{{ search }}
    group by question
    having count(*) >= {{ most }}
),
{% endif %}{% endfor %}
placed as (
    select
        *,
        row_number() over (
            partition by question
            order by is_taken, abs(difference), abs(days), candidate_entry_id
        ) as rank
    from found_{{ searches | length }}
),

ranked as (
    select
        open_items.item_id,
        placed.candidate_entry_id,
        placed.rank,
        placed.candidate_amount as amount,
        placed.candidate_on as item_on,
        placed.difference,
        placed.days,
        case
            when placed.is_taken then 'already matched with something that fits better'
            when placed.difference <> 0 then 'the amount differs by ' || cast(abs(placed.difference) as varchar)
            when placed.days < -2 then 'it comes ' || cast(-placed.days as varchar) || ' days too early'
            when placed.days > 10 then 'it comes ' || cast(placed.days as varchar) || ' days later, outside the window'
            else 'neither reference nor counterparty confirms it'
        end as failed_test
    from open_items
    inner join questions
        on
            open_items.reconciliation = questions.reconciliation
            and open_items.side = questions.side
            and open_items.scope = questions.scope
            and open_items.currency = questions.currency
            and open_items.item_amount = questions.item_amount
            and open_items.item_on = questions.item_on
    inner join placed
        on questions.question = placed.question
    where placed.rank <= {{ most }}
),

final as (
    select
        ranked.item_id,
        ranked.candidate_entry_id,
        ranked.rank,
        ranked.amount,
        ranked.item_on,
        {{ money('ranked.difference') }} as difference,
        ranked.days,
        ranked.failed_test,
        entries.counterparty,
        entries.description
    from ranked
    inner join entries
        on ranked.candidate_entry_id = entries.entry_id
)

select * from final
