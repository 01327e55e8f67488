"""Shifts of reported motivation by condition, one panel a respondent and moment."""

from __future__ import annotations

import math

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel

QUESTION = "motivation_by_condition"
CAPTION = (
    "Shift of reported motivation on the same tasks, with 95% intervals not adjusted for being many; an interval that "
    "holds zero (dashed line) shows no shift."
)
SOURCE: Source = "estimates"

_MOMENTS = {"pre": "before the task", "post": "after the task", "similar": "for a similar task"}


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a contrast; conditions from the one that raises most to the one that lowers most, alike in all panels.

    Args:
        source: estimates of `motivation_by_condition`.
    """
    if source.is_empty() or "reference" not in source.columns:
        return pl.DataFrame(schema=FOREST_SCHEMA)
    shifts = source.filter(pl.col("statistic") == "mean_difference")
    first = pl.int_range(pl.len()).min().over("respondent", "moment")
    return (
        shifts.with_columns(
            first.alias("first"),
            pl.col("value").mean().over("condition").alias("height"),
            pl.format(
                "{}, {}", "respondent", pl.col("moment").replace_strict(_MOMENTS, default=pl.col("moment"))
            ).alias("panel"),
            pl.format("against {}", "reference").alias("series"),
        )
        .sort(["first", "height", "condition"], descending=[False, True, False], maintain_order=True)
        .select("panel", pl.col("condition").alias("row"), "series", "value", "low", "high", "n")
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero, as wide to the left as to the right and no wider than a shift can be."""
    ends = [abs(v) for name in ("value", "low", "high", "n") for v in data[name].drop_nulls()]
    reach = min(100.0, max(5.0, 5 * math.ceil(max(ends, default=0.0) / 5)))
    style = Forest(title="shift (points, % of the response range)", domain=(-reach, reach), reference=0.0)
    return forest(data, style)
