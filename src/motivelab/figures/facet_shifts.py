"""How far each condition shifts each facet of motivation, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.estimates import estimates_of
from motivelab.schema.manipulation import NO_MANIPULATION

QUESTION = "facets_by_condition"
CAPTION = (
    "Shift of each facet against nothing added, on the same tasks, in points of the response range; in brackets where"
    " the 95% interval (families) holds zero. Conditions stand from the one that raises most to the one that lowers "
    "most."
)
SOURCE: Source = "estimates"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, condition and facet.

    Args:
        source: estimates of `facets_by_condition`.
    """
    found = estimates_of(
        source, statistics=["mean_difference"], labels=["facet", "condition", "reference", "moment"]
    ).filter(pl.col("reference") == NO_MANIPULATION)
    one = found.with_columns(pl.col("value").mean().over("condition").alias("height"))
    return (
        one.sort(place(one["respondent"]), -pl.col("height"), "condition", place(one["facet"]))
        .with_columns(
            pl.col("respondent").alias("panel"), pl.col("condition").alias("row"), pl.col("facet").alias("column")
        )
        .select(pl.col(name).cast(dtype) for name, dtype in HEAT_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Shaded cells, conditions down and facets across."""
    far = reach(data.with_columns(low=pl.col("value"), high=pl.col("value")), least=5.0, most=100.0)
    return heat(data, Heat(title="shift (points)", columns="facet", domain=(-far, far), shades="around"))
