"""How alike respondents are: correlations of what they report over categories and over tasks."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "respondents_compared"
CAPTION = (
    "Correlations of reports between respondents, in hundredths; in brackets where the 95% interval (families) holds "
    "zero."
)
SOURCE: Source = "estimates"

OVER_CATEGORIES = "correlation of profiles over categories"
OVER_TASKS = "correlation of reports over tasks"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a pair of respondents, in both orders, for categories and for tasks.

    Args:
        source: estimates of `respondents_compared`.
    """
    found = estimates_of(source, measures=[OVER_CATEGORIES, OVER_TASKS], labels=["other"]).drop_nulls("other")
    turned = found.with_columns(pl.col("respondent").alias("other"), pl.col("other").alias("respondent"))
    order = list(dict.fromkeys([*found["respondent"], *found["other"]]))
    both = pl.concat([found, turned])
    places = (place(both[name], first=order) for name in ("respondent", "other"))
    return (
        both.sort(place(both["measure"]), *places)
        .with_columns(
            pl.col("measure").alias("panel"), pl.col("respondent").alias("row"), pl.col("other").alias("column")
        )
        .select(pl.col(name).cast(dtype) for name, dtype in HEAT_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A shaded table each; the diagonal stays empty."""
    order = data["row"].unique(maintain_order=True).to_list()
    hundred = data.with_columns(pl.col("value", "low", "high") * 100)
    style = Heat(title="correlation (hundredths)", columns="respondent", domain=(-100, 100), shades="around")
    return heat(hundred, style, columns=order)
