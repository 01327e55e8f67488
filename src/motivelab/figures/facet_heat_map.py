"""Means of the facets of motivation by how much motivation was reported, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.facets import facet_means
from motivelab.tables.tables import Tables

QUESTION = "facets"
CAPTION = (
    "Mean of each facet over the tasks whose overall motivation lay in a tenth of the response range, nothing added; "
    "darker is higher. Both were asked of the same respondent about the same task."
)
SOURCE: Source = "tables"

_BAND = 10


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent, facet and band of ten points of overall motivation; facets in the order of the tables.

    Args:
        source: a run's tables.
    """
    means = facet_means(source)
    if means.is_empty():
        return pl.DataFrame(schema=HEAT_SCHEMA)
    band = ((pl.col("motivation") / _BAND).floor().clip(0, 100 / _BAND - 1) * _BAND).cast(pl.Int64)
    none = pl.lit(None, dtype=pl.Float64)
    return (
        means.with_columns(
            place(means["respondent"]).alias("first respondent"),
            place(means["facet"]).alias("first facet"),
            band.alias("band"),
        )
        .group_by("respondent", "first respondent", "facet", "first facet", "band")
        .agg(pl.col("score").mean().alias("value"), pl.len().cast(pl.Int64).alias("n"))
        .sort("band")
        .with_columns(
            pl.format("{}–{}", "band", pl.col("band") + _BAND).alias("column"), none.alias("low"), none.alias("high")
        )
        .sort("first respondent", "band", "first facet")
        .select(
            pl.col("respondent").alias("panel"), pl.col("facet").alias("row"), "column", "value", "low", "high", "n"
        )
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Shaded cells with the means in them; bands from low to high in all panels."""
    lower = pl.col("column").str.extract(r"^(\d+)").cast(pl.Int64)
    bands = data.select("column", lower.alias("lower")).unique().sort("lower")["column"]
    style = Heat(
        title="mean facet (% of the response range)", columns="overall motivation (% of the range)", domain=(0, 100)
    )
    return heat(data, style, columns=bands.to_list())
