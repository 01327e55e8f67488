"""How all drawings look: fonts, lines and letters in the colour of the text around them."""

from __future__ import annotations

from typing import Any

from motivelab.figures.drawing.palette import INK

FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
"""Fonts of one metric, at least one of which every system has: labels measured here fit there."""

PANEL_WIDTH = 344
"""Pixels: a panel fits a telephone's screen without being shrunk."""

WIDE = 720
"""Pixels of a panel that needs the room of a page."""

THEME: dict[str, Any] = {
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
        "titleLimit": 0,
        "labelLimit": 0,
        "symbolLimit": 0,
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12},
    "text": {"color": INK, "fontSize": 12},
}
