"""What choices go with: report, position, the manipulated task; one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel

QUESTION = "choice_against_report"
CAPTION = (
    "Shares of the choices that fell on the task reported higher, on the task shown first, and on the task that an "
    "added text was about, with 95% intervals; the dashed line is chance."
)
SOURCE: Source = "estimates"

_PLAIN = {
    "took the task reported higher": "reported higher",
    "took the task shown first": "shown first",
}
_MANIPULATED = "took the task that the text was about"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a share.

    Args:
        source: estimates of `choice_against_report`.
    """
    if source.is_empty():
        return pl.DataFrame(schema=FOREST_SCHEMA)
    rank = pl.int_range(pl.len()).min().over("respondent").alias("first")
    row = pl.col("measure").replace_strict(_PLAIN, default=pl.format("with {}", "condition"))
    return (
        source.filter(pl.col("measure").is_in([*_PLAIN, _MANIPULATED]))
        .with_columns(rank)
        .sort("first", maintain_order=True)
        .select(
            pl.col("respondent").alias("panel"),
            row.alias("row"),
            pl.lit("").alias("series"),
            "value",
            "low",
            "high",
            "n",
        )
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot of shares, chance marked."""
    style = Forest(title="share of choices that fell on the task ...", domain=(0.0, 1.0), reference=0.5, form=".0%")
    return forest(data, style)
