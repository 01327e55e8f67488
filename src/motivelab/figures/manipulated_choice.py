"""How often the task that an added text was about was taken, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "choice_against_report"
CAPTION = (
    "Share of choices that fell on the task which the added text was about, by condition, with 95% intervals; the "
    "dashed line is one half, which a text that does nothing would give if it stood with either task equally often."
)
SOURCE: Source = "estimates"

MEASURE = "took the task that the text was about"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and condition, conditions from the highest mean share down, alike in all panels.

    Args:
        source: estimates of `choice_against_report`.
    """
    found = estimates_of(source, measures=[MEASURE], labels=["condition"])
    return (
        found.with_columns(
            pl.col("value").mean().over("condition").alias("height"), place(found["respondent"]).alias("first")
        )
        .sort("first", "height", "condition", descending=[False, True, False])
        .with_columns(pl.col("respondent").alias("panel"), pl.col("condition").alias("row"), pl.lit("").alias("series"))
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot of shares, one half marked."""
    title = "share of choices that fell on the text's task"
    return forest(data, Forest(title=title, domain=(0.0, 1.0), reference=0.5, form=".0%"))
