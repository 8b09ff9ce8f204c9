"""Who exists: facilities, their bank accounts and processor accounts. Fixed, the same for every seed.

Names, banks and numbers are invented. Check digits (ABA, IBAN, RIB) are right, since readers may verify them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from ingestion.sandbox.company.model import AccountingPlatform, BankAccount, BankChannel, Facility, ProcessorAccount
from ingestion.sandbox.company.money import ZERO, money

CURRENCY = {"US": "USD", "GB": "GBP", "AU": "AUD", "FR": "EUR", "DE": "EUR"}
CHECK_COUNTRIES = frozenset({"US", "GB"})  # elsewhere nobody writes checks any more


@dataclass(frozen=True, slots=True)
class BankHouse:
    """A bank and the connection through which it delivers all our accounts there."""

    connection: str
    name: str
    channel: BankChannel
    routing: str  # ABA without its check digit for US, sort code for GB, bank and branch code for FR, Bankleitzahl for DE
    bic: str | None


BANKS = {
    bank.connection: bank
    for bank in (
        BankHouse("first_harbor_plaid", "First Harbor Bank", "plaid", "01190211", None),
        BankHouse("union_trust_plaid", "Union Trust Bank", "plaid", "06310733", None),
        BankHouse("commerce_national_bai2", "Commerce National Bank", "bai2", "04120488", "CMNAUS33"),
        BankHouse("prairie_credit_union_ofx", "Prairie Credit Union", "ofx", "27398116", None),
        BankHouse("coastal_savings_csv", "Coastal Savings Bank", "csv", "05340942", None),
        BankHouse("midland_county_mt940", "Midland County Bank", "mt940", "309471", "MDCYGB2B"),
        BankHouse("banque_atlantique_camt053", "Banque Atlantique", "camt053", "1837000412", "BQATFR2N"),
        BankHouse("southern_cross_csv", "Southern Cross Bank", "csv", "", "SCRSAU2S"),
    )
}

# slug, city, county or region, country, time zone, platform, bank connection, second account, processor
_SITES: tuple[tuple[str, str, str, str, str, AccountingPlatform, str, str | None, str | None], ...] = (
    ("northside", "Boston", "Suffolk", "US", "America/New_York", "quickbooks_online", "first_harbor_plaid", "Payroll Checking", "stripe"),
    ("riverbend", "Hartford", "Farmington", "US", "America/New_York", "quickbooks_online", "first_harbor_plaid", None, "paypal"),
    ("lakeview", "Cleveland", "Cuyahoga", "US", "America/New_York", "quickbooks_online", "commerce_national_bai2", None, None),
    ("willow_creek", "Columbus", "Licking", "US", "America/New_York", "quickbooks_online", "commerce_national_bai2", "Savings", None),
    ("maple_grove", "Minneapolis", "Hennepin", "US", "America/Chicago", "quickbooks_online", "prairie_credit_union_ofx", None, None),
    ("prairie_view", "Des Moines", "Polk", "US", "America/Chicago", "quickbooks_online", "prairie_credit_union_ofx", "Share Savings", None),
    ("bayfront", "Tampa", "Pinellas", "US", "America/New_York", "quickbooks_online", "union_trust_plaid", None, "stripe"),
    ("palmetto", "Charleston", "Berkeley", "US", "America/New_York", "quickbooks_online", "coastal_savings_csv", None, None),
    ("kingsmead", "Birmingham", "Solihull", "GB", "Europe/London", "xero", "midland_county_mt940", "Reserve Account", "stripe"),
    ("ashdown", "Leeds", "Wharfedale", "GB", "Europe/London", "xero", "midland_county_mt940", None, None),
    ("southern_bay", "Newcastle", "Hunter", "AU", "Australia/Sydney", "xero", "southern_cross_csv", None, None),
    ("summit", "Denver", "Jefferson", "US", "America/Denver", "xero", "union_trust_plaid", "Savings", None),
    ("canyon", "Phoenix", "Maricopa", "US", "America/Phoenix", "xero", "union_trust_plaid", None, None),
    ("redwood", "Sacramento", "Placer", "US", "America/Los_Angeles", "xero", "commerce_national_bai2", None, None),
    ("cedar_ridge", "Portland", "Cedar", "US", "America/Los_Angeles", "odoo", "coastal_savings_csv", None, None),
    ("stonegate", "Pittsburgh", "Allegheny", "US", "America/New_York", "odoo", "commerce_national_bai2", None, None),
    ("orchard_hill", "Albany", "Rensselaer", "US", "America/New_York", "odoo", "first_harbor_plaid", None, None),
    ("meadowbrook", "Providence", "Kent", "US", "America/New_York", "odoo", "coastal_savings_csv", None, None),
    ("val_de_loire", "Nantes", "Loire", "FR", "Europe/Paris", "odoo", "banque_atlantique_camt053", "Compte Epargne", "paypal"),
    ("rheinufer", "Köln", "Rhein", "DE", "Europe/Berlin", "odoo", "banque_atlantique_camt053", None, None),
)
_SHORT = {"quickbooks_online": "quickbooks", "xero": "xero", "odoo": "odoo"}
BANK_OF = {f"HCG-{n:02d}": site[6] for n, site in enumerate(_SITES, 1)}  # facility -> bank connection
REGION = {f"HCG-{n:02d}": site[2] for n, site in enumerate(_SITES, 1)}


@cache
def facilities() -> tuple[Facility, ...]:
    """The twenty facilities, in code order."""
    return tuple(
        Facility(
            code=f"HCG-{n:02d}",
            name=f"Harbor Care {slug.replace('_', ' ').title()}",
            city=city,
            country=country,
            currency=CURRENCY[country],
            timezone=zone,
            platform=platform,
            connection=f"{slug}_{_SHORT[platform]}",
            processors=(f"{slug}_{processor}",) if processor else (),
        )
        for n, (slug, city, _, country, zone, platform, _, _, processor) in enumerate(_SITES, 1)
    )


def bank_accounts(opened_on: date) -> tuple[BankAccount, ...]:
    """Of each facility its operating account first, then its savings or payroll account."""
    found: list[BankAccount] = []
    for n, (facility, (slug, _, _, _, _, _, connection, second, _)) in enumerate(zip(facilities(), _SITES, strict=True), 1):
        found.append(
            _account(facility, f"{slug}_operating", "Operating Checking", BANKS[connection], opened_on, n, 180_000_00 + n * 7_315_40)
        )
        if second:
            found.append(_account(facility, f"{slug}_second", second, BANKS[connection], opened_on, 40 + n, 60_000_00 + n * 1_204_75))
    return tuple(found)


def _account(facility: Facility, key: str, name: str, bank: BankHouse, opened_on: date, n: int, opening_cents: int) -> BankAccount:
    number, routing, iban = _identifiers(facility.country, bank, n)
    return BankAccount(
        key=key,
        facility=facility.code,
        name=name,
        bank_name=bank.name,
        number=number,
        routing=routing,
        iban=iban,
        bic=bank.bic,
        currency=facility.currency,
        channel=bank.channel,
        connection=bank.connection,
        opened_on=opened_on,
        opening_balance=money(opening_cents),
    )


def _identifiers(country: str, bank: BankHouse, n: int) -> tuple[str, str, str | None]:
    """Account number, routing number and IBAN. The multiplier scatters the numbers: no two look like neighbours."""
    serial = (n * 7_654_321 + 1_234_567) % 100_000_000
    if country == "US":
        return f"{serial:08d}{n % 10}", bank.routing + _aba_check_digit(bank.routing), None
    if country == "GB":
        return f"{serial:08d}", bank.routing, _iban("GB", f"{(bank.bic or '')[:4]}{bank.routing}{serial:08d}")
    if country == "FR":
        number = f"000{serial:08d}"
        key = 97 - (89 * int(bank.routing[:5]) + 15 * int(bank.routing[5:]) + 3 * int(number)) % 97
        return number, "", _iban("FR", f"{bank.routing}{number}{key:02d}")
    if country == "DE":
        return f"00{serial:08d}", "", _iban("DE", f"37040912{serial:010d}")
    return f"{serial:08d}", "", None


def _aba_check_digit(routing: str) -> str:
    return str(-sum(int(d) * w for d, w in zip(routing, (3, 7, 1, 3, 7, 1, 3, 7), strict=True)) % 10)


def _iban(country: str, bban: str) -> str:
    digits = "".join(str(int(c, 36)) for c in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bban}"


@cache
def processor_accounts() -> tuple[ProcessorAccount, ...]:
    """Three Stripe accounts and two PayPal wallets, each of one facility. A wallet keeps its opening balance after every sweep."""
    return tuple(
        ProcessorAccount(
            key=f"{slug}_{processor}",
            platform="stripe" if processor == "stripe" else "paypal",
            connection=f"{slug}_{processor}",
            facility=facility.code,
            currency=facility.currency,
            timezone=facility.timezone,
            descriptor=facility.name.upper(),
            payout_bank_account=f"{slug}_operating",
            opening_balance=money(500_00) if processor == "paypal" else ZERO,
        )
        for facility, (slug, *_, processor) in zip(facilities(), _SITES, strict=True)
        if processor
    )
