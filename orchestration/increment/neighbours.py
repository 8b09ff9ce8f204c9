"""Who is counted with what is touched. Each query names units (unit_id), over the tables of a Neighbourhood."""

from __future__ import annotations

from orchestration.increment.windows import ERA, ERAS_REACHED, LONGEST, days_around


def neighbours(kept: str, items: str, links: str) -> list[str]:
    """All who share with a touched unit what a rule or a crowd goes by.

    kept, items, links: the schema of the kept tables, and the tables of reconciliation items and of what the books apply to each other.
    """
    return [
        _by_reference(), _by_amount(), _by_check(kept), _by_reversal(), _by_party(kept), _by_day(), _by_deposit(),
        _by_link(items, links),
    ]  # fmt: skip


def _by_reference() -> str:
    """Of the same reference within the days in which it is compared."""
    return """
        select others.unit_id from shared_mention as others
        inner join (select distinct reconciliation, scope, reference_key, unit_on from telling) as mine
            using (reconciliation, scope, reference_key)
        inner join reference_window using (reconciliation)
        where abs(others.unit_on - mine.unit_on) <= days_compared
    """


def _by_amount() -> str:
    """Of the same amount within the eras that a window reaches into, on both sides: those that are counted among it, too."""
    keys = "reconciliation, scope, currency, amount"
    return f"""
        select unit_id from (select unit_id, {keys}, {ERA} as era from amount_met) as others
        semi join (select distinct {keys}, unnest({ERAS_REACHED}) as era from touched) as mine using ({keys}, era)
    """


def _by_check(kept: str) -> str:
    return f"""
        select others.unit_id from {kept}.match_unit as others
        semi join (select distinct reconciliation, scope, check_number from touched where check_number is not null) as mine
            using (reconciliation, scope, check_number)
    """


def _by_reversal() -> str:
    return """
        with reversal as (
            select reconciliation, max(greatest(days_before, days_after)) as days from rule where predicate = 'reversal'
            group by reconciliation
        )
        select others.unit_id from amount_met as others
        inner join (
            select distinct reconciliation, side, scope, -amount as amount, unit_on, reversal.days
            from touched inner join reversal using (reconciliation)
        ) as mine using (reconciliation, side, scope, amount)
        where abs(others.unit_on - mine.unit_on) <= mine.days
    """


def _by_party(kept: str) -> str:
    """Open units of the names that touched ones have or may have."""
    return f"""
        with named as (
            select scope, counterparty_key, unit_on from touched
            where side = 'left' and counterparty_key is not null and reconciliation in ('bank', 'files')
            union all
            select possible.scope, possible.counterparty_key, touched.unit_on
            from touched inner join {_possible(kept)} as possible using (scope, text_key)
            where touched.side = 'right' and touched.reconciliation in ('bank', 'files')
        ),
        parties as (
            select scope, counterparty_key, min(unit_on) - {LONGEST["party"]} as first_on, max(unit_on) + {LONGEST["party"]} as last_on
            from named group by scope, counterparty_key
        ),
        texts as (
            select possible.scope, possible.text_key, min(first_on) as first_on, max(last_on) as last_on
            from {_possible(kept)} as possible inner join parties using (scope, counterparty_key)
            group by possible.scope, possible.text_key
        )
        select open_unit.unit_id from open_unit inner join parties using (scope, counterparty_key)
        where open_unit.side = 'left' and open_unit.unit_on between parties.first_on and parties.last_on
        union all
        select open_unit.unit_id from open_unit inner join texts using (scope, text_key)
        where open_unit.side = 'right' and open_unit.unit_on between texts.first_on and texts.last_on
    """


def _possible(kept: str) -> str:
    """Whom a text may mean: as kept, and as it was found in the pass before."""
    return f"(from {kept}.possible_party union from possible_party)"


def _by_day() -> str:
    """Open units around the day, where a rule goes by time and amount alone."""
    return f"""
        select open_unit.unit_id from open_unit
        semi join (
            select distinct reconciliation, scope, currency, sign(amount) as direction, {days_around(LONGEST["day"])} as day
            from touched semi join by_time using (reconciliation)
        ) as mine
            on open_unit.reconciliation = mine.reconciliation and open_unit.scope = mine.scope and open_unit.currency = mine.currency
            and sign(open_unit.amount) = mine.direction and open_unit.unit_on = mine.day
    """


def _by_deposit() -> str:
    return f"""
        select open_unit.unit_id from open_unit
        semi join (
            select distinct scope, currency, sign(amount) as direction, {days_around(LONGEST["deposit"])} as day
            from touched where reconciliation = 'bank' and (is_check or side = 'right')
        ) as mine
            on open_unit.scope = mine.scope and open_unit.currency = mine.currency and sign(open_unit.amount) = mine.direction
            and open_unit.unit_on = mine.day
        where open_unit.reconciliation = 'bank' and (open_unit.is_check or open_unit.side = 'right')
    """


def _by_link(items: str, links: str) -> str:
    """Items of documents and payments that the books apply to each other."""
    return f"""
        with entries as (
            select distinct entry_id from {items} semi join touched_item using (item_id) where reconciliation = 'receivable'
        ),
        others as (
            select from_entry_id as entry_id from {links} as links semi join entries on links.to_entry_id = entries.entry_id
            union select to_entry_id from {links} as links semi join entries on links.from_entry_id = entries.entry_id
        )
        select items.item_id as unit_id from {items} as items semi join others using (entry_id)
        where items.reconciliation = 'receivable'
    """
