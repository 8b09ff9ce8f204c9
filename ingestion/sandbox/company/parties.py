"""Who pays and who is paid, and their habits. Fixed, the same for every seed; never a patient.

Local names repeat the region ("Suffolk County Human Services", "Suffolk County Health Department"), so that a name alone is weak evidence.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ingestion.sandbox.company.model import Facility, Party
from ingestion.sandbox.company.roster import BANK_OF, BANKS, CHECK_COUNTRIES, REGION, facilities


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer and its habits at one facility. ``per_day`` is invoices per business day; ``delay`` days from invoice to payment."""

    party: Party
    method: Literal["check", "ach", "wire"]
    per_day: float
    delay: tuple[int, int]
    run_weekday: int | None  # pays everything due on this weekday in one transfer
    quotes: Literal["trace", "invoice", "claim", "nothing"]  # what its transfers say
    originator: str | None  # the name banks show, where it has nothing in common with the payer's
    contract: Literal["weekly", "monthly"] | None  # the same amount each time


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier and its habits at one facility. ``descriptor``: what banks print where it is not the vendor's name."""

    party: Party
    method: Literal["check", "ach", "wire"]
    per_day: float
    terms: int
    descriptor: str | None


@dataclass(frozen=True, slots=True)
class Circle:
    """Everyone one facility deals with."""

    payers: tuple[Payer, ...]
    residents: tuple[Party, ...]  # collective accounts of self-paying residents, charged by card
    vendors: tuple[Vendor, ...]
    landlord: Party
    utilities: tuple[Party, ...]
    bank: Party
    group: Party


_NATIONAL_PAYERS = {
    "US": (
        "Blue Meadow Health Plan", "Great Lakes Medicare Advantage", "Evergreen Managed Care", "Pioneer Health Insurance Company",
        "Unity Veterans Care Fund", "Keystone Medicaid Services", "Heartland Health Cooperative", "Sentinel Long Term Care Insurance",
    ),
    "GB": (
        "Albion Health Insurance Ltd", "Forces Veterans Welfare Fund", "Pennine Care Insurance plc",
        "National Carers Trust", "Crownfield Friendly Society",
    ),
    "AU": (
        "Wattle Health Fund Ltd", "Returned Services Care Fund", "Tasman Insurance Pty Ltd",
        "Home Support Programme Agency", "Banksia Mutual",
    ),
    "FR": (
        "Mutuelle Océane Santé", "Caisse Nationale Autonomie", "Prévoyance Bretagne Vie",
        "Fonds des Anciens Combattants", "Assurance Grand Ouest SA",
    ),
    "DE": (
        "Nordlicht Krankenkasse", "Bundespflegekasse West", "Rentenwerk Rheinland",
        "Hansa Versicherung AG", "Sozialfonds der Kriegsopfer",
    ),
}  # fmt: skip
_LOCAL_PAYERS = {
    "US": (
        "{r} County Human Services", "{r} County Health Department", "City of {c} Senior Services", "{r} Community Health Plan",
        "{r} County Health Plan", "{r} Valley Medical Group", "Veterans Fund of {r} County", "{c} Employers Benefit Trust",
        "{r} Hospice Association", "{c} Memorial Foundation",
    ),
    "GB": (
        "{r} Borough Council", "{c} City Council", "{r} Integrated Care Board", "{r} Housing Association", "{c} Hospice Trust",
        "{r} Community Health Partnership", "{c} Veterans Fund", "{r} Social Services", "{c} Employers Health Scheme", "{r} Care Charity",
    ),
    "AU": (
        "{r} Shire Council", "{c} City Council", "{r} Local Health District", "{r} Aged Care Fund", "{c} Veterans Fund",
        "{r} Community Services", "{c} Health Network", "{r} Disability Services", "{c} Employers Mutual", "{r} Care Foundation",
    ),
    "FR": (
        "Conseil Départemental {r}", "Mairie de {c}", "Mutuelle {r} Santé", "CCAS {c}", "Hôpital {r}", "Association Aide {r}",
        "Fondation {c}", "Caisse {r} Retraite", "Agence Santé {r}", "Comité {c} Entreprises",
    ),
    "DE": (
        "Stadt {c} Sozialamt", "Kreis {r} Pflegeamt", "{r} Pflegekasse", "{r} Klinikum", "Stiftung {c}", "Caritas Verein {r}",
        "{r} Betriebskrankenkasse", "Landschaftsverband {r}", "{c} Wohlfahrt", "Hospizverein {r}",
    ),
}  # fmt: skip
# name, descriptor banks print (None: the name)
_VENDORS: tuple[tuple[str, str | None], ...] = (
    ("Meridian Linen & Laundry LLC", "MLX TEXTILE 8005550142"),
    ("Brightwater Food Service", None),
    ("Anchor Medical Supply Co", None),
    ("Carewell Staffing Partners", "CWSP PAYMENTS WEB"),
    ("Juniper Pharmacy Group", None),
    ("Sterling Waste Solutions", "SWS*ENVIRO BILLPAY"),
    ("Northwind Oxygen & Gases Inc", "AIRGAS DIST 77102"),
    ("Falcon Facility Maintenance", None),
    ("Halcyon Laboratory Services", "QDX DIAG ACH"),
    ("Tidewater Office Products", None),
    ("Beacon Rehab Equipment", None),
    ("Copperfield Security Ltd", None),
)
_VENDOR_RATES = (0.22, 0.2, 0.2, 0.16, 0.14, 0.1, 0.08, 0.06)
# method, invoices a day, delay, weekday of the payment run, contract
_HABITS: tuple[tuple[str, float, tuple[int, int], int | None, str | None], ...] = (
    ("ach", 0.0, (6, 9), None, "weekly"),
    ("ach", 0.0, (10, 20), None, "monthly"),
    ("check", 0.0, (8, 16), None, "monthly"),
    ("ach", 0.42, (7, 18), 2, None),
    ("check", 0.36, (8, 24), None, None),
    ("ach", 0.36, (5, 21), None, None),
    ("check", 0.14, (9, 28), None, None),
    ("ach", 0.14, (7, 25), 3, None),
    ("check", 0.12, (6, 22), None, None),
    ("wire", 0.10, (8, 20), None, None),
    ("ach", 0.12, (5, 26), None, None),
    ("check", 0.10, (10, 30), None, None),
    ("wire", 0.04, (12, 30), None, None),
    ("check", 0.03, (7, 30), None, None),
    ("ach", 0.03, (9, 30), None, None),
)
_QUOTES = ("nothing", "trace", "invoice", "invoice", "claim", "nothing", "invoice")


def plain(text: str) -> str:
    """``text`` without accents, as old bank systems print it."""
    return unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()


class _Directory:
    """Gives each distinct (name, kind) one party, keyed in order of first use."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Party] = {}

    def __call__(self, name: str, kind: str, city: str) -> Party:
        if (name, kind) not in self.found:
            domain = "".join(c for c in plain(name).lower() if c.isalnum())
            self.found[name, kind] = Party(f"p{len(self.found) + 1:04d}", name, kind, f"accounts@{domain}.example", city)  # type: ignore[arg-type]
        return self.found[name, kind]


def _circle(directory: _Directory, n: int, facility: Facility) -> Circle:
    country, region, city = facility.country, REGION[facility.code], facility.city
    nationals = _NATIONAL_PAYERS[country]
    names = [nationals[(n + i) % len(nationals)] for i in range(5)] + [t.format(r=region, c=city) for t in _LOCAL_PAYERS[country]]
    # Rotating the names over the habits gives each facility its own big and small payers.
    names = names[(3 * n) % 15 :] + names[: (3 * n) % 15]
    payers = []
    for i, (name, (method, per_day, delay, weekday, contract)) in enumerate(zip(names, _HABITS, strict=True)):
        if method == "check" and country not in CHECK_COUNTRIES:
            method = "ach"
        alias = f"{''.join(w[0] for w in plain(name).upper().split())} TREAS {310 + n} EFT" if i in (5, 10) and n % 2 else None
        party = directory(name, "payer", city)
        payers.append(Payer(party, method, per_day, delay, weekday, _QUOTES[(n + i) % len(_QUOTES)], alias, contract))  # type: ignore[arg-type]
    vendors = []
    for i, per_day in enumerate(_VENDOR_RATES):
        name, descriptor = _VENDORS[(5 * n + i) % len(_VENDORS)]
        method = ("check", "ach", "ach", "check", "wire" if n % 3 == 0 else "ach", "check", "ach", "check")[i]
        if method == "check" and country not in CHECK_COUNTRIES:
            method = "ach"
        vendors.append(Vendor(directory(name, "vendor", city), method, per_day, (7, 10, 14, 21)[i % 4], descriptor))  # type: ignore[arg-type]
    return Circle(
        payers=tuple(payers),
        residents=tuple(
            directory(f"{facility.name} {wing}", "payer", city) for wing in ("East Wing Residents", "West Wing Residents", "Day Guests")
        )
        if facility.processors
        else (),
        vendors=tuple(vendors),
        landlord=directory(f"{region} Properties", "vendor", city),
        utilities=(directory(f"{region} Power and Light", "vendor", city), directory(f"{city} Water", "vendor", city)),
        bank=directory(BANKS[BANK_OF[facility.code]].name, "bank", city),
        group=directory("Harbor Care Group", "group", "Boston"),
    )


@cache
def _all() -> tuple[dict[str, Circle], tuple[Party, ...]]:
    directory = _Directory()
    found = {f.code: _circle(directory, n, f) for n, f in enumerate(facilities())}
    directory("Stripe", "processor", "San Francisco")
    directory("PayPal", "processor", "San Jose")
    return found, tuple(directory.found.values())


def circle(facility_code: str) -> Circle:
    """Everyone the facility deals with."""
    return _all()[0][facility_code]


def parties() -> tuple[Party, ...]:
    """Every party of the company, once."""
    return _all()[1]
