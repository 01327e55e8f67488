"""An Altair chart as an SVG element to stand in a page."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import altair as alt
import vl_convert

from motivelab.figures.drawing.palette import INK

FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
"""Fonts of one metric, at least one of which every system has: labels measured here fit there."""

PANEL_WIDTH = 344
"""Pixels: a panel fits a telephone's screen without being shrunk."""

_CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 20, "top": 2, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "tickColor": INK,
        "domainColor": INK,
        "gridColor": INK,
        "gridOpacity": 0.14,
        "domainOpacity": 0.5,
        "tickOpacity": 0.5,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 6,
        "labelLimit": 0,
        "titleLimit": 0,
        "labelFlush": False,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 0,
        "symbolLimit": 0,
    },
    "text": {"color": INK, "fontSize": 12},
}


def to_svg(chart: alt.LayerChart | alt.Chart, *, height: int, words: str) -> str:
    """Draw a chart at the panel's width, whatever its labels need taken from the plot.

    Nothing is loaded over the network, and no browser is needed.

    Args:
        chart: what to draw, data inside.
        height: pixels, axes and legend included.
        words: what it shows, for readers who do not see it; becomes the element's description.
    """
    sized = chart.properties(
        width=PANEL_WIDTH, height=height, autosize=alt.AutoSizeParams(type="fit", contains="padding")
    )
    spec = sized.to_dict(validate=False) | {"config": _CONFIG}
    svg = str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    return _standing_in_a_page(svg, words)


def _standing_in_a_page(svg: str, words: str) -> str:
    start = re.match(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", svg)
    if start is None:
        raise ValueError(f"the drawing is no SVG element with a view box: {svg[:80]!r}")
    _, _, width, height = start[1].split()
    inside = svg[start.end() :]
    # Names of clipping paths would clash with those of the page's other drawings; nothing here needs one.
    inside = re.sub(r"<defs>.*?</defs>", "", inside, flags=re.DOTALL)
    inside = re.sub(r' clip-path="[^"]*"', "", inside)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{start[1]}" width="{width}" height="{height}"'
        f' aria-label="{escape(words)}">'
    )
    return head + inside
