"""How many dimensions the facets have: their eigenvalues beside those of random data, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.curve import CURVE_SCHEMA, Curve, curve
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "facets"
CAPTION = (
    "Eigenvalues of the facets' correlations, largest first, beside what 95% of random data of the same size stay "
    "below (parallel analysis). As many dimensions are worth keeping as lie above the random line before it is first "
    "crossed."
)
SOURCE: Source = "estimates"

SERIES = {
    "eigenvalue": "components",
    "eigenvalue of random data (95%)": "components, random data",
    "eigenvalue of common factors": "common factors",
    "eigenvalue of common factors of random data (95%)": "common factors, random data",
}


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, eigenvalue and series.

    Args:
        source: estimates of `facets`.
    """
    found = estimates_of(source, measures=list(SERIES), labels=["component"])
    return (
        found.with_columns(pl.col("component").cast(pl.Float64, strict=False).alias("x"))
        .drop_nulls("x")
        .sort(place(found["respondent"]), place(found["measure"], first=SERIES), "x")
        .with_columns(
            pl.col("respondent").alias("panel"),
            pl.col("measure").replace_strict(SERIES, default="", return_dtype=pl.String).alias("series"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in CURVE_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Falling curves over the number of the component."""
    style = Curve(x_title="component or factor", y_title="eigenvalue", reference=0.0, whole=True, form=".2f")
    return curve(data, style)
