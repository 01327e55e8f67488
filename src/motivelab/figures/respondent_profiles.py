"""Which categories each respondent is more and less motivated for than its own mean, side by side."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "respondents_compared"
CAPTION = (
    "Mean reported motivation of each category less the respondent's own mean, nothing added, in points of the "
    "response range; in brackets where the 95% interval (families) holds zero."
)
SOURCE: Source = "estimates"

MEASURE = "reported motivation above own mean"

_PANEL = "profiles over categories"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a category and respondent; categories from the highest mean over respondents down.

    Args:
        source: estimates of `respondents_compared`.
    """
    found = estimates_of(source, measures=[MEASURE], labels=["category"])
    height = pl.col("value").mean().over("category").alias("height")
    return (
        found.with_columns(height)
        .sort(-pl.col("height"), "category", place(found["respondent"]))
        .with_columns(
            pl.lit(_PANEL).alias("panel"), pl.col("category").alias("row"), pl.col("respondent").alias("column")
        )
        .select(pl.col(name).cast(dtype) for name, dtype in HEAT_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """One table of shaded cells: categories down, respondents across."""
    far = reach(data.with_columns(low=pl.col("value"), high=pl.col("value")), least=5.0, most=100.0)
    style = Heat(title="points above the respondent's mean", columns="respondent", domain=(-far, far), shades="around")
    return heat(data, style)
