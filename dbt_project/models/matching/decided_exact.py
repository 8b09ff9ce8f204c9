"""One row per unit decided by the rules that ask for the exact amount. See dbt_project/solvers/cascade.py."""


def model(dbt, session):
    dbt.config(materialized="table")
    from dbt_project.solvers.cascade import decide

    units = dbt.ref("undecided_unit").project("* exclude (amount), cast(cast(amount as decimal(28, 2)) * 100 as bigint) as cents")
    return decide(units.df(), dbt.ref("unit_item").df(), dbt.ref("candidate_exact").df())
