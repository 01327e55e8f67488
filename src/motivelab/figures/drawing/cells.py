"""How many observations lie where, as shaded squares: a hundred thousand points stay light."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.how_many import how_many, shade_of
from motivelab.figures.drawing.palette import INK
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.theme import PANEL_WIDTH
from motivelab.figures.drawing.vega_lite import Spec, column, layered, marks, told

CELLS_SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "count": pl.Int64,
}
"""Columns of a drawing of counts: one row a square, x and y its lower ends."""

_HEIGHT = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """How a drawing of counts reads.

    Attributes:
        x_title: of the horizontal axis, unit included.
        y_title: of the vertical axis.
        what: what is counted, in the plural.
        domain: ends of both axes.
        step: side of a square.
    """

    x_title: str
    y_title: str
    what: str
    domain: tuple[float, float] = (0.0, 100.0)
    step: float = 5.0


def cells(pairs: pl.DataFrame, style: Cells) -> pl.DataFrame:
    """Count pairs of numbers in squares; the upper end of the range belongs to the last square.

    Args:
        pairs: columns `panel`, `x`, `y`; rows in which one is missing are left out.
        style: side of a square and ends of the axes.

    Example:
        >>> one = pl.DataFrame({"panel": ["a", "a"], "x": [0.0, 100.0], "y": [7.0, 3.0]})
        >>> cells(one, Cells(x_title="", y_title="", what="pairs")).rows()
        [('a', 0.0, 5.0, 1), ('a', 95.0, 0.0, 1)]
    """
    low, high = style.domain
    last = high - style.step

    def square(name: str) -> pl.Expr:
        steps = ((pl.col(name).cast(pl.Float64) - low) / style.step).floor()
        return (low + style.step * steps).clip(low, last).alias(name)

    known = pairs.drop_nulls(["x", "y"]).with_columns(pl.col("panel").cast(pl.String))
    counted = (
        known.with_columns(place(known["panel"]).alias("first"))
        .group_by("first", "panel", square("x"), square("y"))
        .agg(pl.len().cast(pl.Int64).alias("count"))
    )
    return counted.sort("first", "x", "y").select(*CELLS_SCHEMA)


def draw_cells(data: pl.DataFrame, style: Cells) -> tuple[Panel, ...]:
    """One panel for each name in `panel`; the dashed line is where both numbers are the same."""
    return tuple(_panel(own, style) for own in data.partition_by("panel", maintain_order=True))


def _panel(own: pl.DataFrame, style: Cells) -> Panel:
    name, n = str(own["panel"][0]), int(own["count"].sum())
    close = int(own.filter((pl.col("x") - pl.col("y")).abs() < style.step)["count"].sum())
    words = (
        f"{name}: {style.y_title} against {style.x_title}, {n:,} {style.what}; {close / n:.0%} in squares on the "
        f"line on which both are the same (squares of {style.step:g} by {style.step:g})."
    )
    low, high = style.domain
    counted = _squares(own, style, x_title=[style.x_title, f"n = {n:,} {style.what}"])
    look: Spec = {"color": INK, "opacity": 0.6, "strokeDash": [4, 3], "strokeWidth": 1}
    same = marks("line", {"x": column("at"), "y": column("at")}, rows="line", **look)
    rows = {"squares": _sides(own, style), "line": pl.DataFrame({"at": [low, high]})}
    return draw_panel(layered([counted, same], rows), title=name, words=words, height=_HEIGHT, width=PANEL_WIDTH)


def _sides(own: pl.DataFrame, style: Cells) -> pl.DataFrame:
    return own.select(
        "x",
        "y",
        (pl.col("x") + style.step).alias("to_x"),
        (pl.col("y") + style.step).alias("to_y"),
        "count",
        how_many(own["count"]),
    )


def _squares(own: pl.DataFrame, style: Cells, *, x_title: list[str]) -> Spec:
    axis: Spec = {
        "scale": {"domain": list(style.domain), "nice": False, "zero": False},
        "axis": {"tickCount": 5},
    }
    encoding = {
        "x": column("x", title=x_title, **axis),
        "x2": {"field": "to_x"},
        "y": column("y", title=style.y_title, **axis),
        "y2": {"field": "to_y"},
        "color": shade_of(how_many(own["count"]), what=style.what),
        "tooltip": [
            told("x", title=f"{style.x_title} from"),
            told("y", title=f"{style.y_title} from"),
            told("count", title=style.what, form=","),
        ],
    }
    return marks("rect", encoding)
