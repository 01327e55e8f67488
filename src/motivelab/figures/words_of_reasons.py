"""Words that go with high and with low reports, one panel a respondent."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "reasons_words"
CAPTION = (
    "Words of the reasons that are more frequent with high reports (right) and with low ones (left), as log odds "
    "ratios with 95% intervals; an interval that holds zero (dashed line) shows no difference."
)
SOURCE: Source = "estimates"

HIGH = "words of the reasons of high reports against low ones"
LOW = "words of the reasons of low reports against high ones"

_EACH_WAY = 10


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and word, from the one furthest to the high side down; ten each way at most.

    Args:
        source: estimates of `reasons_words`. What speaks for low reports stands to the left, whatever its sign there.
    """
    found = estimates_of(source, measures=[HIGH, LOW], labels=["term"])
    low = pl.col("measure") == LOW
    turned = found.with_columns(
        pl.when(low).then(-pl.col("value").abs()).otherwise(pl.col("value").abs()).alias("turned"),
    ).with_columns((pl.col("turned") * pl.col("value") < 0).alias("flipped"))
    ends = turned.with_columns(
        pl.when("flipped").then(-pl.col("high")).otherwise(pl.col("low")).alias("low"),
        pl.when("flipped").then(-pl.col("low")).otherwise(pl.col("high")).alias("high"),
        pl.col("turned").alias("value"),
    )
    nearest = pl.col("value").abs().rank("ordinal", descending=True).over("respondent", "measure")
    return (
        ends.filter(nearest <= _EACH_WAY)
        .sort(place(ends.filter(nearest <= _EACH_WAY)["respondent"]), -pl.col("value"), "term")
        .with_columns(pl.col("respondent").alias("panel"), pl.col("term").alias("row"), pl.lit("").alias("series"))
        .select(pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items())
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero; intervals that go far beyond all points end at the axis."""
    far = reach(data, least=0.25, spare=True)
    return forest(data, Forest(title="log odds ratio, high against low", domain=(-far, far), reference=0.0, form=".2f"))
