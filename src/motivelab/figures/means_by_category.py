"""Mean reported motivation by category, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "motivation_by_category"
CAPTION = "Mean reported motivation with 95% intervals; all tasks first, then categories from the highest mean down."
SOURCE: Source = "estimates"

_ALL = "all tasks"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a mean, all tasks first, then categories by their mean over respondents, so that panels compare.

    Args:
        source: estimates of `motivation_by_category`.
    """
    found = estimates_of(source, statistics=["mean"], labels=["category"])
    height = pl.when(pl.col("category") == _ALL).then(float("inf")).otherwise(pl.col("value").mean().over("category"))
    return (
        found.with_columns(height.alias("height"), place(found["respondent"]).alias("first"))
        .sort(["first", "height", "category"], descending=[False, True, False])
        .with_columns(pl.col("respondent").alias("panel"), pl.col("category").alias("row"), pl.lit("").alias("series"))
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot from 0 to 100 percent of the response range."""
    return forest(data, Forest(title="reported motivation (% of the response range)", domain=(0.0, 100.0)))
