"""Points with intervals along a numbered axis, joined within a series; one panel for each name in `panel`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import polars as pl

from motivelab.figures.drawing.draw_panel import Chart, draw_panel
from motivelab.figures.drawing.legend import chosen_series, legend, legend_choice, legend_height
from motivelab.figures.drawing.palette import INK, SERIES, SHAPES
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.theme import PANEL_WIDTH

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


def _chart(own: pl.DataFrame, *, series: Sequence[str], ends: tuple[float, float], style: Curve) -> Chart:
    several = len(series) > 1
    n = own["n"].drop_nulls().to_list()
    counted = (
        "" if not n else f"n = {min(n):,} a point" if min(n) == max(n) else f"n = {min(n):,} to {max(n):,} a point"
    )
    x = alt.X(
        "x:Q",
        title=[style.x_title, counted] if counted else style.x_title,
        scale=alt.Scale(type=style.scale, zero=False, nice=False, padding=12),
        axis=_x_axis(own["x"], style),
    )
    percent = {"format": style.form} if style.form.endswith("%") else {}
    y = alt.Y(
        "value:Q",
        title=style.y_title,
        scale=alt.Scale(domain=list(ends), nice=style.domain is None, zero=False),
        axis=alt.Axis.from_dict({"tickCount": 5} | percent),
    )
    told = [
        *((alt.Tooltip("series:N", title="which"),) if several else ()),
        alt.Tooltip("x:Q", title=style.x_title, format=".4~g"),
        alt.Tooltip("value:Q", title="estimate", format=style.form),
        alt.Tooltip("low:Q", title="low (95%)", format=style.form),
        alt.Tooltip("high:Q", title="high (95%)", format=style.form),
        alt.Tooltip("n:Q", title="n", format=","),
    ]
    base = alt.Chart(own.drop("panel")).encode(x=x, tooltip=told)
    lines, points = base.mark_line(strokeWidth=1.5), base.mark_point(filled=True, size=50, opacity=1)
    rules = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=1.5)
    if several:
        names = list(series)
        key = legend(names, width=PANEL_WIDTH)
        colour = alt.Color("series:N", scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])), legend=key)
        shape = alt.Shape("series:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=key)
        dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=list(_DASHES[: len(names)])), legend=None)
        lines = lines.encode(color=colour, strokeDash=dash, opacity=chosen_series())
        rules = rules.encode(color=colour, opacity=chosen_series())
        points = points.encode(color=colour, shape=shape, opacity=chosen_series()).add_params(legend_choice())
    else:
        lines, rules, points = (part.encode(color=alt.value(SERIES[0])) for part in (lines, rules, points))
    drawn = [lines.encode(y=y), rules.encode(y=alt.Y("low:Q"), y2="high:Q"), points.encode(y=y)]
    if style.reference is not None:
        at = alt.Chart(pl.DataFrame({"at": [style.reference]}))
        drawn.insert(0, at.mark_rule(color=INK, opacity=0.6, strokeDash=[4, 3]).encode(y="at:Q"))
    return alt.layer(*drawn)


def _x_axis(x: pl.Series, style: Curve) -> alt.Axis:
    if style.scale == "log":
        return alt.Axis(values=sorted(set(x)), format=",.4~g", grid=False)
    return alt.Axis(tickMinStep=1, format="d", grid=False) if style.whole else alt.Axis(tickCount=6, grid=False)


def _in_words(
    series: str, x: float, value: float, low: float | None, high: float | None, *, several: bool, form: str
) -> str:
    interval = f" ({low:{form}} to {high:{form}})" if low is not None else ""
    return f"{f'{series}, ' if several else ''}{x:.4g}: {value:{form}}{interval}"
