"""The matching models over a neighbourhood. What they say of touched units counts; the neighbours keep what was decided about them."""

from __future__ import annotations

import duckdb

from orchestration.increment.recent import ALONE
from orchestration.increment.tables import BOTH_TOUCHED, BUILT, OF_FILES, PARTIES, TOUCHES, UNITS, days_of, pairs_of
from orchestration.increment.taken import BOTH_FREE, find_taken, joined
from orchestration.project import Project


class Pass:
    """One run of the models. ``beyond`` collects units that are not touched but could be matched with one that is."""

    def __init__(self, con: duckdb.DuckDBPyConnection, warehouse: str, kept: str, variables: dict[str, str]) -> None:
        self.con, self.warehouse, self.kept, self.variables = con, warehouse, kept, variables
        self.project = Project(
            con, warehouse, rebuilt=BUILT,
            given={
                "reconciliation_item": "subset_item",
                "common_reference": "common_reference",
                **{name: name for name in UNITS},
                **{name: f"{kept}.{name}" for name in OF_FILES},
            },
            after={
                "undecided_unit": self._name_similarities,
                "pair_by_reference": self._decided_by_reference,
                "alias_sighting": self._learn_aliases,
                "candidate_within_side": lambda: self._only_touched("candidate_within_side"),
                "blocked_exact": self._met_exactly,
                "candidate_exact": self._exact_candidates,
                "decided_exact": self._decided_exactly,
                "blocked_near": lambda: self._only_touched("blocked_near", beyond=False),
                "pair_near": lambda: self._only_touched("pair_near", beyond=False),
                "candidate_near": self._near_candidates,
                "decided_near": self._decided_nearly,
            },
            variables=variables,
        )  # fmt: skip

    def run(self) -> None:
        con = self.con
        for name in (*BUILT, *PARTIES, "party_similarity", "alias_support", "counterparty_alias"):
            con.execute(f"drop table if exists {name}")
        con.execute("create or replace table beyond (unit_id varchar)")
        self._count_common_references()
        for name in ("undecided_unit", "alias_sighting", "decided_near"):
            self.project.build(name)

    def finish(self) -> None:
        """What the matches of touched units are made of, and why."""
        for name in ("decided_exact", "decided_near"):
            self.con.execute(f"delete from {name} where unit_id not in (from touched_unit)")
        for name in ("decided_group", "decided_evidence", "application_allocation"):
            self.project.build(name)

    # ------------------------------------------------------------------------------------------ what is counted over more than the subset
    def _count_common_references(self) -> None:
        """Those of the keys that touched units mention, counted over everybody, and the others that units of the subset may mention."""
        many, keys = self.project.render("{{ most_of_a_reference() }}"), "reconciliation, side, scope, reference_key, era"
        self.con.execute(f"""
            create or replace table common_reference as
            with keys as (select distinct {keys} from mentioned),
            whole as (
                select {keys} from shared_mention
                semi join keys using ({keys})
                anti join touched_unit using (unit_id)
                anti join (select item_id as unit_id from bundle_before) as parts using (unit_id)
            ),
            of_touched as (
                select {keys} from mentioned
                semi join (select unit_id from touched where is_new and is_whole) as units using (unit_id)
                where is_new
            ),
            counted as (
                select {keys}, count(*) as units from (from whole union all from of_touched) group by {keys} having count(*) > {many}
            )
            from counted
            union all
            from {self.kept}.common_reference anti join keys using ({keys})
        """)

    def _name_similarities(self) -> None:
        """Likeness is found once per text and name: kept where both were known before, found for new texts and new names."""
        con, kept = self.con, self.kept
        con.execute(f"""
            create or replace table undecided_before as
            from {kept}.undecided_unit semi join touched_unit using (unit_id) where unit_on {days_of(con, "unit_before")}
        """)
        of_touched = "(from undecided_unit semi join touched_unit using (unit_id))"
        for model, units, before, now in (
            ("party_name", "match_unit", "unit_before", "(from touched where is_new)"),
            ("party_text", "undecided_unit", "undecided_before", of_touched),
        ):
            self.project.build_apart(model, {units: before}, f"{model}_less")
            self.project.build_apart(model, {units: now}, f"{model}_more")
            key = PARTIES[model]
            con.execute(f"""
                create or replace table {model} as
                select scope, {key}, cast(sum(units) as bigint) as units
                from (from {kept}.{model} union all select scope, {key}, -units from {model}_less union all from {model}_more)
                group by scope, {key} having sum(units) > 0
            """)
        con.execute(f"create or replace table gone_name as from {kept}.party_name anti join party_name using (scope, counterparty_key)")
        con.execute(f"create or replace table new_name as from party_name anti join {kept}.party_name using (scope, counterparty_key)")
        con.execute(f"create or replace table new_text as from party_text anti join {kept}.party_text using (scope, text_key)")
        self._likeness("of_new_texts", "party_name", "new_text")
        self._likeness("of_new_names", "new_name", "(from party_text anti join new_text using (scope, text_key))")
        # texts whose likenesses are others than before, or are no longer asked for
        con.execute(f"""
            create or replace table changed_text as
            select distinct scope, text_key from of_new_names
            union select scope, text_key from new_text
            union select scope, text_key from {kept}.party_text anti join party_text using (scope, text_key)
            union (
                select distinct scope, text_key from {kept}.party_similarity
                semi join gone_name using (scope, counterparty_key)
            )
        """)
        # of these all likenesses are known here
        con.execute("""
            create or replace table text_compared as
            from changed_text union select scope, text_key from undecided_unit where side = 'right' and text_key is not null
        """)
        con.execute(f"""
            create or replace table party_similarity as
            with likenesses as (
                select scope, counterparty_key, text_key, similarity from {kept}.party_similarity
                semi join text_compared using (scope, text_key) semi join party_text using (scope, text_key)
                semi join party_name using (scope, counterparty_key)
                union select scope, counterparty_key, text_key, similarity from of_new_texts
                union select scope, counterparty_key, text_key, similarity from of_new_names
            )
            select *, max(similarity) over (partition by scope, text_key) as best_similarity from likenesses
        """)
        self.project.given["party_similarity"] = "party_similarity"

    def _likeness(self, table: str, names: str, texts: str) -> None:
        """How well each of ``texts`` names each of ``names``, by the model that says so, as ``table``."""
        self.project.build_apart("party_similarity", {"party_name": names, "party_text": texts}, table)

    def _learn_aliases(self) -> None:
        """Whom texts stand for, counted over everything seen, for the texts that touched units show."""
        con, kept = self.con, self.kept
        con.execute("create or replace table alias_sighting_around as from alias_sighting")
        con.execute(f"delete from alias_sighting where not ({TOUCHES})")
        days = days_of(con, "touched")
        con.execute(f"create or replace table sighting_before as {pairs_of(f'{kept}.alias_sighting', 'touched_unit', days)}")
        for when, pairs in (("before", f"{kept}.pair_by_reference"), ("now", "pair_by_reference")):
            con.execute(f"""
                create or replace table by_reference_{when} as
                select group_id, reconciliation, scope, counterparty_key, text_key, left_unit_id, right_unit_id
                from ({pairs_of(pairs, "touched_unit", days)})
            """)
        con.execute("""
            create or replace table text_seen as
            select scope, text_key from alias_sighting
            union select scope, text_key from sighting_before
            union select scope, text_key from by_reference_now where text_key is not null
            union select scope, text_key from by_reference_before where text_key is not null
        """)
        # how often texts and names were seen together in these pairs
        for when, sightings in (("before", "sighting_before"), ("now", "alias_sighting")):
            seen = {"alias_sighting": sightings, "pair_by_reference": f"by_reference_{when}"}
            self.project.build_apart("alias_support", seen, f"support_{when}")
        con.execute(f"""
            create or replace table alias_support as
            select scope, counterparty_key, text_key, cast(sum(support) as bigint) as support
            from (
                from {kept}.alias_support semi join text_seen using (scope, text_key)
                union all from support_now
                union all select scope, counterparty_key, text_key, -support from support_before
            )
            group by scope, counterparty_key, text_key having sum(support) > 0
        """)
        self.project.build_apart("counterparty_alias", {"alias_support": "alias_support"})
        con.execute(f"""
            insert into counterparty_alias from {kept}.counterparty_alias anti join text_seen using (scope, text_key)
            semi join (select scope, text_key from undecided_unit where side = 'right') as texts using (scope, text_key)
        """)
        self.project.given["counterparty_alias"] = "counterparty_alias"

    # -------------------------------------------------------------------------------------------------------- neighbours stay as they were
    def _only_touched(self, name: str, *, beyond: bool = True) -> None:
        """Forgets pairs among neighbours, which are incomplete here. Pairs with a touched one show who has to be touched, too."""
        if beyond:
            self._look_beyond(name)
        self.con.execute(f"delete from {name} where not ({TOUCHES})")

    def _look_beyond(self, name: str) -> None:
        for other in ("left", "right"):
            self.con.execute(f"""
                insert into beyond select {other}_unit_id from {name}
                where ({TOUCHES}) and {other}_unit_id not in (from touched_unit)
            """)

    def _met_exactly(self) -> None:
        """Pairs of touched units, and all of those that they meet: whether one is unique is counted over these."""
        self.con.execute("create or replace table blocked_exact_around as from blocked_exact")
        self.con.execute(
            f"create or replace table met_exactly as select unnest([left_unit_id, right_unit_id]) from blocked_exact where {TOUCHES}"
        )
        self.con.execute("""
            delete from blocked_exact where left_unit_id not in (from met_exactly) and right_unit_id not in (from met_exactly)
        """)

    def _exact_candidates(self) -> None:
        """What is unique is counted among what was free when it was counted before; of other candidates both are decided here."""
        self._find_neighbours_taken("exact")
        self.con.execute(f"""
            create or replace table exact_decidable as
            select pairs.* from {joined("candidate_exact", "taken_before", "taken_before")}
            where case when rule_id in (from unique_rule) then {BOTH_FREE} else {BOTH_TOUCHED} end
        """)
        self.con.execute(f"delete from candidate_exact where not ({TOUCHES})")
        self.project.given["candidate_exact"] = "exact_decidable"

    def _near_candidates(self) -> None:
        """Sums are searched for touched units only, among what was free when they were searched before; other candidates as above."""
        self._find_neighbours_taken("near")
        self.con.execute(f"delete from candidate_near where not ({TOUCHES})")
        # what adds up to something is smaller than it
        self.con.execute(f"""
            create or replace table near_decidable as
            select pairs.* from {joined("candidate_near", "taken_before", "taken_before")}
            left join pair_near as near using (left_unit_id, right_unit_id)
            where case when rule_id in (from sum_rule)
                then case when abs(left_amount) > abs(right_amount) then left_unit_id else right_unit_id end in (from touched_unit)
                    and {BOTH_FREE}
                else {BOTH_TOUCHED}
            end
        """)
        self.project.given["candidate_near"] = "near_decidable"

    def _find_neighbours_taken(self, stage: str) -> None:
        """Neighbours stay as they were decided: the rules that took them tell with which a touched unit still can be matched."""
        days = days_of(self.con, "match_unit")
        find_taken(self.con, "taken_before", "ring", f"{self.kept}.decided_{stage}", "bundle_before", days)

    def _look_at_free(self, stage: str) -> None:
        """Where a touched unit and a neighbour are both free when a rule pairs them, the neighbour has to be touched, too."""
        con = self.con
        find_taken(con, "taken_now", "touched_unit", f"decided_{stage}", "bundle_now")
        con.execute("create or replace table taken_by_now as from taken_before union all from taken_now")
        for other in ("left", "right"):
            con.execute(f"""
                insert into beyond select {other}_unit_id from {joined(f"candidate_{stage}", "taken_by_now", "taken_by_now")}
                where rule_id not in (from {ALONE[stage]}) and {other}_unit_id not in (from touched_unit) and {BOTH_FREE}
            """)

    def _decided_nearly(self) -> None:
        self._look_at_free("near")
        # whom a sum found was made of has to be touched, too
        self.con.execute("""
            insert into beyond select unit_id from decided_near
            where rule_id in (from sum_rule) and unit_id not in (from touched_unit)
        """)

    def _decided_by_reference(self) -> None:
        self._only_touched("pair_by_reference")
        # that they are decided is all that the others ask
        days = days_of(self.con, "match_unit")
        for mine in ("left", "right"):
            self.con.execute(f"""
                insert into pair_by_reference by name
                select left_unit_id, right_unit_id from {self.kept}.pair_by_reference as pairs
                semi join ring on pairs.{mine}_unit_id = ring.unit_id
                where {mine}_on {days} and not ({TOUCHES})
            """)

    def _decided_exactly(self) -> None:
        self._look_at_free("exact")
        # whom a touched one was found with has to be touched, too
        self.con.execute("""
            insert into beyond select unit_id from decided_exact
            where unit_id not in (from touched_unit)
                and group_id in (select group_id from decided_exact semi join touched_unit using (unit_id))
        """)
        self.con.execute("delete from decided_exact where unit_id not in (from touched_unit)")
        self.con.execute(f"""
            insert into decided_exact by name
            from {self.kept}.decided_exact semi join ring using (unit_id) anti join touched_unit using (unit_id)
            where unit_on {days_of(self.con, "match_unit")}
        """)
