"""Means of the facets of motivation by how much motivation was reported, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "facets"
CAPTION = (
    "Mean of each facet over the tasks whose overall motivation lay in a tenth of the response range, nothing added; "
    "darker is higher. Both were asked of the same respondent about the same task."
)
SOURCE: Source = "estimates"

MEASURE = "facet by band of overall motivation"

_LOWER = r"^(\d+)"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, facet and band of ten points of overall motivation.

    Args:
        source: estimates of `facets`.
    """
    found = estimates_of(source, measures=[MEASURE], labels=["facet", "band"])
    lower = found["band"].str.extract(_LOWER).cast(pl.Int64)
    return (
        found.sort(place(found["respondent"]), place(found["facet"]), lower, maintain_order=True)
        .with_columns(pl.col("respondent").alias("panel"), pl.col("facet").alias("row"))
        .with_columns(pl.col("band").str.replace("-", "–", literal=True).alias("column"))
        .select(pl.col(name).cast(dtype) for name, dtype in HEAT_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Shaded cells with the means in them; bands from low to high in all panels."""
    bands = data.select("column", pl.col("column").str.extract(_LOWER).cast(pl.Int64).alias("lower")).unique()
    style = Heat(
        title="mean facet (% of the response range)", columns="overall motivation (% of the range)", domain=(0, 100)
    )
    return heat(data, style, columns=bands.sort("lower")["column"].to_list())
