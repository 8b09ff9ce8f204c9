"""One row per unit decided by the rules that ask for the exact amount. See dbt_project/solvers/cascade.py."""


def model(dbt, session):
    dbt.config(materialized="table")
    from dbt_project.solvers.cascade import decide

    undecided = dbt.ref("undecided_unit")
    units = undecided.project("* exclude (amount), cast(cast(amount as decimal(28, 2)) * 100 as bigint) as cents")
    items = dbt.ref("unit_item").join(undecided.project("unit_id"), "unit_id")
    return decide(units.df(), items.df(), dbt.ref("candidate_exact").df())
