"""One row: how this run matched, everything anew or only what changed. See orchestration/increment/within_dbt.py."""


def model(dbt, session):
    dbt.config(materialized="table")
    # what has to be there before: the items, what the books say of them, the rules
    dbt.ref("reconciliation_item")
    dbt.ref("entry_link")
    dbt.ref("match_rules")
    dbt.ref("bank_text_words")
    from orchestration.increment.within_dbt import rematch_changes

    return rematch_changes(session, dbt.this.database)
