"""One row per unit decided by the rules that ask for the exact amount. See dbt_project/solvers/cascade.py."""


def model(dbt, session):
    dbt.config(materialized="kept_table")
    from dbt_project.solvers.cascade import decide
    from dbt_project.solvers.relations import by_day, read

    tables = read(session, dbt.ref("undecided_unit"), dbt.ref("bundle_item"), dbt.ref("candidate_exact"))
    return by_day(decide(*tables))
