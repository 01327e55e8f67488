"""Which facets make up which factor, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "facets"
CAPTION = (
    "Loadings of the facets on correlated factors, as many as the data suggest, in hundredths; in brackets where the "
    "95% interval (families) holds zero."
)
SOURCE: Source = "estimates"

MEASURE = "loading"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, facet and factor.

    Args:
        source: estimates of `facets`.
    """
    found = estimates_of(source, measures=[MEASURE], labels=["facet", "component"])
    return (
        found.sort(place(found["respondent"]), place(found["facet"]), "component", maintain_order=True)
        .with_columns(
            pl.col("respondent").alias("panel"),
            pl.col("facet").alias("row"),
            pl.format("factor {}", "component").alias("column"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in HEAT_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A shaded table, each panel with the factors of its respondent."""
    hundred = data.with_columns(pl.col("value", "low", "high") * 100)
    style = Heat(title="loading (hundredths)", columns="factors", domain=(-100, 100), shades="around")
    return tuple(panel for own in hundred.partition_by("panel", maintain_order=True) for panel in heat(own, style))
