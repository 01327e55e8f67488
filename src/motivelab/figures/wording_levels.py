"""How far reports depend on how they were asked for, one panel a respondent and way of asking."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.reach import reach
from motivelab.figures.reading.estimates import estimates_of

QUESTION = "wordings"
CAPTION = (
    "Reports under each wording, format or place less the mean over all of them, with 95% intervals; the closer to "
    "the dashed line, the less the wording matters."
)
SOURCE: Source = "estimates"

_STATISTIC = "deviation"
_MOST = 40


def data(source: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, way of asking and level; forty levels at most.

    Args:
        source: estimates of `wordings`.
    """
    found = estimates_of(source, statistics=[_STATISTIC], labels=["term", "wording", "moment", "condition"])
    named = found.with_columns(
        pl.format("{}, {}", "respondent", pl.col("term").fill_null("wording")).alias("panel"),
        pl.col("wording").fill_null("").alias("row"),
        pl.lit("").alias("series"),
    ).unique(["panel", "row"], keep="first", maintain_order=True)
    kept = named.filter(pl.int_range(pl.len()).over("panel") < _MOST)
    return kept.sort(place(kept["term"]), place(kept["respondent"]), "row").select(
        pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items()
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """A forest plot around zero."""
    far = reach(data, least=5.0, most=100.0)
    return forest(data, Forest(title="difference from the mean (points)", domain=(-far, far), reference=0.0))
