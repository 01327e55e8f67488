"""What choices go with: report and position; one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "choice_against_report"
CAPTION = (
    "Shares of the choices that fell on the task reported higher, and on the task shown first, nothing added, with "
    "95% intervals; the dashed line is chance."
)
SOURCE: Source = "estimates"

PLAIN = {
    "took the task reported higher": "reported higher",
    "took the task shown first": "shown first",
}


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a share.

    Args:
        source: estimates of `choice_against_report`.
    """
    found = estimates_of(source, measures=list(PLAIN), labels=["condition"])
    return (
        found.sort(place(found["respondent"]), place(found["measure"], first=PLAIN), maintain_order=True)
        .with_columns(pl.col("respondent").alias("panel"), pl.lit("").alias("series"))
        .with_columns(pl.col("measure").replace_strict(PLAIN, default="", return_dtype=pl.String).alias("row"))
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot of shares, chance marked."""
    style = Forest(title="share of choices that fell on the task ...", domain=(0.0, 1.0), reference=0.5, form=".0%")
    return forest(data, style)
