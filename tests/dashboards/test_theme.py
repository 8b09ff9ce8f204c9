"""Everything that is read is readable: WCAG AA contrast, one palette in Python and CSS."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dashboards
from dashboards import theme

CSS = (Path(dashboards.__file__).parent / "assets" / "tieout.css").read_text()


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (theme.INK, theme.SURFACE),
        (theme.INK, theme.GROUND),
        (theme.MUTED, theme.SURFACE),
        (theme.MUTED, theme.GROUND),
        (theme.ACCENT, theme.SURFACE),
        (theme.GOOD, theme.SURFACE),
        (theme.GOOD, theme.GOOD_SOFT),
        (theme.BAD, theme.SURFACE),
        (theme.BAD, theme.BAD_SOFT),
        (theme.WARN, theme.WARN_SOFT),
    ],
)
def test_text_has_at_least_4_5_to_1_on_its_ground(text, ground):
    assert theme.contrast(text, ground) >= 4.5


def test_severities_differ_from_each_other_also_without_colour():
    lightness = [theme.contrast(colour, "#000000") for colour in theme.SEVERITY.values()]
    assert all(abs(a - b) > 0.5 for i, a in enumerate(lightness) for b in lightness[i + 1 :])


@pytest.mark.parametrize(
    "name", ["ink", "muted", "faint", "line", "surface", "ground", "accent", "good", "good-soft", "bad", "bad-soft", "warn", "warn-soft"]
)
def test_the_sheet_uses_the_palette_of_the_theme(name):
    assert re.search(rf"--{name}: (#\w+);", CSS)[1] == getattr(theme, name.upper().replace("-", "_"))


def test_the_sheet_fetches_nothing():
    assert not re.search(r"url\(|@import|https?://", CSS)
