"""One row per unit decided by the rules that allow sums and differences, over what the exact rules left; and of undecided sums, what they
could be made of (verdict wanted)."""


def model(dbt, session):
    dbt.config(materialized="kept_table")
    from dbt_project.solvers.cascade import decide
    from dbt_project.solvers.relations import read

    tables = read(session, dbt.ref("undecided_unit"), dbt.ref("unit_item"), dbt.ref("candidate_near"))
    return decide(*tables, dbt.ref("item_decided_exact").df())
