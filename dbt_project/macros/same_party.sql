{#- Pairs of one account whose names may mean the same party, near in time: 3 days before to 10 days after the left one; in two unknown files to
    5 days after, or to 21 where a fee or an exchange explains the difference.

    Where over 250 units that may mean one party stand in four weeks, there is a crowd: no sum can be told among so many, so only other amounts within
    an eighth of each other are compared there, and neither time nor memory grows with the square. -#}

{% macro same_party_ctes(lefts, rights, parties, least_likenesses) -%}
party_rights as (
    select
        rights.unit_id,
        rights.reconciliation,
        rights.scope,
        rights.currency,
        rights.amount,
        rights.unit_on,
        parties.counterparty_key as party,
        sign(rights.amount) as direction,
        {{ era_of('rights.unit_on') }} as era,
        parties.likeness >= least_likenesses.likeness as is_like
    from {{ rights }} as rights
    inner join {{ parties }} as parties
        on rights.scope = parties.scope and rights.text_key = parties.text_key
    inner join {{ least_likenesses }} as least_likenesses
        on rights.reconciliation = least_likenesses.reconciliation
    where rights.reconciliation in ('bank', 'files')
),

party_crowds as (
    select
        reconciliation,
        scope,
        currency,
        party,
        direction,
        era
    from party_rights
    where is_like
    group by reconciliation, scope, currency, party, direction, era
    having count(*) > {{ most_of_a_party() }}
),

placed_party_rights as (
    select
        party_rights.*,
        party_crowds.era is not null as is_in_crowd,
        case when party_crowds.era is not null then {{ amount_band('party_rights.amount') }} end as amount_band
    from party_rights
    left join party_crowds
        on
            party_rights.reconciliation = party_crowds.reconciliation
            and party_rights.scope = party_crowds.scope
            and party_rights.currency = party_crowds.currency
            and party_rights.party = party_crowds.party
            and party_rights.direction = party_crowds.direction
            and party_rights.era = party_crowds.era
),

party_steps as (
    -- a window reaches into the next era
    {{ numbers('step', [0, 27]) }}
),

party_lefts as (
    select
        lefts.unit_id,
        lefts.reconciliation,
        lefts.scope,
        lefts.currency,
        lefts.amount,
        lefts.unit_on,
        lefts.counterparty_key as party,
        sign(lefts.amount) as direction,
        {{ era_of(days_after('lefts.unit_on', '-3')) }} + party_steps.step as era
    from {{ lefts }} as lefts
    cross join party_steps
    where lefts.reconciliation in ('bank', 'files') and lefts.counterparty_key is not null
),

band_steps as (
    {{ numbers('step', [-1, 0, 1]) }}
),

crowded_party_lefts as (
    select
        party_lefts.*,
        {{ amount_band('party_lefts.amount') }} + band_steps.step as amount_band
    from party_lefts
    inner join party_crowds
        on
            party_lefts.reconciliation = party_crowds.reconciliation
            and party_lefts.scope = party_crowds.scope
            and party_lefts.currency = party_crowds.currency
            and party_lefts.party = party_crowds.party
            and party_lefts.direction = party_crowds.direction
            and party_lefts.era = party_crowds.era
    cross join band_steps
),

same_party as (
    {%- for is_in_crowd in [false, true] %}
    {{ 'union all' if not loop.first }}
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on
    from {{ 'crowded_party_lefts' if is_in_crowd else 'party_lefts' }} as lefts
    inner join placed_party_rights as rights
        on
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.currency = rights.currency
            and lefts.party = rights.party
            and lefts.direction = rights.direction
            and lefts.era = rights.era
            {%- if is_in_crowd %}
            and lefts.amount_band = rights.amount_band
            {%- endif %}
    where
        {%- if is_in_crowd %}
        rights.is_like
        and lefts.amount <> rights.amount
        and cast(abs(lefts.amount - rights.amount) as decimal(28, 2)) * 8 <= greatest(abs(lefts.amount), abs(rights.amount))
        {%- else %}
        not rights.is_in_crowd
        -- of equal amounts every name that the text may mean; of others, those alike enough for a rule that allows a difference
        and (rights.is_like or lefts.amount = rights.amount)
        {%- endif %}
        and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -3 and case
            when lefts.reconciliation = 'bank' then 10
            -- two unknown files: a fee or an exchange may take up to an eighth, and the receipt may come weeks later
            when cast(abs(lefts.amount - rights.amount) as decimal(28, 2)) * 7 <= greatest(abs(lefts.amount), abs(rights.amount)) then 21
            -- or several rows of a few days make up one
            else 5
        end
    {%- endfor %}
),
{%- endmacro %}

{% macro amount_band(amount, part=10) -%}
    {#- Bands so wide that the given part of an amount reaches no further than into the next one. For a tenth there are seven to the e-fold: one is
        about an eighth, the widest difference that a fee or an exchange explains. -#}
    cast(floor(ln(cast(abs({{ amount }}) as double)) * {{ part * 7 // 10 }}) as integer)
{%- endmacro %}
