"""One row per unit decided by the rules that allow sums and differences, over what the exact rules left; and of undecided sums, what they
could be made of (verdict wanted)."""


def model(dbt, session):
    dbt.config(materialized="kept_table")
    from dbt_project.solvers.cascade import decide
    from dbt_project.solvers.relations import by_day, consumed, read

    units, items, candidates = read(session, dbt.ref("undecided_unit"), dbt.ref("bundle_item"), dbt.ref("candidate_near"))
    return by_day(decide(units, items, candidates, consumed(session, dbt.ref("item_decided_exact"), items)))
