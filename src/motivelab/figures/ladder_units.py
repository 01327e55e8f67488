"""What changes when more units of the same work are asked for, one panel a respondent and outcome."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.curve import CURVE_SCHEMA, Curve, curve
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of
from motivelab.figures.reading.moments import MOMENTS

QUESTION = "ladders"
CAPTION = (
    "Mean report, effort and quality by how many units of the same work were asked for, nothing added, with 95% "
    "intervals."
)
SOURCE: Source = "estimates"

MEASURE = "mean by units asked for"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, outcome, moment and number of units.

    Args:
        source: estimates of `ladders`.
    """
    found = estimates_of(source, measures=[MEASURE], labels=["item", "outcome", "moment"])
    moment = pl.col("moment").replace_strict(MOMENTS, default=pl.col("moment"), return_dtype=pl.String)
    named = found.with_columns(
        pl.format("{}, {}", "respondent", pl.col("outcome").fill_null("")).alias("panel"),
        moment.fill_null("").alias("series"),
        pl.col("item").str.extract(r"^(\d+)").cast(pl.Float64).alias("x"),
    ).drop_nulls("x")
    return named.sort(place(named["outcome"]), place(named["respondent"]), place(named["series"]), "x").select(
        pl.col(name).cast(dtype) for name, dtype in CURVE_SCHEMA.items()
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A curve for each outcome, each on an axis of its own."""
    style = Curve(x_title="units asked for", y_title="mean", whole=True, form=".2f")
    return tuple(panel for own in data.partition_by("panel", maintain_order=True) for panel in curve(own, style))
