"""Parties, and what banks make of their names."""

from __future__ import annotations

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split(","))


FIRST = _words("""
Alder, Amber, Ash, Bay, Beacon, Birch, Bridge, Bright, Brook, Canyon, Cedar, Chapel, Cliff, Clover, Copper, Coral,
Crest, Crown, Dale, Delta, Eagle, East, Elm, Fair, Falcon, Fern, Field, Flint, Forest, Garden, Gate, Glen, Granite,
Grove, Harbor, Hazel, Heath, Heron, High, Hill, Holly, Iron, Ivy, Juniper, Kings, Lake, Lark, Laurel, Linden, Maple,
Marble, Meadow, Mercer, Mill, Moor, North, Oak, Olive, Orchard, Park, Pearl, Pine, Prairie, Quarry, Raven, Ridge, River,
Robin, Rose, Rowan, Saint Anne, Salem, Sand, Sierra, Silver, South, Spring, Stone, Summit, Sun, Sycamore, Teal, Thorn,
Union, Vale, Valley, Victoria, Walnut, West, White, Willow, Winter, Wood, Yarrow
""")
SECOND = _words("""
Medical, Health, Care, Dental, Therapy, Nursing, Pharmacy, Laboratory, Imaging, Supply, Linen, Catering, Foods,
Logistics, Energy, Water, Facilities, Staffing, Consulting, Insurance, Benefit, Pension, Leasing, Security, Software,
Telecom, Printing, Cleaning, Engineering, Landscaping
""")
THIRD = ("Group", "Partners", "Services", "Solutions", "Associates", "Systems", "Trust", "Holdings", "Network", "Company")
FORM = ("", " Inc", " LLC", " Ltd", " Corp")
SHORT = dict(
    pair.split(":")
    for pair in _words("""
Medical:MED, Health:HLTH, Services:SVCS, Solutions:SOLS, Associates:ASSOC, Group:GRP, Partners:PTNRS, Company:CO,
Insurance:INS, Pharmacy:PHARM, Laboratory:LAB, Facilities:FAC, Engineering:ENGR, Systems:SYS, Holdings:HLDGS,
Network:NETWK, Therapy:THPY, Supply:SUPP, Consulting:CONS, Logistics:LOGIS, Nursing:NURS, North:N, South:S, East:E,
West:W, Saint Anne:ST ANNE, Management:MGMT, Security:SEC, Benefit:BEN
""")
)


def party(draw: Random) -> str:
    return f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)}{draw.choice(FORM)}"


def descriptor(draw: Random) -> str:
    """What a party is called at its bank where that says nothing of its name; always the same for one party."""
    letters = "".join(draw.choice("BCDFGHJKLMNPRSTVWXZ") for _ in range(3))
    return f"{letters}*{draw.randrange(1000, 9999)} {draw.choice(('PMT', 'WEB', 'POS', 'ACH'))}"


def at_bank(name: str, draw: Random, noise: float) -> str:
    """The name as a bank line shows it: upper case, legal form gone, and with ``noise`` abbreviated, truncated or misspelt."""
    words = name.split()
    while words and f" {words[-1]}" in FORM:
        words.pop()
    if draw.random() < noise:
        words = [SHORT.get(word, word) if draw.random() < 0.7 else word for word in words]
    text = " ".join(words).upper()
    if draw.random() < noise * 0.6:
        text = text[: draw.choice((12, 14, 16, 18, 20))].rstrip()
    if draw.random() < noise * 0.4 and len(text) > 6:
        text = _misspelt(text, draw)
    return text


def _misspelt(text: str, draw: Random) -> str:
    at = draw.randrange(1, len(text) - 2)
    if draw.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]
