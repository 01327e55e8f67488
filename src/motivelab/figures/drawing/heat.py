"""A table of shaded cells with the number in each, one panel for each name in `panel`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.label import cut_apart
from motivelab.figures.drawing.palette import AROUND, DARK_LETTERS, LIGHT_LETTERS, STEPS
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.theme import PANEL_WIDTH
from motivelab.figures.drawing.vega_lite import column, layered, marks, told

Shades: TypeAlias = Literal["steps", "around"]

HEAT_SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "row": pl.String,
    "column": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}
"""Columns of a heat map's data: one row a cell; low and high are null where there is no interval."""

_CELL = 26
_LETTER = 6.4
_LABEL = 20
_LOWER = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """How a heat map reads.

    Attributes:
        title: what the numbers are, unit included.
        columns: what the columns are.
        domain: numbers at which shades begin and end.
        shades: `steps` from little to much, or `around` a middle.
        form: of numbers, in the format language that drawing and Python share.
    """

    title: str
    columns: str
    domain: tuple[float, float]
    shades: Shades = "steps"
    form: str = ".0f"


def heat(data: pl.DataFrame, style: Heat, *, columns: Sequence[str] = ()) -> tuple[Panel, ...]:
    """One panel for each value of `panel`, rows and columns in the order of the data, all with the same shades.

    A number stands in brackets where its interval holds zero and shades go around a middle. Panels are as wide as their
    columns need, a telephone's screen at least.

    Args:
        data: see `HEAT_SCHEMA`.
        style: what the numbers are.
        columns: their order; that of the data where it is not given.
    """
    order = columns or data["column"].unique(maintain_order=True).to_list()
    return tuple(_panel(own, columns=order, style=style) for own in data.partition_by("panel", maintain_order=True))


def _panel(own: pl.DataFrame, *, columns: Sequence[str], style: Heat) -> Panel:
    name = str(own["panel"][0])
    rows = own["row"].unique(maintain_order=True).to_list()
    row_label, column_label = cut_apart(rows, letters=_LABEL), cut_apart(list(columns), letters=_LABEL)
    texts = [_text(value, low, high, style) for value, low, high in own.select("value", "low", "high").iter_rows()]
    colours, letters = zip(*(_shade(value, style) for value in own["value"]), strict=True)
    shown = own.with_columns(
        pl.col("row").alias("about"),
        pl.col("column").alias("for"),
        pl.col("row").replace_strict(row_label, return_dtype=pl.String),
        pl.col("column").replace_strict(column_label, return_dtype=pl.String),
        pl.Series("text", texts),
        pl.Series("fill", colours),
        pl.Series("ink", letters),
    ).drop("panel")
    cell = max(_CELL, 10 + _LETTER * max(map(len, texts)))
    left = 16 + _LETTER * max(map(len, row_label.values()))
    slanted = max(map(len, column_label.values())) * _LETTER > cell
    width = round(max(PANEL_WIDTH, left + 22 + cell * len(columns)))
    height = (
        _CELL * len(rows) + _LOWER + (round(_LETTER * 0.75 * max(map(len, column_label.values()))) if slanted else 0)
    )
    words = f"{name}: {style.title}. " + "; ".join(
        f"{r}, {c} {text}" for r, c, text in zip(own["row"], own["column"], texts, strict=True)
    )
    bare = {"ticks": False, "domain": False, "grid": False}
    beneath = bare | {"labelAngle": -45 if slanted else 0, "orient": "bottom", "labelOverlap": False}
    ends = ("low", "high") if own["low"].is_not_null().any() else ()
    both = {
        "x": column(
            "column",
            "nominal",
            sort=list(column_label.values()),
            scale={"padding": 0.04},
            title=[style.columns, _n_of(own)],
            axis=beneath,
        ),
        "y": column("row", "nominal", sort=list(row_label.values()), scale={"padding": 0.04}, title=None, axis=bare),
        "tooltip": [
            told("about", "nominal", title="row"),
            told("for", "nominal", title="column"),
            told("value", title="estimate", form=style.form),
            *(told(end, title=f"{end} (95%)", form=style.form) for end in ends),
            told("n", title="n", form=","),
        ],
    }
    as_they_are = {"scale": None, "legend": None}
    fills = marks("rect", both | {"color": column("fill", "nominal", **as_they_are)})
    letter = {"text": column("text", "nominal"), "color": column("ink", "nominal", **as_they_are)}
    numbers = marks("text", both | letter, fontSize=11)
    chart = layered([fills, numbers], {"cells": shown})
    return draw_panel(chart, title=name, words=words, height=height, width=width)


def _text(value: float | None, low: float | None, high: float | None, style: Heat) -> str:
    if value is None:
        return ""
    signed = (
        f"{value:+{style.form}}"
        if style.shades == "around" and not style.form.endswith("%")
        else f"{value:{style.form}}"
    )
    number = signed.replace("-", "−")
    uncertain = style.shades == "around" and low is not None and high is not None and low <= 0 <= high
    return f"({number})" if uncertain else number


def _shade(value: float | None, style: Heat) -> tuple[str, str]:
    colours = STEPS if style.shades == "steps" else AROUND
    if value is None:
        return "transparent", DARK_LETTERS
    low, high = style.domain
    place = min(len(colours) - 1, max(0, int((value - low) / (high - low) * len(colours))))
    dark = place >= 3 if style.shades == "steps" else place in (0, 5, 6)
    return colours[place], LIGHT_LETTERS if dark else DARK_LETTERS


def _n_of(own: pl.DataFrame) -> str:
    known = own["n"].drop_nulls().to_list()
    if not known:
        return "n not known"
    return f"n = {min(known):,} to {max(known):,} a cell" if min(known) < max(known) else f"n = {min(known):,} a cell"
