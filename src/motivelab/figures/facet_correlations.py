"""How the facets of motivation go together over tasks, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.heat import HEAT_SCHEMA, Heat, heat
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "facets"
CAPTION = (
    "Correlations of the facets and of overall motivation over the tasks of one respondent, nothing added, in "
    "hundredths; in brackets where the 95% interval (families) holds zero."
)
SOURCE: Source = "estimates"

MEASURE = "correlation of facets"


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and pair, in both orders, so that every column can be read down.

    Args:
        source: estimates of `facets`.
    """
    found = estimates_of(source, measures=[MEASURE], labels=["facet", "other"])
    turned = found.with_columns(pl.col("facet").alias("other"), pl.col("other").alias("facet"))
    order = list(dict.fromkeys([*found["facet"], *found["other"]]))
    both = pl.concat([found, turned])
    return (
        both.sort(place(both["respondent"]), place(both["facet"], first=order), place(both["other"], first=order))
        .with_columns(
            pl.col("respondent").alias("panel"), pl.col("facet").alias("row"), pl.col("other").alias("column")
        )
        .select(pl.col(name).cast(dtype) for name, dtype in HEAT_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A shaded table; the diagonal stays empty."""
    order = data["row"].unique(maintain_order=True).to_list()
    hundred = data.with_columns(pl.col("value", "low", "high") * 100)
    style = Heat(title="correlation (hundredths)", columns="facet", domain=(-100, 100), shades="around")
    return heat(hundred, style, columns=order)
