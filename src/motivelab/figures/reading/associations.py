"""How far reports go with what was done, in the several ways of asking it."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.forest import FOREST_SCHEMA
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of
from motivelab.figures.reading.moments import MOMENTS

CORRELATIONS = ("pearson_r", "r_within", "r_between", "r_disattenuated", "r_partial", "point_biserial")

_ALL_CRITERIA = "all criteria"


def associations(source: pl.DataFrame) -> pl.DataFrame:
    """Data of a forest plot: one panel a respondent and measure, a row for each way of asking, moments as series.

    Args:
        source: estimates of a question on reports and behaviour; correlations with single criteria are left out.
    """
    labels = ["moment", "term", "criterion", "condition"]
    found = estimates_of(source, statistics=CORRELATIONS, labels=labels).filter(
        pl.col("criterion").is_null() | (pl.col("criterion") == _ALL_CRITERIA)
    )
    moment = pl.col("moment").replace_strict(MOMENTS, default=pl.col("moment"), return_dtype=pl.String)
    named = found.with_columns(
        pl.format("{}, {}", "respondent", "measure").alias("panel"),
        pl.col("term").fill_null("total").alias("row"),
        moment.fill_null("").alias("series"),
    ).unique(["panel", "row", "series"], keep="first", maintain_order=True)
    return named.sort(
        place(named["measure"]), place(named["respondent"]), place(named["row"]), place(named["series"])
    ).select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
