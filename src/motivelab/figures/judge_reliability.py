"""How far ratings of the same work can be relied on, one panel a coefficient."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "judges"
CAPTION = (
    "Agreement of judges, and of one judge with itself, by criterion, with 95% intervals: 1 is perfect, 0 what chance"
    " gives."
)
SOURCE: Source = "estimates"

_KINDS = r"^(icc|krippendorff|alpha|weighted_kappa|kappa|fleiss)"
_LABELS = ("criterion", "judge", "other")


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a coefficient and what it is about.

    Args:
        source: estimates of `judges`.
    """
    found = estimates_of(source, labels=_LABELS).filter(pl.col("statistic").str.contains(_KINDS))
    about = pl.concat_str(_LABELS, separator=", ", ignore_nulls=True)
    named = found.with_columns(
        pl.col("measure").alias("panel"),
        pl.when(about == "").then(pl.col("respondent")).otherwise(about).alias("row"),
        pl.lit("").alias("series"),
    ).unique(["panel", "row"], keep="first", maintain_order=True)
    return named.sort(place(named["panel"]), maintain_order=True).select(
        pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items()
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot from 0 to 1, further down where an estimate lies there."""
    lowest = min([0.0, *data["value"], *data["low"].drop_nulls()])
    domain = (max(-1.0, lowest), 1.0)
    return forest(data, Forest(title="agreement", domain=domain, reference=0.0, form=".2f"))
