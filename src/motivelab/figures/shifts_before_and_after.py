"""Shifts of reported motivation before and after the task side by side, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.moments import MOMENTS
from motivelab.figures.reading.shifts import shifts
from motivelab.schema.manipulation import NO_MANIPULATION

QUESTION = "motivation_by_condition"
CAPTION = (
    "Shift of reported motivation against nothing added, before and after working on the task, with 95% intervals. A "
    "shift that stands at both outlasts the work."
)
SOURCE: Source = "estimates"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, condition and moment; empty unless reports were asked at two moments.

    Args:
        source: estimates of `motivation_by_condition`.
    """
    found = shifts(source).filter(pl.col("reference") == NO_MANIPULATION)
    if found["moment"].n_unique() < 2:
        return pl.DataFrame(schema=FOREST_SCHEMA)
    moment = pl.col("moment").replace_strict(MOMENTS, default=pl.col("moment"), return_dtype=pl.String)
    return found.with_columns(
        pl.col("respondent").alias("panel"), pl.col("condition").alias("row"), moment.alias("series")
    ).select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero, moments beside each other."""
    far = reach(data, least=5.0, most=100.0)
    return forest(data, Forest(title="shift (points, % of the response range)", domain=(-far, far), reference=0.0))
