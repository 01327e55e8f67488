"""Where choices place what was offered, from the least to the most wanted; one panel a respondent and scale."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "utilities"
CAPTION = (
    "Utilities that choices imply (Bradley-Terry, log odds, mean zero) with 95% intervals; one point more means that "
    "it is taken 2.7 times as often. Of more than thirty, the fifteen most and the fifteen least wanted are shown."
)
SOURCE: Source = "estimates"

_STATISTIC = "utility"
_MODEL = "Bradley-Terry"
_EACH_WAY = 15


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and item, from the highest utility down.

    Args:
        source: estimates of `utilities`.
    """
    found = estimates_of(source, statistics=[_STATISTIC], labels=["item"])
    what = pl.col("measure").str.extract(r"utility of (\w+)").fill_null("")
    ranked = found.filter(pl.col("measure").str.contains(_MODEL, literal=True)).with_columns(
        pl.format("{}, {}", "respondent", what).alias("panel"), pl.col("item").alias("row"), pl.lit("").alias("series")
    )
    rank = pl.int_range(pl.len()).over("panel")
    return (
        ranked.sort(place(ranked["panel"]), -pl.col("value"), "item")
        .filter((rank < _EACH_WAY) | (rank >= pl.len().over("panel") - _EACH_WAY))
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero; intervals that go far beyond all points end at the axis."""
    far = reach(data, least=0.5, spare=True)
    return forest(data, Forest(title="utility (log odds)", domain=(-far, far), reference=0.0, form=".2f"))
