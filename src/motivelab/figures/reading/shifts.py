"""Shifts of reported motivation, in an order that holds in all panels."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of
from motivelab.figures.reading.moments import MOMENTS


def shifts(source: pl.DataFrame) -> pl.DataFrame:
    """Contrasts by respondent, moment, then condition from the one that raises most to the one that lowers most.

    Args:
        source: estimates of `motivation_by_condition`.
    """
    found = estimates_of(source, statistics=["mean_difference"], labels=["moment", "condition", "reference"])
    return found.with_columns(pl.col("value").mean().over("condition").alias("height")).sort(
        place(found["respondent"]),
        place(found["moment"], first=MOMENTS),
        -pl.col("height"),
        "condition",
        place(found["reference"]),
    )
