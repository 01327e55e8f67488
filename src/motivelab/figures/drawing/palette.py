"""Colours that the colour-blind can tell apart, in light, in dark and in print.

Marks name a CSS variable with the colour to fall back on, so that a page can turn them for a dark ground while the SVG
alone stays right on white; lines and letters take the colour of the text around them. The steps of `STEPS` and
`AROUND` fill cells of their own and are the same everywhere; they grow darker with the number, in grey too.

Reference:
    Okabe and Ito (2008), Color Universal Design.
"""

from __future__ import annotations

INK = "currentColor"

BLUE = "var(--blue,#0072b2)"
VERMILLION = "var(--vermillion,#d55e00)"
GREEN = "var(--green,#009e73)"
PURPLE = "var(--purple,#aa4499)"
ORANGE = "var(--orange,#e69f00)"
SKY = "var(--sky,#56b4e9)"
YELLOW = "var(--yellow,#d9c800)"
GREY = "var(--grey,#9a9a9a)"

SERIES = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, GREY, YELLOW)
"""For up to eight series, each with a shape of its own besides."""

SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left")

STEPS = ("#dbe9f4", "#a8cbe4", "#6ba3cd", "#3b78b0", "#1d4f88", "#0b2c5a")
"""From little to much."""

AROUND = ("#9a3c00", "#d5793a", "#f0c9a8", "#ececec", "#b3d2ea", "#4a90c4", "#0b4a80")
"""From far below to far above, the middle in the middle."""

LIGHT_LETTERS = "#ffffff"
DARK_LETTERS = "#16212e"

BY_STATUS = {
    "answered": BLUE,
    "refusal": VERMILLION,
    "unparsable": ORANGE,
    "out of range": YELLOW,
    "truncated": PURPLE,
    "filtered": GREEN,
    "empty": SKY,
    "open": GREY,
}
"""What became of a question."""
