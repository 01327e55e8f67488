"""What each condition does to work, choice and price, respondents side by side; one panel an outcome."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.palette import SERIES
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.reading.estimates import estimates_of
from motivelab.schema.manipulation import NO_MANIPULATION

QUESTION = "behaviour_by_condition"
CAPTION = (
    "What each condition does against nothing added, on the same tasks, with 95% intervals: judged quality in rating "
    "points, correctness and shares in points of a hundred, tokens as a ratio. The dashed line is no effect."
)
SOURCE: Source = "estimates"

_PREFIX = "shift of "
_SCHEMA = FOREST_SCHEMA | {"statistic": pl.String}


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row an outcome, condition and respondent; with more respondents than there are marks, a panel for each.

    Args:
        source: estimates of `behaviour_by_condition`.
    """
    found = estimates_of(
        source, statistics=["mean_difference", "ratio"], labels=["condition", "reference", "moment"]
    ).filter(pl.col("reference") == NO_MANIPULATION)
    outcome = pl.col("measure").str.strip_prefix(_PREFIX)
    many = found["respondent"].n_unique() > len(SERIES)
    panel = pl.format("{}, {}", outcome, "respondent") if many else outcome
    height = pl.col("value").mean().over("condition", "measure").alias("height")
    one = found.with_columns(height, panel.alias("panel"))
    return (
        one.sort(place(one["measure"]), place(one["panel"]), -pl.col("height"), "condition", place(one["respondent"]))
        .with_columns(
            pl.col("condition").alias("row"),
            pl.lit("").alias("series") if many else pl.col("respondent").alias("series"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot an outcome, each on an axis of its own."""
    return tuple(panel for own in data.partition_by("panel", maintain_order=True) for panel in forest(own, _style(own)))


def _style(own: pl.DataFrame) -> Forest:
    null = 1.0 if own["statistic"][0] == "ratio" else 0.0
    seen = [abs(v - null) for name in ("value", "low", "high") for v in own[name].drop_nulls()]
    far = max(seen, default=0.0) * 1.05 or 1.0
    low = max(0.0, null - far) if null else null - far
    title = "ratio to nothing added" if null else "difference from nothing added"
    return Forest(title=title, domain=(low, null + far), reference=null, form=".2f" if far < 20 else ".1f")
