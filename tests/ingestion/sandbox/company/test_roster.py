"""The fixed part: facilities, accounts, parties, calendars."""

from datetime import date

import pytest

from ingestion.sandbox.company import business_days
from ingestion.sandbox.company.model import ACCOUNT_ROLES, Company


def test_twenty_facilities_on_three_accounting_platforms(company: Company):
    platforms = [f.platform for f in company.facilities]
    assert (platforms.count("quickbooks_online"), platforms.count("xero"), platforms.count("odoo")) == (8, 6, 6)
    assert sorted(f.currency for f in company.facilities if f.platform == "xero") == ["AUD", "GBP", "GBP", "USD", "USD", "USD"]
    assert sorted(f.currency for f in company.facilities if f.platform == "odoo") == ["EUR", "EUR", "USD", "USD", "USD", "USD"]


def test_every_facility_has_one_operating_account_and_six_have_a_second(company: Company):
    counts = [sum(a.facility == f.code for a in company.bank_accounts) for f in company.facilities]
    assert sorted(counts) == [1] * 14 + [2] * 6


def test_keys_names_and_numbers_are_unique(company: Company):
    for values in (
        [f.connection for f in company.facilities],
        [a.key for a in company.bank_accounts],
        [(a.bank_name, a.number) for a in company.bank_accounts],
        [p.key for p in company.parties],
        [(p.name, p.kind) for p in company.parties],
    ):
        assert len(set(values)) == len(values)
    plaid = [(a.connection, a.number[-4:]) for a in company.bank_accounts if a.channel == "plaid"]
    assert len(set(plaid)) == len(plaid), "Plaid tells accounts apart by their last four digits only"


def test_bank_numbers_have_right_check_digits(company: Company):
    for a in company.bank_accounts:
        if a.iban:
            rearranged = "".join(str(int(c, 36)) for c in a.iban[4:] + a.iban[:4])
            assert int(rearranged) % 97 == 1
            assert a.number in a.iban
        if a.currency == "USD":
            assert len(a.routing) == 9
            assert sum(int(d) * w for d, w in zip(a.routing, (3, 7, 1) * 3, strict=True)) % 10 == 0


def test_every_chart_has_every_role_once(company: Company):
    for facility in company.facilities:
        roles = [a.role for a in company.charts[facility.code]]
        codes = [a.code for a in company.charts[facility.code]]
        assert set(ACCOUNT_ROLES) <= set(roles)
        assert len(set(roles)) == len(roles)
        assert len(set(codes)) == len(codes)


def test_processors_pay_out_to_an_account_of_their_facility_in_its_currency(company: Company):
    assert sorted((p.platform, p.currency) for p in company.processor_accounts) == [
        ("paypal", "EUR"),
        ("paypal", "USD"),
        ("stripe", "GBP"),
        ("stripe", "USD"),
        ("stripe", "USD"),
    ]
    for p in company.processor_accounts:
        account = company.bank_account(p.payout_bank_account)
        assert (account.facility, account.currency) == (p.facility, p.currency)
        assert company.facility(p.facility).processors == (p.key,)


@pytest.mark.parametrize(
    ("country", "day", "is_open"),
    [
        ("US", date(2026, 7, 3), True),  # 4 July 2026 is a Saturday: Federal Reserve Banks do not move it
        ("US", date(2026, 9, 7), False),  # Labor Day
        ("US", date(2027, 7, 5), False),  # 4 July 2027 is a Sunday
        ("GB", date(2026, 8, 31), False),  # summer bank holiday
        ("GB", date(2026, 12, 28), False),  # Boxing Day's substitute
        ("FR", date(2026, 7, 14), True),  # TARGET is open
        ("DE", date(2026, 4, 3), False),  # Good Friday
        ("AU", date(2026, 6, 8), False),  # King's Birthday
    ],
)
def test_banks_keep_their_countrys_holidays(country: str, day: date, is_open: bool):
    assert business_days.is_open(country, day) is is_open


def test_business_days_count_from_a_weekend_as_from_the_friday_before():
    assert business_days.add("US", date(2026, 9, 5), 1) == date(2026, 9, 8)
    assert business_days.add("US", date(2026, 9, 8), -1) == date(2026, 9, 4)
