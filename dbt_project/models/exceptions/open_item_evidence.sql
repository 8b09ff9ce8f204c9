-- What is known about an open item beyond itself: an equal one that is matched, a counterpart on another account, a void invoice behind it.
with open_items as (
    select * from {{ ref('open_item') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
    where reconciliation in ('bank', 'files')
),

amounts as (
    select distinct
        reconciliation,
        side,
        scope,
        item_amount
    from open_items
),

items_of_open_amounts as (
    select items.*
    from items
    inner join amounts
        on
            items.reconciliation = amounts.reconciliation
            and items.side = amounts.side
            and items.scope = amounts.scope
            and items.amount = amounts.item_amount
),

signs as (
    -- by what two items of one amount can be told to be the same thing twice; what has to be of one day is told by little.
    -- In a file, a copy says the same as a row that is matched; without a reference or check number, on the same day: else it may be another.
    {%- set ways = [
        ("'name ' || counterparty_key", "false", "side = 'left'"),
        ("'check ' || check_number", "false", "side = 'left'"),
        ("'text ' || " ~ text_key('description') ~ " || ' check ' || coalesce(check_number, '')", "false", "side = 'right'"),
        (
            "'name ' || upper(counterparty) || ' references ' || " ~ join_list('stated_references', '|') ~ " || ' check ' || coalesce(check_number, '')",
            "stated_references = " ~ empty_text_list() ~ " and check_number is null",
            "reconciliation = 'files'",
        ),
    ] %}
    {%- for said, is_of_one_day, among in ways %}
    {{ 'union all' if not loop.first }}
    select
        item_id,
        reconciliation,
        side,
        scope,
        amount,
        item_on,
        {{ said }} as said,
        {{ is_of_one_day }} as is_of_one_day
    from items_of_open_amounts
    where {{ among }}
    {%- endfor %}
),

matched_signs as (
    -- what is alike counts once: of one amount there may be thousands in a week
    select distinct
        signs.reconciliation,
        signs.side,
        signs.scope,
        signs.amount,
        signs.item_on,
        signs.said
    from signs
    inner join {{ ref('match_member') }} as members
        on signs.item_id = members.item_id
    where members.status = 'confirmed'
),

duplicates as (
    select distinct open_items.item_id
    from open_items
    inner join signs
        on open_items.item_id = signs.item_id
    inner join matched_signs as twins
        on
            signs.reconciliation = twins.reconciliation
            and signs.side = twins.side
            and signs.scope = twins.scope
            and signs.amount = twins.amount
            and signs.said = twins.said
    where
        {{ days_between('signs.item_on', 'twins.item_on') }} between -7 and 7
        and (signs.item_on = twins.item_on or not signs.is_of_one_day)
),

open_lines as (
    select
        scope,
        item_amount,
        item_on,
        text_key,
        check_number,
        count(*) as lines
    from open_items
    where reconciliation = 'bank' and side = 'right'
    group by scope, item_amount, item_on, text_key, check_number
),

same_pairs as (
    -- both copies may be open, too
    select open_items.item_id
    from open_items
    inner join open_lines as alike
        on
            open_items.scope = alike.scope
            and open_items.item_amount = alike.item_amount
            and open_items.text_key = alike.text_key
            and {{ days_between('open_items.item_on', 'alike.item_on') }} between -3 and 3
    where
        open_items.reconciliation = 'bank'
        and open_items.side = 'right'
        and coalesce(open_items.check_number, '') = coalesce(alike.check_number, '')
    group by open_items.item_id
    having sum(alike.lines) > 1
),

open_amounts as (
    select distinct
        facility,
        side,
        scope,
        currency,
        item_amount,
        item_on
    from open_items
    where reconciliation = 'bank'
),

elsewhere as (
    -- the same facility, another account: one side booked it here, the other moved it there
    select distinct
        open_items.item_id,
        true as is_elsewhere
    from open_items
    inner join open_amounts as others
        on
            open_items.facility = others.facility
            and open_items.side <> others.side
            and open_items.scope <> others.scope
            and open_items.currency = others.currency
            and open_items.item_amount = others.item_amount
            and {{ days_between('open_items.item_on', 'others.item_on') }} between -14 and 14
    where open_items.reconciliation = 'bank'
),

void_invoices as (
    select distinct links.from_entry_id as entry_id
    from {{ ref('entry_link') }} as links
    inner join {{ ref('ledger_entry') }} as invoices
        on links.to_entry_id = invoices.entry_id
    where
        links.link_kind = 'applies_to'
        and invoices.record_type = 'invoice'
        and invoices.is_void
),

applied_payments as (
    select
        items.scope,
        items.entry_id,
        items.amount,
        items.item_on,
        items.counterparty_key
    from {{ ref('reconciliation_item') }} as items
    inner join {{ ref('match_member') }} as members
        on items.item_id = members.item_id
    where
        items.reconciliation = 'receivable'
        and items.record_type = 'customer_payment'
        and members.status = 'confirmed'
),


payment_references as (
    select
        items.item_id,
        items.scope,
        items.item_on,
        items.counterparty_key,
        unit_references.reference_key
    from {{ ref('unit_reference') }} as unit_references
    inner join {{ ref('reconciliation_item') }} as items
        on unit_references.unit_id = items.item_id
    where items.reconciliation = 'receivable' and items.record_type = 'customer_payment'
),

applied_items as (
    select item_id from {{ ref('match_member') }}
    where reconciliation = 'receivable' and status = 'confirmed' and allocated_amount <> 0
),

rests_of_payments as (
    -- one payment that the books split into what they could apply and what was too much
    select distinct rests.item_id
    from payment_references as rests
    inner join payment_references as siblings
        on
            rests.scope = siblings.scope
            and rests.reference_key = siblings.reference_key
            and rests.item_on = siblings.item_on
            and rests.counterparty_key = siblings.counterparty_key
            and rests.item_id <> siblings.item_id
    inner join applied_items
        on siblings.item_id = applied_items.item_id
),

paid_before as (
    select distinct open_items.item_id
    from open_items
    inner join applied_payments
        on
            open_items.scope = applied_payments.scope
            and open_items.item_amount = applied_payments.amount
            and open_items.counterparty_key = applied_payments.counterparty_key
            and open_items.entry_id <> applied_payments.entry_id
            and {{ days_between('applied_payments.item_on', 'open_items.item_on') }} between 0 and 45
    where
        open_items.reconciliation = 'receivable'
        and open_items.record_type = 'customer_payment'
        and open_items.allocated_amount = 0
),

last_payments as (
    select
        links.to_entry_id as entry_id,
        max(payments.occurred_on) as last_payment_on
    from {{ ref('entry_link') }} as links
    inner join {{ ref('ledger_entry') }} as payments
        on links.from_entry_id = payments.entry_id
    where links.link_kind = 'applies_to' and not payments.is_void
    group by links.to_entry_id
),

posted_documents as (
    select distinct
        scope,
        bundle_key
    from {{ ref('reconciliation_item') }}
    where reconciliation = 'gl_tieout' and side = 'left'
),

final as (
    select
        open_items.*,
        duplicates.item_id is not null as has_matched_twin,
        same_pairs.item_id is not null as has_open_twin,
        coalesce(elsewhere.is_elsewhere, false) as is_elsewhere,
        void_invoices.entry_id is not null as settles_void_invoice,
        paid_before.item_id is not null as is_paid_before,
        rests_of_payments.item_id is not null as is_rest_of_payment,
        last_payments.last_payment_on,
        posted_documents.bundle_key is not null as has_document
    from open_items
    left join duplicates
        on open_items.item_id = duplicates.item_id
    left join same_pairs
        on open_items.item_id = same_pairs.item_id
    left join elsewhere
        on open_items.item_id = elsewhere.item_id
    left join void_invoices
        on open_items.entry_id = void_invoices.entry_id
    left join paid_before
        on open_items.item_id = paid_before.item_id
    left join rests_of_payments
        on open_items.item_id = rests_of_payments.item_id
    left join last_payments
        on open_items.entry_id = last_payments.entry_id
    left join posted_documents
        on open_items.scope = posted_documents.scope and open_items.bundle_key = posted_documents.bundle_key
)

select * from final
