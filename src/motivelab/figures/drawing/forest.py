"""Points with intervals, one panel a respondent."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from motivelab.figures.drawing.palette import INK, SERIES, SHAPES
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.to_svg import to_svg

FOREST_SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "row": pl.String,
    "series": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
"""Columns of a forest plot's data: one row a point; low and high are null where there is no interval."""

_ROW = 24
_LINE = 14
_AXIS = 46
_LEGEND = 24
_LETTERS = 18


def forest(
    data: pl.DataFrame,
    *,
    title: str,
    domain: tuple[float, float],
    reference: float | None = None,
    percent: bool = False,
) -> tuple[Panel, ...]:
    """One panel for each value of `panel`, rows in the order of the data, all on the same axis.

    Args:
        data: see `FOREST_SCHEMA`.
        title: of the axis, unit included.
        domain: ends of the axis.
        reference: where to draw the line of no difference, or None.
        percent: whether values are shares, to be written in percent.
    """
    series = data["series"].unique(maintain_order=True).to_list()
    panels = []
    for name in data["panel"].unique(maintain_order=True):
        own = data.filter(pl.col("panel") == name)
        rows = own["row"].unique(maintain_order=True).to_list()
        lines = max(len(_wrapped(row)) for row in rows)
        step = max(_ROW, lines * _LINE + 8, 12 * len(series) + 8)
        height = step * len(rows) + _AXIS + (_LEGEND if len(series) > 1 else 0)
        words = f"{name}: {title}. " + "; ".join(
            _in_words(r, several=len(series) > 1, percent=percent) for r in own.rows()
        )
        chart = _chart(own, rows=rows, series=series, title=title, domain=domain, reference=reference, percent=percent)
        panels.append(Panel(title=str(name), svg=to_svg(chart, height=height, words=words), words=words))
    return tuple(panels)


def _chart(
    own: pl.DataFrame,
    *,
    rows: Sequence[str],
    series: Sequence[str],
    title: str,
    domain: tuple[float, float],
    reference: float | None,
    percent: bool,
) -> alt.LayerChart:
    several = len(series) > 1
    label = {row: "\n".join(_wrapped(row)) for row in rows}
    values = own.with_columns(pl.col("row").replace_strict(label, return_dtype=pl.String))
    y = alt.Y(
        "row:N",
        sort=list(label.values()),
        title=None,
        axis=alt.Axis(labelExpr=r"split(datum.label, '\n')", ticks=False, domain=False, labelPadding=6, grid=False),
    )
    x = alt.X(
        "value:Q",
        title=title,
        scale=alt.Scale(domain=list(domain), nice=False, zero=False),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]) if percent else alt.Axis(tickCount=5),
    )
    legend = alt.Legend(title=None, orient="bottom", direction="horizontal", symbolStrokeWidth=0) if several else None
    names = list(series)
    base = alt.Chart(values).encode(
        y=y,
        color=alt.Color("series:N", scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])), legend=legend),
    )
    if several:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=names, scale=alt.Scale(paddingOuter=0.5)))
    rule = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q")
    shape = alt.Shape("series:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=legend)
    chart: alt.LayerChart = rule + base.mark_point(filled=True, size=64, opacity=1).encode(x=x, shape=shape)
    if reference is not None:
        at = alt.Chart(pl.DataFrame({"at": [reference]}))
        chart = at.mark_rule(color=INK, opacity=0.6, strokeDash=[4, 3]).encode(x="at:Q") + chart
    return chart


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _LETTERS, break_long_words=True) or [""]


def _in_words(row: tuple[Any, ...], *, several: bool, percent: bool) -> str:
    _, name, series, value, low, high = row
    form = ".0%" if percent else ".1f"
    interval = f" ({low:{form}} to {high:{form}})" if low is not None else " (no interval)"
    return f"{name}{f', {series}' if several else ''} {value:{form}}{interval}"
