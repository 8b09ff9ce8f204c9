"""Finding XML elements by local name: namespaces differ from version to version, paths do not."""

from __future__ import annotations

from xml.etree.ElementTree import Element


def local(node: Element) -> str:
    """The name without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def children(node: Element, name: str) -> list[Element]:
    """Direct children called ``name``."""
    return [child for child in node if local(child) == name]


def every(node: Element, path: str) -> list[Element]:
    """All elements at ``path`` (names joined by /)."""
    found = [node]
    for name in path.split("/"):
        found = [child for parent in found for child in children(parent, name)]
    return found


def first(node: Element, path: str) -> Element | None:
    return next(iter(every(node, path)), None)


def text(node: Element, path: str) -> str | None:
    """The text at ``path``, stripped; None where absent or empty."""
    found = first(node, path)
    return (found.text or "").strip() or None if found is not None else None


def texts(node: Element, path: str) -> list[str]:
    return [value for found in every(node, path) if (value := (found.text or "").strip())]
