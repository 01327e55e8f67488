"""How often the task shown first was taken, by how much more it was reported to motivate; one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.curve import CURVE_SCHEMA, Curve, curve
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "choice_against_report"
CAPTION = (
    "Share of choices in which the task shown first was taken, in bins of the difference between the reports on the "
    "two tasks, with 95% intervals. Choices that follow reports rise from the lower left to the upper right; a flat "
    "line shows that they do not. The dashed line is one half."
)
SOURCE: Source = "estimates"

SHARE = "took the task shown first, by difference of reports"
DIFFERENCE = "difference of reports, first less second"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and bin with both its mean difference and its share.

    Args:
        source: estimates of `choice_against_report`.
    """
    keys = ["respondent", "condition", "band"]
    share = estimates_of(source, measures=[SHARE], labels=keys)
    x = estimates_of(source, measures=[DIFFERENCE], labels=keys).select(*keys, pl.col("value").alias("x"))
    both = share.join(x, on=keys, nulls_equal=True, maintain_order="left")
    return both.select(
        pl.col("respondent").alias("panel"), pl.lit("").alias("series"), "x", "value", "low", "high", "n"
    ).select(pl.col(name).cast(dtype) for name, dtype in CURVE_SCHEMA.items())


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A curve from 0 to 100 percent, chance marked."""
    style = Curve(
        x_title="reported motivation, first less second (points)",
        y_title="share that took the first task",
        domain=(0.0, 1.0),
        reference=0.5,
        form=".0%",
    )
    return curve(data, style)
