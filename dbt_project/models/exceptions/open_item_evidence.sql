-- What is known about an open item beyond itself: an equal one that is matched, a counterpart on another account, a void invoice behind it.
with open_items as (
    select * from {{ ref('open_item') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
    where reconciliation in ('bank', 'files')
),

matched as (
    select distinct items.*
    from items
    inner join {{ ref('match_member') }} as members
        on items.item_id = members.item_id
    where members.status = 'confirmed'
),

matched_texts as (
    select
        matched.*,
        {{ text_key('matched.description') }} as text_key
    from matched
),

duplicates as (
    select distinct open_items.item_id
    from open_items
    inner join matched_texts as twins
        on
            open_items.scope = twins.scope
            and open_items.side = twins.side
            and open_items.item_amount = twins.amount
            and {{ days_between('open_items.item_on', 'twins.item_on') }} between -7 and 7
    where
        open_items.reconciliation in ('bank', 'files')
        and open_items.reconciliation = twins.reconciliation
        and (
            (open_items.side = 'left' and coalesce(open_items.counterparty_key = twins.counterparty_key, false))
            or (open_items.side = 'left' and coalesce(open_items.check_number = twins.check_number, false))
            or (
                open_items.side = 'right'
                and {{ text_key('open_items.description') }} = twins.text_key
                and coalesce(open_items.check_number, '') = coalesce(twins.check_number, '')
            )
        )
),

file_copies as (
    -- in a file, a copy says the same as a row that is matched; without a reference or check number, on the same day: else it may be another
    select distinct copies.item_id
    from open_items
    inner join items as copies
        on open_items.item_id = copies.item_id
    inner join matched as originals
        on
            copies.scope = originals.scope
            and copies.side = originals.side
            and copies.amount = originals.amount
            and {{ days_between('copies.item_on', 'originals.item_on') }} between -7 and 7
    where
        copies.reconciliation = 'files'
        and originals.reconciliation = 'files'
        and upper(copies.counterparty) = upper(originals.counterparty)
        and copies.stated_references = originals.stated_references
        and coalesce(copies.check_number, '') = coalesce(originals.check_number, '')
        and (
            copies.item_on = originals.item_on
            or copies.stated_references <> {{ empty_text_list() }}
            or copies.check_number is not null
        )
),

same_pairs as (
    -- both copies may be open, too
    select distinct open_items.item_id
    from open_items
    inner join open_items as twins
        on
            open_items.reconciliation = twins.reconciliation
            and open_items.scope = twins.scope
            and open_items.side = twins.side
            and open_items.item_amount = twins.item_amount
            and open_items.item_id <> twins.item_id
            and {{ days_between('open_items.item_on', 'twins.item_on') }} between -3 and 3
    where
        open_items.reconciliation = 'bank'
        and open_items.side = 'right'
        and coalesce(open_items.check_number, '') = coalesce(twins.check_number, '')
        and open_items.text_key = twins.text_key
),

elsewhere as (
    -- the same facility, another account: one side booked it here, the other moved it there
    select distinct
        open_items.item_id,
        true as is_elsewhere
    from open_items
    inner join open_items as others
        on
            open_items.reconciliation = others.reconciliation
            and open_items.facility = others.facility
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
        duplicates.item_id is not null or file_copies.item_id is not null as has_matched_twin,
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
    left join file_copies
        on open_items.item_id = file_copies.item_id
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
