"""The generator as a function of its arguments."""

import hashlib
import os
import subprocess
import sys
import time
from datetime import date

import pytest

from ingestion.sandbox.company.generator import generate
from ingestion.sandbox.company.model import Company
from tests.ingestion.sandbox.company.reading import live

SMALL = {"days": 30, "scale": 0.3}
PRINT_DIGEST = (
    "import hashlib; from ingestion.sandbox.company.generator import generate; c = generate(days=30, scale=0.3);"
    "print(hashlib.sha256(repr((c.timelines, c.truth, c.planted, sorted(c.unposted))).encode()).hexdigest())"
)


def digest(c: Company) -> str:
    return hashlib.sha256(repr((c.timelines, c.truth, c.planted, sorted(c.unposted))).encode()).hexdigest()


def test_the_same_arguments_give_the_same_company():
    assert generate(**SMALL) == generate(**SMALL)


def test_the_company_does_not_depend_on_the_process_and_its_hash_seed():
    env = {**os.environ, "PYTHONHASHSEED": "4711"}
    other = subprocess.run([sys.executable, "-c", PRINT_DIGEST], env=env, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest(generate(**SMALL))


def test_another_seed_gives_another_company_with_the_same_facilities():
    one, two = generate(**SMALL), generate(seed=8, **SMALL)
    assert digest(one) != digest(two)
    assert one.facilities == two.facilities
    assert one.bank_accounts == two.bank_accounts
    assert one.parties == two.parties


def test_leaving_platforms_out_changes_nothing_on_the_others():
    whole, part = generate(**SMALL), generate(**SMALL, platforms=frozenset({"quickbooks_online", "stripe"}))
    kept = {name for platform, name in whole.connections() if platform in ("quickbooks_online", "stripe")}
    assert part.timelines == {name: found for name, found in whole.timelines.items() if name in kept}
    assert all(ref.connection in kept for g in part.truth for ref in (*g.left, *g.right))


@pytest.mark.parametrize("days", [1, 3, 7, 14])
def test_tiny_companies_hold_together(days: int):
    c = generate(days=days)
    assert c.started_on == date(2026, 9, 30 - days + 1)
    assert set(c.timelines) == {name for _, name in c.connections()}
    records = live(c)
    assert all((r.connection, r.entry.split(":")[0]) in records for g in c.truth for r in (*g.left, *g.right))


@pytest.mark.parametrize("seed", [7, 11])
def test_from_thirty_days_on_there_are_two_of_each_problem_but_stale_checks(seed: int):
    from collections import Counter

    from ingestion.sandbox.company.plan import KINDS

    found = Counter(p.reason_code for p in generate(seed=seed, days=30).planted)
    assert all(found[kind.reason] >= 2 for kind in KINDS if kind.reason != "stale_check")


def test_scale_multiplies_documents_but_not_facilities():
    small, large = generate(days=20), generate(days=20, scale=3)
    assert len(large.timelines) == len(small.timelines)
    assert 2 < sum(map(len, large.timelines.values())) / sum(map(len, small.timelines.values())) < 4


def test_the_default_company_has_the_size_of_a_demo_and_is_quick(company: Company):
    assert 18_000 < len(live(company)) < 22_000
    started = time.process_time()
    generate(days=92)
    assert time.process_time() - started < 6  # about 1.3 s on an idle core


def test_dates_lie_in_the_period_but_for_documents_carried_in(company: Company):
    for record in live(company).values():
        for name in ("received_on", "paid_on", "deposited_on", "posted_on", "refunded_on"):
            on = getattr(record, name, None)
            assert on is None or company.started_on <= on <= company.ended_on
