"""How far around its day a unit is counted, or counts others: the widest that any rule and any crowd looks."""

from __future__ import annotations

# An amount is counted by eras of so many days (macro era_of).
ERA_DAYS = 27
ERA = f"((unit_on - date '1970-01-01') // {ERA_DAYS})"
# A reference is counted by eras of so many days (macro reference_era).
REFERENCE_ERA_DAYS = 90
REFERENCE_ERA = f"((unit_on - date '1970-01-01') // {REFERENCE_ERA_DAYS} * {REFERENCE_ERA_DAYS})"
LONGEST = {"amount": 80, "check": 210, "party": 60, "day": 24, "deposit": 14}  # days, with the eras that a window reaches into
# How far apart units of one amount are compared (macro same_amount_ctes), and units of one party whose amounts differ.
COMPARED = {"before": 5, "after": 21, "check": 90}
SUMMED = 10
# The eras in which a unit of the same amount counts for one, as a list.
ERAS_REACHED = "[{era} + n for n in range(-({reach}), {reach} + 1)]".format(
    era=ERA, reach=f"case when is_check then {-(-LONGEST['check'] // ERA_DAYS)} else {-(-LONGEST['amount'] // ERA_DAYS)} end"
)
# The first and the last era of references that a unit's widest window reaches into, of a left join with
# the table reference_window: without a rule, a reference is still counted.
FIRST_REFERENCE_ERA = REFERENCE_ERA.replace("unit_on", "(unit_on - coalesce(days_compared, 0))")
LAST_REFERENCE_ERA = REFERENCE_ERA.replace("unit_on", "(unit_on + coalesce(days_compared, 0))")


def days_around(days: object) -> str:
    """Each of so many days around the day of a unit: to be joined by a day, as in a join by a span every row is held against every one."""
    return f"unnest([unit_on + cast(n as integer) for n in range(-{days}, {days} + 1)])"
