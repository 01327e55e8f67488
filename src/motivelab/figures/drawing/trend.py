"""How one number goes with another: means of bins with intervals over the squares in which the observations lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.how_many import how_many, shade_of
from motivelab.figures.drawing.palette import INK, VERMILLION
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.vega_lite import Spec, column, layered, marks, told
from motivelab.numerics.clustered_mean import clustered_mean
from motivelab.numerics.student_t import t_interval

Floats: TypeAlias = NDArray[np.float64]

TREND_SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "mark": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}
"""Columns of a trend: `mark` is `mean` (x the middle of the bin, y the mean, low and high its interval or null) or
`square` (x its left side, low and high its lower and upper side, y between them, n how many observations lie in it)."""

_BIN = 10.0
_SQUARE = 5.0
_UP = 24
_HEIGHT = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How a trend reads.

    Attributes:
        x_title: of the horizontal axis, which runs from 0 to 100.
        y_title: of the vertical axis, unit included.
        what: what an observation is, in the plural.
        scale: `log` where equal ratios are to look equal; means are geometric then.
        form: of numbers on the vertical axis.
    """

    x_title: str
    y_title: str
    what: str
    scale: Literal["linear", "log"] = "linear"
    form: str = ".2f"


def trend(observations: pl.DataFrame, style: Trend, *, ends: tuple[float, float]) -> pl.DataFrame:
    """Means of y in bins of ten points of x, and how many observations lie in which square.

    Intervals are 95% and treat families as independent (cluster-robust); a bin with a single family has none.

    Args:
        observations: columns `panel`, `x` (0 to 100), `y`, `family`; rows with a missing number are left out.
        style: scale of the vertical axis.
        ends: of the vertical axis; what lies beyond counts in the last square.
    """
    known = observations.drop_nulls(["x", "y"]).select(
        pl.col("panel").cast(pl.String), pl.col("x", "y").cast(pl.Float64), pl.col("family").cast(pl.String)
    )
    parts = []
    for own in known.partition_by("panel", maintain_order=True):
        parts += [_squares(own, style, ends=ends), _means(own, style, lowest=ends[0])]
    return pl.concat(parts) if parts else pl.DataFrame(schema=TREND_SCHEMA)


def _squares(own: pl.DataFrame, style: Trend, *, ends: tuple[float, float]) -> pl.DataFrame:
    low, high = (float(end) for end in _seen(np.array(ends), style, lowest=ends[0]))
    side = (high - low) / _UP
    y = np.clip(np.floor((_seen(own["y"].to_numpy(), style, lowest=ends[0]) - low) / side), 0, _UP - 1)
    counted = (
        own.with_columns(
            ((pl.col("x") / _SQUARE).floor().clip(0, 100 / _SQUARE - 1) * _SQUARE).alias("x"), pl.Series("step", y)
        )
        .group_by("panel", "x", "step")
        .agg(pl.len().alias("n"))
        .sort("x", "step")
    )
    steps = counted["step"].to_numpy()
    sides = {"low": 0.0, "y": 0.5, "high": 1.0}
    return counted.with_columns(
        pl.lit("square").alias("mark"),
        *(pl.Series(name, _real(low + side * (steps + part), style)) for name, part in sides.items()),
    ).select(pl.col(name).cast(dtype) for name, dtype in TREND_SCHEMA.items())


def _means(own: pl.DataFrame, style: Trend, *, lowest: float) -> pl.DataFrame:
    rows = []
    bins = own.with_columns((pl.col("x") / _BIN).floor().clip(0, 100 / _BIN - 1).alias("bin"))
    for found in bins.sort("bin").partition_by("bin", maintain_order=True):
        y = _seen(found["y"].to_numpy(), style, lowest=lowest)
        codes = found["family"].rank("dense").cast(pl.Int64).to_numpy() - 1
        families = int(codes.max()) + 1
        interval: list[float | None] = [None, None]
        if families > 1:
            m = clustered_mean(y, codes, n_clusters=families)
            around = t_interval(m.value, se=m.se, df=m.df)
            interval = [float(end) for end in _real(np.array([around.low, around.high]), style)]
        middle, value = (float(found["bin"][0]) + 0.5) * _BIN, float(_real(y.mean(keepdims=True), style)[0])
        rows.append((found["panel"][0], "mean", middle, value, *interval, found.height))
    return pl.DataFrame(rows, schema=TREND_SCHEMA, orient="row")


def _seen(y: Floats, style: Trend, *, lowest: float) -> Floats:
    return np.log(np.maximum(y, lowest)) if style.scale == "log" else y


def _real(y: Floats, style: Trend) -> Floats:
    return np.exp(y) if style.scale == "log" else y


def draw_trend(data: pl.DataFrame, style: Trend) -> tuple[Panel, ...]:
    """One panel for each name in `panel`, all with the same axes."""
    squares = data.filter(pl.col("mark") == "square")
    ends = [*squares["low"].sort().head(1), *squares["high"].sort().tail(1)]
    return tuple(_panel(own, style, ends=ends) for own in data.partition_by("panel", maintain_order=True))


def _panel(own: pl.DataFrame, style: Trend, *, ends: list[float]) -> Panel:
    name = str(own["panel"][0])
    means, counted = (own.filter(pl.col("mark") == mark) for mark in ("mean", "square"))
    n = int(counted["n"].sum())
    middle = "geometric mean" if style.scale == "log" else "mean"
    words = f"{name}: {middle} of {style.y_title} by {style.x_title}, {n:,} {style.what}. " + "; ".join(
        _in_words(*row, form=style.form) for row in means.select("x", "y", "low", "high", "n").iter_rows()
    )
    x = column(
        "x",
        title=[style.x_title, f"n = {n:,} {style.what}"],
        scale={"domain": [0, 100], "nice": False},
        axis={"tickCount": 5},
    )
    vertical = {"domain": ends, "type": style.scale, "nice": False, "zero": False, "clamp": True}
    y = column("y", title=style.y_title, scale=vertical, axis={"tickCount": 5})
    squares = counted.select(
        "x", pl.col("low").alias("y"), (pl.col("x") + _SQUARE).alias("to_x"), "high", "n", how_many(counted["n"])
    )
    encoding = {
        "x": x,
        "x2": {"field": "to_x"},
        "y": y,
        "y2": {"field": "high"},
        "color": shade_of(squares["how many"], what=style.what),
        "tooltip": [told("n", title=style.what, form=",")],
    }
    chart = layered(
        [marks("rect", encoding, opacity=0.75), *_means_drawn(style, x=x, y=y, middle=middle)],
        {"squares": squares, "means": means.drop("panel", "mark")},
    )
    return draw_panel(chart, title=name, words=words, height=_HEIGHT)


def _in_words(x: float, y: float, low: float | None, high: float | None, n: int, *, form: str) -> str:
    interval = f" ({low:{form}} to {high:{form}})" if low is not None else ""
    return f"around {x:g}: {y:{form}}{interval}, n {n:,}"


def _means_drawn(style: Trend, *, x: Spec, y: Spec, middle: str) -> tuple[Spec, ...]:
    tooltip = [
        told("x", title="around"),
        told("y", title=middle, form=style.form),
        told("low", title="low (95%)", form=style.form),
        told("high", title="high (95%)", form=style.form),
        told("n", title=style.what, form=","),
    ]
    each = {"x": x, "tooltip": tooltip}
    interval = each | {"y": column("low"), "y2": {"field": "high"}}
    dot: Spec = {"filled": True, "opacity": 1, "size": 64, "color": VERMILLION, "stroke": INK, "strokeWidth": 0.5}
    return (
        marks("line", each | {"y": y}, rows="means", color=VERMILLION, strokeWidth=1.5),
        marks("rule", interval, rows="means", known="low", color=VERMILLION, strokeWidth=2),
        marks("point", each | {"y": y}, rows="means", **dot),
    )
