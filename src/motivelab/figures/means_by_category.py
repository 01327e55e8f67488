"""Mean reported motivation by category, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel

QUESTION = "motivation_by_category"
CAPTION = "Mean reported motivation with 95% intervals; all tasks first, then categories from the highest mean down."
SOURCE: Source = "estimates"

_ALL = "all tasks"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a mean, all tasks first, then categories by their mean over respondents, so that panels compare.

    Args:
        source: estimates of `motivation_by_category`.
    """
    if source.is_empty():
        return pl.DataFrame(schema=FOREST_SCHEMA)
    means = source.filter(pl.col("statistic") == "mean")
    height = pl.when(pl.col("category") == _ALL).then(float("inf")).otherwise(pl.col("value").mean().over("category"))
    first = pl.int_range(pl.len()).min().over("respondent").alias("first")
    return (
        means.with_columns(height.alias("height"), first)
        .sort(["first", "height", "category"], descending=[False, True, False])
        .select(
            pl.col("respondent").alias("panel"),
            pl.col("category").alias("row"),
            pl.lit("").alias("series"),
            "value",
            "low",
            "high",
            "n",
        )
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot from 0 to 100 percent of the response range."""
    return forest(data, Forest(title="reported motivation (% of the response range)", domain=(0.0, 100.0)))
