"""Points with intervals along a numbered axis, joined within a series; one panel for each name in `panel`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.legend import chosen_series, legend, legend_choice, legend_height
from motivelab.figures.drawing.palette import INK, SERIES, SHAPES
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.theme import PANEL_WIDTH
from motivelab.figures.drawing.vega_lite import Spec, column, layered, marks, told

CURVE_SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "series": pl.String,
    "x": pl.Float64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}
"""Columns of a curve's data: one row a point; low and high are null where there is no interval."""

_HEIGHT = 250
_DASHES = ([1, 0], [5, 3], [2, 2], [8, 3, 2, 3], [1, 0], [5, 3], [2, 2], [8, 3, 2, 3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How a curve's axes read.

    Attributes:
        x_title: of the horizontal axis, unit included.
        y_title: of the vertical axis, unit included.
        domain: ends of the vertical axis, or None for those of the data.
        reference: height of the line of no effect, or None.
        scale: of the horizontal axis; `log` for amounts, of which each is named.
        whole: whether the horizontal axis counts.
        form: of numbers on the vertical axis.
    """

    x_title: str
    y_title: str
    domain: tuple[float, float] | None = None
    reference: float | None = None
    scale: Literal["linear", "log"] = "linear"
    whole: bool = False
    form: str = ".1f"


def curve(data: pl.DataFrame, style: Curve) -> tuple[Panel, ...]:
    """One panel for each value of `panel`, all with the same axes.

    Args:
        data: see `CURVE_SCHEMA`.
        style: how the axes read.
    """
    series = data["series"].unique(maintain_order=True).to_list()
    seen = [v for name in ("value", "low", "high") for v in data[name].drop_nulls()]
    ends = style.domain or (min(seen, default=0.0), max(seen, default=1.0))
    return tuple(
        _panel(own, series=series, ends=ends, style=style) for own in data.partition_by("panel", maintain_order=True)
    )


def _panel(own: pl.DataFrame, *, series: Sequence[str], ends: tuple[float, float], style: Curve) -> Panel:
    name = str(own["panel"][0])
    words = f"{name}: {style.y_title} by {style.x_title}. " + "; ".join(
        _in_words(*row, several=len(series) > 1, form=style.form)
        for row in own.select("series", "x", "value", "low", "high").iter_rows()
    )
    height = _HEIGHT + legend_height(series, width=PANEL_WIDTH)
    return draw_panel(_chart(own, series=series, ends=ends, style=style), title=name, words=words, height=height)


def _chart(own: pl.DataFrame, *, series: Sequence[str], ends: tuple[float, float], style: Curve) -> Spec:
    several = len(series) > 1
    n = own["n"].drop_nulls().to_list()
    counted = (
        "" if not n else f"n = {min(n):,} a point" if min(n) == max(n) else f"n = {min(n):,} to {max(n):,} a point"
    )
    x = column(
        "x",
        title=[style.x_title, counted] if counted else style.x_title,
        scale={"type": style.scale, "zero": False, "nice": False, "padding": 12},
        axis=_x_axis(own["x"], style),
    )
    percent = {"format": style.form} if style.form.endswith("%") else {}
    y = column(
        "value",
        title=style.y_title,
        scale={"domain": list(ends), "nice": style.domain is None, "zero": False},
        axis={"tickCount": 5} | percent,
    )
    tooltip = [
        *((told("series", "nominal", title="which"),) if several else ()),
        told("x", title=style.x_title, form=".4~g"),
        told("value", title="estimate", form=style.form),
        told("low", title="low (95%)", form=style.form),
        told("high", title="high (95%)", form=style.form),
        told("n", title="n", form=","),
    ]
    each: Spec = {"x": x, "tooltip": tooltip, "color": {"value": SERIES[0]}}
    dash: Spec = {}
    shape: Spec = {}
    if several:
        names = list(series)
        key = legend(names, width=PANEL_WIDTH)
        colours, shapes, dashes = (
            {"domain": names, "range": list(kinds[: len(names)])} for kinds in (SERIES, SHAPES, _DASHES)
        )
        each |= {"color": column("series", "nominal", scale=colours, legend=key), "opacity": chosen_series()}
        shape = {"shape": column("series", "nominal", scale=shapes, legend=key)}
        dash = {"strokeDash": column("series", "nominal", scale=dashes, legend=None)}
    points = marks("point", each | shape | {"y": y}, filled=True, size=50, opacity=1)
    drawn = [
        marks("line", each | dash | {"y": y}, strokeWidth=1.5),
        marks("rule", each | {"y": column("low"), "y2": {"field": "high"}}, known="low", strokeWidth=1.5),
        points | legend_choice() if several else points,
    ]
    shown = own.drop("panel")
    if style.reference is None:
        return layered(drawn, {"points": shown})
    line = marks("rule", {"y": column("at")}, rows="line", color=INK, opacity=0.6, strokeDash=[4, 3])
    return layered([line, *drawn], {"points": shown, "line": pl.DataFrame({"at": [style.reference]})})


def _x_axis(x: pl.Series, style: Curve) -> Spec:
    if style.scale == "log":
        return {"values": sorted(set(x)), "format": ",.4~g", "grid": False}
    return {"tickMinStep": 1, "format": "d", "grid": False} if style.whole else {"tickCount": 6, "grid": False}


def _in_words(
    series: str, x: float, value: float, low: float | None, high: float | None, *, several: bool, form: str
) -> str:
    interval = f" ({low:{form}} to {high:{form}})" if low is not None else ""
    return f"{f'{series}, ' if several else ''}{x:.4g}: {value:{form}}{interval}"
