"""The same components as plain HTML: what a page shows, a file can show, so the pack needs no drawing code of its own."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import plotly.io as pio
from dash.development.base_component import Component

VOID = {"img", "br", "hr", "input", "meta", "link"}
CONTROLS = {"Dropdown", "Input", "Store", "Download", "Interval", "Location", "Button"}
ATTRIBUTES = {"className": "class", "colSpan": "colspan", "rowSpan": "rowspan"}
PLAIN = {"title", "src", "alt", "href", "scope", "role", "open"}
CONFIG = {"displayModeBar": False, "responsive": False, "displaylogo": False}


def static_html(node: Any) -> str:
    """HTML of a component tree. Text is escaped, controls are left out, links stay as text, figures become Plotly divisions."""
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(static_html(each) for each in node)
    if not isinstance(node, Component):
        return escape(str(node))
    kind = type(node).__name__
    if kind in CONTROLS:
        return ""
    if kind == "Graph":
        return pio.to_html(node.figure, full_html=False, include_plotlyjs=False, config=CONFIG)
    name = "span" if kind == "Link" else kind.lower()
    given = node.to_plotly_json()["props"]
    opening = f"<{name}{_attributes(given, kind)}>"
    return opening if name in VOID else f"{opening}{static_html(given.get('children'))}</{name}>"


def _attributes(given: Mapping[str, Any], kind: str) -> str:
    found = {
        ATTRIBUTES.get(key, key): value
        for key, value in given.items()
        if key in PLAIN | set(ATTRIBUTES) or key.startswith(("aria-", "data-"))
    }
    if kind == "Link":
        found.pop("href", None)
    if kind == "Details":
        found["open"] = "open"
    if style := given.get("style"):
        found["style"] = "; ".join(f"{key}: {value}" for key, value in style.items())
    return "".join(f' {key}="{escape(str(value), quote=True)}"' for key, value in found.items() if value not in (None, False, ""))
