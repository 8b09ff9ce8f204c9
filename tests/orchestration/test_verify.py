"""`tieout explain --verify` on a built company: every certificate replays, and whatever was changed since is found and named."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import ConfigError
from ingestion.settings import Settings
from orchestration.certificate.verdict import DIFFERS, NOT_REPLAYED, VERIFIED, Verdict
from orchestration.certificate.verify import verify

pytestmark = pytest.mark.end_to_end

# a match of two single records that had a rival, one with a margin first
RIVALLED = """
    select match_id, json_extract_string(certificate, '$.runner_up.source_id') as rival, rule_id from marts.match
    where kind = '1-1' and json_extract_string(certificate, '$.runner_up.side') is not null
    order by json_extract_string(certificate, '$.margin') is null, match_id limit 1
"""
BY_RULE = "select match_id from marts.match where rule_id = ? and kind = '1-1' order by match_id limit 1"
MEMBER = """
    select entry_id, source_id from marts.match_member inner join marts.ledger_entry using (entry_id)
    where match_id = ? and side = ?
"""


@dataclass(frozen=True)
class Altered:
    """A copy of the demo's state that a test may tamper with."""

    settings: Settings

    def warehouse(self, query: str, *parameters: object) -> list[tuple]:
        return _asked(self.settings.warehouse, query, parameters)

    def published(self, query: str, *parameters: object) -> list[tuple]:
        return _asked(self.settings.published, query, parameters)

    def verdict(self, match_id: str) -> Verdict:
        (verdict,) = verify(self.settings, [match_id]).verdicts
        return verdict

    def found(self, match_id: str) -> dict[str, tuple[str, str]]:
        """What the replay of a match finds to differ: stored and replayed value by what it is."""
        verdict = self.verdict(match_id)
        assert verdict.outcome == DIFFERS
        return {one.what: (one.stored, one.replayed) for one in verdict.findings}


def _asked(path: Path, query: str, parameters: tuple[object, ...]) -> list[tuple]:
    with duckdb.connect(str(path)) as con:
        return con.execute(query, parameters).fetchall()


@pytest.fixture
def altered(demo, tmp_path) -> Altered:
    settings = demo.installation.settings(date(2026, 9, 30))
    copies = {name: Path(shutil.copy(getattr(settings, name), tmp_path)) for name in ("warehouse", "published")}
    return Altered(replace(settings, **copies))


@pytest.fixture
def match_id(altered) -> str:
    ((found,),) = altered.published(BY_RULE, "bank_reference")
    return found


# nothing was changed


def test_every_certificate_replays_to_the_same_bytes(tieout, demo):
    ended = tieout("explain", "--verify", "--json")
    assert ended.json["not_verified"] == []
    assert ended.code == 0
    ((published,),) = demo.installation.rows("select count(*) from marts.match")
    assert (ended.json["published"], ended.json["looked_at"], ended.json["verified"]) == (published, published, published)
    by_rule = {(row["rule"], row["version"]): row["verified"] for row in ended.json["rules"]}
    assert by_rule == {
        (rule, version): count
        for rule, version, count in demo.installation.rows("select rule_id, rule_version, count(*) from marts.match group by all")
    }


def test_a_match_is_verified_with_the_size_and_hash_of_its_stored_text(tieout, demo):
    ((match_id, certificate),) = demo.installation.rows("select match_id, certificate from marts.match order by match_id limit 1")
    ended = tieout("explain", match_id, "--verify")
    assert ended.code == 0
    assert f"match {match_id} verified" in ended.out
    assert f"{len(certificate.encode())} bytes, sha256 {hashlib.sha256(certificate.encode()).hexdigest()}" in ended.out


def test_an_entry_is_verified_in_every_match_it_is_in(tieout, demo):
    ((entry_id, matches),) = demo.installation.rows(
        "select entry_id, list(distinct match_id) as ids from marts.match_member group by all order by len(ids) desc, entry_id limit 1"
    )
    (explained,) = tieout("explain", entry_id, "--verify", "--json").json
    assert {match["match_id"]: match["verification"]["outcome"] for match in explained["matches"]} == dict.fromkeys(matches, VERIFIED)


def test_an_open_item_has_no_certificate_to_verify(tieout, demo):
    ((entry_id,),) = demo.installation.rows(
        "select entry_id from marts.exception where entry_id not in (select entry_id from marts.match_member) order by 1 limit 1"
    )
    ended = tieout("explain", entry_id, "--verify")
    assert ended.code == 0
    assert "nothing to verify" in ended.out


def test_where_there_are_very_many_a_sample_of_whole_accounts_is_taken_and_called_one(tieout, demo):
    ended = tieout("explain", "--verify", "--most", "50", "--json")
    assert ended.code == 0
    assert 50 <= ended.json["looked_at"] < ended.json["published"]
    assert ended.json["verified"] == ended.json["looked_at"]


# something was


def test_an_amount_changed_in_the_ledger_is_found_and_named(altered, match_id):
    ((entry_id, source_id),) = altered.published(MEMBER, match_id, "left")
    ((amount, more),) = altered.warehouse(
        "update ledger.ledger_entry set amount = amount + 0.10 where entry_id = ? returning amount - 0.10, amount", entry_id
    )
    found = altered.found(match_id)
    (named,) = [what for what in found if what.startswith("the ledger's entry") and what.endswith(", amount")]
    assert f" {source_id} of " in named
    assert found[named] == (str(amount), str(more))
    # the pair that it was is no longer made, and it is said what becomes of the other side
    assert [what for what, (stored, _) in found.items() if what.startswith("right ") and stored == "in this match"]


def test_a_text_that_changes_no_decision_is_found_by_its_hash(altered, match_id):
    ((entry_id, source_id),) = altered.published(MEMBER, match_id, "left")
    altered.warehouse("update ledger.ledger_entry set group_key = 'somebody was here' where entry_id = ?", entry_id)
    assert any(source_id in what and "row_hash" in what for what in altered.found(match_id))


def test_a_raw_record_that_says_something_else_is_found_and_named(altered):
    ((match_id, source_id),) = altered.published("""
        select match_id, source_id from marts.match_member
        inner join marts.ledger_entry using (entry_id) inner join marts.match using (match_id)
        where record_type = 'bank_line' and platform = 'bank_statements' and kind = '1-1' order by match_id limit 1
    """)
    altered.warehouse("update raw_bank_statements.statement_line set amount = amount + 1 where line_id = ?", source_id)
    found = altered.found(match_id)
    assert [what.split(" of ")[0] for what in found] == ["the raw record"]
    assert all(f" {source_id} of " in what and what.endswith(", amount") for what in found)


def test_a_changed_certificate_is_found_field_by_field(altered, match_id):
    altered.published("""update marts.match set certificate = replace(certificate, '"status":"confirmed"', '"status":"suggested"')""")
    assert altered.found(match_id) == {"status": ("suggested", "confirmed")}


def test_a_published_amount_that_is_not_the_replayed_one_is_found(altered, match_id):
    ((difference,),) = altered.published("select difference from marts.match where match_id = ?", match_id)
    altered.published("update marts.match set difference = 7 where match_id = ?", match_id)
    assert altered.found(match_id) == {"column difference of the published match": ("7.00", str(difference))}


def test_a_member_that_was_taken_out_is_found(altered, match_id):
    ((entry_id, _),) = altered.published(MEMBER, match_id, "right")
    altered.published("delete from marts.match_member where match_id = ? and entry_id = ?", match_id, entry_id)
    assert any(f"right entry {entry_id}" in what for what in altered.found(match_id))


def test_a_rival_that_left_the_ledger_is_found_and_named(altered):
    ((match_id, rival, _),) = altered.published(RIVALLED)
    altered.warehouse("delete from ledger.ledger_entry where source_id = ?", rival)
    found = altered.found(match_id)
    assert found["runner_up.source_id"][0] == rival
    assert any(f" {rival} of " in what for what in found if what.startswith("candidate pair"))


def test_a_rival_that_left_the_candidates_is_found_and_named(altered):
    ((match_id, rival, rule),) = altered.published(RIVALLED)
    gone = altered.warehouse(
        """
        delete from matching.candidate_exact where rule_id = ? and list_has_any([left_unit_id, right_unit_id], (
            select list(item_id) from matching.reconciliation_item inner join ledger.ledger_entry using (entry_id) where source_id = ?
        )) returning rule_id
        """,
        rule,
        rival,
    )
    assert gone
    found = altered.found(match_id)
    assert found
    assert all(what.startswith("candidate pair") and f" {rival} of " in what and not stored for what, (stored, _) in found.items())


def test_a_rule_whose_version_is_kept_no_longer_cannot_be_replayed_and_says_so(altered, match_id):
    altered.warehouse("update rules.match_rules set version = 2 where rule_id = 'bank_reference'")
    verdict = altered.verdict(match_id)
    assert verdict.outcome == NOT_REPLAYED
    assert "rule bank_reference has changed since: version 1 is no longer kept, version 2 is in force" in verdict.why


def test_a_rule_with_a_later_version_is_replayed_under_the_one_that_the_certificate_cites(altered, match_id):
    altered.warehouse("update rules.match_rules set effective_to = '2026-08-31' where rule_id = 'bank_reference'")
    altered.warehouse("""
        insert into rules.match_rules
        select * replace (2 as version, date '2026-09-01' as effective_from, cast(null as date) as effective_to, 'suggested' as state)
        from rules.match_rules where rule_id = 'bank_reference'
    """)
    verdict = altered.verdict(match_id)
    assert verdict.outcome == VERIFIED
    assert verdict.notes == ("the rule bank_reference has changed since: version 2 is in force since 2026-09-01; replayed under version 1",)


def test_a_parameter_that_was_changed_without_a_new_version_is_found(altered, match_id):
    altered.warehouse("update rules.match_rules set days_before = 6 where rule_id = 'bank_reference'")
    assert altered.found(match_id)["terms.days_before"] == ("5", "6")


# where it cannot be done


def test_a_warehouse_that_somebody_writes_to_says_so_and_what_to_do(altered):
    hold = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(altered.settings.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ConfigError, match=r"Another process is writing to .* Cure: Wait until that run has ended"):
            verify(altered.settings)
        holder.stdin.close()


def test_without_a_warehouse_the_published_copy_still_explains_but_cannot_be_replayed(altered):
    altered.settings.warehouse.unlink()
    with pytest.raises(ConfigError, match="There is no warehouse"):
        verify(altered.settings)
