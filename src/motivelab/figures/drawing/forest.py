"""Points with intervals, one panel for each name in `panel`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.label import BROKEN, lines
from motivelab.figures.drawing.legend import chosen_series, legend, legend_choice, legend_height
from motivelab.figures.drawing.palette import INK, SERIES, SHAPES
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.theme import PANEL_WIDTH
from motivelab.figures.drawing.vega_lite import Spec, column, layered, marks, told

FOREST_SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "row": pl.String,
    "series": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}
"""Columns of a forest plot's data: one row a point; low and high are null where there is no interval."""

_ROW = 24
_LINE = 14
_AXIS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """How a forest plot's axis reads.

    Attributes:
        title: of the axis, unit included.
        domain: ends of the axis.
        reference: where to draw the line of no difference, or None.
        form: of numbers, in the format language that drawing and Python share.
        width: pixels of a panel.
    """

    title: str
    domain: tuple[float, float]
    reference: float | None = None
    form: str = ".1f"
    width: int = PANEL_WIDTH


def forest(data: pl.DataFrame, style: Forest) -> tuple[Panel, ...]:
    """One panel for each value of `panel`, rows in the order of the data, all on the same axis.

    Args:
        data: see `FOREST_SCHEMA`.
        style: how the axis reads.
    """
    series = data["series"].unique(maintain_order=True).to_list()
    groups = data.partition_by("panel", maintain_order=True)
    return tuple(_panel(own, series=series, style=style) for own in groups)


def _panel(own: pl.DataFrame, *, series: Sequence[str], style: Forest) -> Panel:
    name = str(own["panel"][0])
    letters = 18 if style.width <= PANEL_WIDTH else 30
    label = {row: lines(row, letters=letters) for row in own["row"].unique(maintain_order=True)}
    step = max(_ROW, (1 + max(text.count("\n") for text in label.values())) * _LINE + 8, 12 * len(series) + 8)
    height = step * len(label) + _AXIS + legend_height(series, width=style.width)
    several = len(series) > 1
    words = f"{name}: {style.title}, {_n_of(own)}. " + "; ".join(
        _in_words(*row, several=several, form=style.form)
        for row in own.select("row", "series", "value", "low", "high").iter_rows()
    )
    chart = _chart(own, label=label, series=series, style=style)
    return draw_panel(chart, title=name, words=words, height=height, width=style.width)


def _chart(own: pl.DataFrame, *, label: Mapping[str, str], series: Sequence[str], style: Forest) -> Spec:
    several = len(series) > 1
    shown = own.select(
        pl.col("row").alias("about"),
        pl.col("row").replace_strict(label, return_dtype=pl.String),
        *(("series",) if several else ()),
        "value",
        "low",
        "high",
        "n",
    )
    y = column(
        "row",
        "nominal",
        sort=list(label.values()),
        title=None,
        axis={"labelExpr": BROKEN, "ticks": False, "domain": False, "labelPadding": 6, "grid": False},
    )
    x = column(
        "value",
        title=[style.title, _n_of(own)],
        scale={"domain": list(style.domain), "nice": False, "zero": False, "clamp": True},
        axis=_axis(style),
    )
    tooltip = [
        told("about", "nominal", title="about"),
        *((told("series", "nominal", title="which"),) if several else ()),
        told("value", title="estimate", form=style.form),
        told("low", title="low (95%)", form=style.form),
        told("high", title="high (95%)", form=style.form),
        told("n", title="n", form=","),
    ]
    both: Spec = {"y": y, "tooltip": tooltip, "color": {"value": SERIES[0]}}
    shape: Spec = {}
    if several:
        names = list(series)
        key = legend(names, width=style.width)
        both |= {
            "color": column(
                "series", "nominal", scale={"domain": names, "range": list(SERIES[: len(names)])}, legend=key
            ),
            "yOffset": column("series", "nominal", sort=names, scale={"paddingOuter": 0.5}),
            "opacity": chosen_series(),
        }
        shapes = {"domain": names, "range": list(SHAPES[: len(names)])}
        shape = {"shape": column("series", "nominal", scale=shapes, legend=key)}
    rules = marks("rule", both | {"x": column("low"), "x2": {"field": "high"}}, known="low", strokeWidth=2)
    dots = marks("point", both | shape | {"x": x}, filled=True, size=64, opacity=1)
    drawn = [rules, dots | legend_choice() if several else dots]
    if style.reference is None:
        return layered(drawn, {"rows": shown})
    line = marks("rule", {"x": column("at")}, rows="line", color=INK, opacity=0.6, strokeDash=[4, 3])
    return layered([line, *drawn], {"rows": shown, "line": pl.DataFrame({"at": [style.reference]})})


def _axis(style: Forest) -> Spec:
    if style.form.endswith("%"):
        quarters = {"values": [0, 0.25, 0.5, 0.75, 1]} if style.domain == (0.0, 1.0) else {}
        return {"format": style.form} | quarters
    return {"tickCount": 5}


def _n_of(own: pl.DataFrame) -> str:
    """How many observations a row rests on, in words; the unit stands in the table beside the figure."""
    known = own["n"].drop_nulls().to_list()
    if not known:
        return "n not known"
    low, high = min(known), max(known)
    return f"n = {low:,} a row" if low == high else f"n = {low:,} to {high:,} a row"


def _in_words(
    row: str, series: str, value: float, low: float | None, high: float | None, *, several: bool, form: str
) -> str:
    interval = f" ({low:{form}} to {high:{form}})" if low is not None else " (no interval)"
    return f"{row}{f', {series}' if several else ''} {value:{form}}{interval}"
