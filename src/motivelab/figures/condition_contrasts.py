"""Shifts of reported motivation by condition, one panel a respondent and moment."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.moments import MOMENTS
from motivelab.figures.reading.shifts import shifts

QUESTION = "motivation_by_condition"
CAPTION = (
    "Shift of reported motivation on the same tasks, with 95% intervals not adjusted for being many; an interval that"
    " holds zero (dashed line) shows no shift."
)
SOURCE: Source = "estimates"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a contrast; conditions from the one that raises most to the one that lowers most, alike in all panels.

    Args:
        source: estimates of `motivation_by_condition`.
    """
    moment = pl.col("moment").replace_strict(MOMENTS, default=pl.col("moment"), return_dtype=pl.String)
    return (
        shifts(source)
        .with_columns(
            pl.format("{}, {}", "respondent", moment).alias("panel"),
            pl.format("against {}", "reference").alias("series"),
            pl.col("condition").alias("row"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero, as wide to the left as to the right and no wider than a shift can be."""
    far = reach(data, least=5.0, most=100.0)
    return forest(data, Forest(title="shift (points, % of the response range)", domain=(-far, far), reference=0.0))
