"""How far reports go with what people say, one panel a kind of human rating."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "human_comparison"
CAPTION = (
    "Correlations over tasks of reported motivation with mean human ratings, with 95% intervals; the dashed line is "
    "none."
)
SOURCE: Source = "estimates"

STARTS = "correlation of reports with "


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and kind of rating, in total, within sets of tasks, and corrected for noise.

    Args:
        source: estimates of `human_comparison`.
    """
    found = estimates_of(source).filter(pl.col("measure").str.starts_with(STARTS))
    return (
        found.sort(place(found["measure"]), place(found["respondent"]))
        .with_columns(
            pl.col("measure").str.strip_prefix(STARTS).alias("panel"),
            pl.col("respondent").alias("row"),
            pl.lit("").alias("series"),
        )
        .unique(["panel", "row"], keep="first", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot from -1 to 1."""
    return forest(data, Forest(title="correlation", domain=(-1.0, 1.0), reference=0.0, form=".2f"))
