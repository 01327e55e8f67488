"""A Vega-Lite chart as a panel: compiled to Vega once, and drawn as SVG from that."""

from __future__ import annotations

import re
from typing import Any

import vl_convert

from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.theme import PANEL_WIDTH, THEME
from motivelab.figures.drawing.to_svg import to_svg
from motivelab.figures.drawing.vega_lite import Spec

# What is no letter: controls but the line break, marks that turn the reading direction, half characters.
_NO_LETTERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_DIGITS = 5


def draw_panel(chart: Spec, *, title: str, words: str, height: int, width: int = PANEL_WIDTH) -> Panel:
    """Draw a chart, whatever its labels need taken from the plot.

    Nothing is loaded over the network, and no browser is needed. Characters that are no letters (controls, marks that
    turn the reading direction) do not reach the drawing.

    Args:
        chart: what to draw, data inside.
        title: whom or what it is about.
        words: what it shows, for readers who do not see it.
        height: pixels, axes and legend included.
        width: pixels, likewise.
    """
    fit = {"type": "fit", "contains": "padding"}
    described = _plain(chart | {"width": width, "height": height, "autosize": fit}) | {"config": THEME}
    spec = vl_convert.vegalite_to_vega(described)
    told = _NO_LETTERS.sub(" ", words)
    return Panel(title=_NO_LETTERS.sub(" ", title), svg=to_svg(spec, words=told), words=told, spec=spec, width=width)


def _plain(node: Any) -> Any:
    """The same with every text made of letters, and with numbers as exact as can be seen."""
    if isinstance(node, dict):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, str):
        return _NO_LETTERS.sub(" ", node)
    if isinstance(node, float):
        return float(f"{node:.{_DIGITS}g}")
    return node
