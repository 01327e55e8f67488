"""Mean shift over respondents by condition, one panel an outcome and moment."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.estimates import estimates_of
from motivelab.figures.reading.moments import MOMENTS

QUESTION = "conditions_across_respondents"
CAPTION = "Shift by condition over all respondents, with 95% intervals; the dashed line is no shift."
SOURCE: Source = "estimates"

_STATISTICS = ("mean_difference", "fixed_effect")


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row an outcome, moment, condition and reference; of several computations the first that was given.

    Args:
        source: estimates of `conditions_across_respondents`.
    """
    labels = ["outcome", "moment", "condition", "reference"]
    found = estimates_of(source, statistics=_STATISTICS, labels=labels).unique(
        labels, keep="first", maintain_order=True
    )
    moment = pl.col("moment").replace_strict(MOMENTS, default=pl.col("moment"), return_dtype=pl.String)
    named = found.with_columns(
        pl.concat_str(pl.col("outcome").fill_null("shift"), moment, separator=", ", ignore_nulls=True).alias("panel"),
        pl.col("condition").alias("row"),
        pl.format("against {}", pl.col("reference").fill_null("none")).alias("series"),
        pl.col("value").mean().over("outcome", "moment", "condition").alias("height"),
    )
    return named.sort(place(named["panel"]), -pl.col("height"), "row", place(named["series"])).select(
        pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items()
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero for each outcome, each on an axis of its own."""
    return tuple(panel for own in data.partition_by("panel", maintain_order=True) for panel in _one(own))


def _one(own: pl.DataFrame) -> tuple[Panel, ...]:
    step = 5.0 if float(own["value"].abs().to_numpy().max(initial=0.0)) > 1 else 0.1
    far = reach(own, least=step)
    return forest(own, Forest(title="shift", domain=(-far, far), reference=0.0, form=".1f" if step > 1 else ".2f"))
