"""A panel for paper: dark on white, with its title, every colour spelt out."""

from __future__ import annotations

import re
from typing import Any

from motivelab.figures.drawing.palette import INK
from motivelab.figures.drawing.panel import Panel

PAPER = "#ffffff"
LETTERS = "#1a1a1a"

_VARIABLE = re.compile(r"var\(--[a-z]+,(#[0-9a-f]{6})\)")
_TITLE = 26
# What holds data or names out of them: a name that reads like a colour stays a name.
_NAMES = ("values", "domain", "text", "description")


def light(panel: Panel) -> dict[str, Any]:
    """The panel as it is printed, in Vega; the panel itself stays as it is.

    Example:
        >>> mark = {"fill": {"value": "var(--blue,#0072b2)"}, "stroke": {"value": "currentColor"}}
        >>> spec = {"height": 100, "marks": [mark]}
        >>> found = light(Panel(title="t", svg="", words="w", spec=spec, width=344))
        >>> found["marks"], found["height"], found["background"]
        ([{'fill': {'value': '#0072b2'}, 'stroke': {'value': '#1a1a1a'}}], 126, '#ffffff')
    """
    spec: dict[str, Any] = _spelt_out(dict(panel.spec))
    title = {
        "text": panel.title,
        "anchor": "start",
        "fontSize": 13,
        "color": LETTERS,
        "limit": panel.width,
        "offset": 8,
    }
    more = {"height": spec["height"] + _TITLE} if isinstance(spec.get("height"), (int, float)) else {}
    return spec | more | {"background": PAPER, "description": panel.words, "title": title}


def _spelt_out(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: value if key in _NAMES else _spelt_out(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_spelt_out(value) for value in node]
    if node == INK:
        return LETTERS
    if isinstance(node, str) and (found := _VARIABLE.fullmatch(node)):
        return found[1]
    return node
