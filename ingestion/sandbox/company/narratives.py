"""How banks print names and numbers: shortened, upper case, cut off, now and then misspelt. Pure functions."""

from __future__ import annotations

from functools import cache
from random import Random

from ingestion.sandbox.company.parties import plain

_SHORT = {
    "COUNTY": "CO", "HEALTH": "HLTH", "PLAN": "PLN", "DEPARTMENT": "DEPT", "SERVICES": "SVCS", "SERVICE": "SVC", "HUMAN": "HUM",
    "VETERANS": "VETS", "FUND": "FD", "ASSOCIATION": "ASSN", "INSURANCE": "INS", "MEDICAL": "MED", "COUNCIL": "CNCL", "COMMUNITY": "COMM",
    "MEDICARE": "MCARE", "MEDICAID": "MCAID", "ADVANTAGE": "ADV", "GROUP": "GRP", "SENIOR": "SR", "COMPANY": "CO", "COOPERATIVE": "COOP",
    "FOUNDATION": "FDN", "MEMORIAL": "MEM", "EMPLOYERS": "EMPL", "BENEFIT": "BNFT", "MANAGED": "MGD", "BOROUGH": "BORO",
    "PARTNERSHIP": "PSHIP", "INTEGRATED": "INTGR", "HOUSING": "HSG", "SUPPLY": "SUPP", "MAINTENANCE": "MAINT", "LABORATORY": "LAB",
    "PHARMACY": "PHCY", "EQUIPMENT": "EQUIP", "SECURITY": "SEC", "PRODUCTS": "PRODS", "MUTUELLE": "MUT", "DEPARTEMENTAL": "DEP",
    "KRANKENKASSE": "KK", "ASSOCIATES": "ASSOC", "PROPERTIES": "PROP", "LONG": "LNG", "TERM": "TRM",
}  # fmt: skip
_DROPPED = frozenset({"OF", "THE", "AND", "LLC", "INC", "LTD", "PLC", "AG", "SA", "PTY", "DE", "DER"})


@cache
def full_name(name: str) -> str:
    """Upper case without accents and punctuation."""
    return " ".join("".join(c if c.isalnum() else " " for c in plain(name)).upper().split())


@cache
def short_name(name: str) -> str:
    """Abbreviated as originators' batch headers do: ``Cedar County Health Plan`` is ``CEDAR CO HLTH PLN``."""
    return " ".join(_SHORT.get(word, word) for word in full_name(name).split() if word not in _DROPPED)


def misspelt(name: str, rng: Random) -> str:
    """One slip of a keyboard inside a longer word: a dropped letter or two swapped ones."""
    words = name.split()
    long = [i for i, word in enumerate(words) if len(word) > 4]
    if not long:
        return name
    n = rng.choice(long)
    word, i = words[n], rng.randrange(1, len(words[n]) - 2)
    words[n] = word[:i] + word[i + 1 :] if rng.random() < 0.5 else word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    return " ".join(words)


def quoted(number: str, rng: Random) -> str:
    """A document number as a payer's clerk retypes it: with or without its punctuation, or digits only."""
    form = rng.random()
    if form < 0.5:
        return number
    if form < 0.7:
        return number.replace("-", "")
    if form < 0.85:
        return number.replace("-", " ")
    return number.rsplit("-", 1)[-1]


def same_digits(number: str, text: str) -> bool:
    """Whether the last run of digits of ``number`` survived in ``text``."""
    return number.rsplit("-", 1)[-1] in text


def fit(text: str, width: int) -> str:
    """One line of at most ``width`` characters, cut like a fixed field."""
    return " ".join(text.split())[:width].rstrip()
