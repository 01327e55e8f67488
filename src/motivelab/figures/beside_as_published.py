"""The founding study's computation beside the sounder one, where both answer the same."""

from __future__ import annotations

import polars as pl

from motivelab.figures.drawing.catalogue import EVERY_QUESTION, Source
from motivelab.figures.drawing.forest import FOREST_SCHEMA, Forest, forest
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.place import place
from motivelab.figures.drawing.theme import WIDE
from motivelab.figures.reading.estimates import NUMBERS, estimates_of

QUESTION = EVERY_QUESTION
CAPTION = (
    "The same question by the recommended computation and as the founding study computed it, with 95% intervals where"
    " there are any; those furthest apart first, twelve at most for each measure."
)
SOURCE: Source = "estimates"

NAMES = {"recommended": "recommended", "as_published": "as published"}

_MOST = 12
_LABELS = (
    "condition",
    "reference",
    "moment",
    "category",
    "facet",
    "other",
    "criterion",
    "judge",
    "item",
    "component",
    "outcome",
    "wording",
    "term",
    "band",
    "procedure",
)


def data(source: pl.DataFrame) -> pl.DataFrame:
    """Two rows for everything that both tracks answer under the same labels and on the same scale.

    Args:
        source: estimates of one question, both tracks.
    """
    labels = [name for name in _LABELS if name in source.columns]
    keys = ["respondent", "measure", "scale", *labels]
    ours, theirs = (estimates_of(source, track=track) for track in ("recommended", "as_published"))
    once = [frame.filter(pl.len().over(keys) == 1) for frame in (ours, theirs)]
    both = once[0].join(
        once[1].select(*keys, *NUMBERS), on=keys, suffix="_theirs", nulls_equal=True, maintain_order="left"
    )
    apart = (pl.col("value") - pl.col("value_theirs")).abs().alias("apart")
    telling = [name for name in labels if both[name].n_unique() > 1]
    named = pl.concat_str("respondent", *telling, separator=", ", ignore_nulls=True)
    told = both.with_columns(apart, pl.col("measure").alias("panel"), named.alias("row"))
    near = pl.col("apart").rank("ordinal", descending=True).over("panel")
    kept = told.with_columns(near.alias("rank")).filter(pl.col("rank") <= _MOST)
    sides = [
        kept.select(
            "panel", "row", "rank", pl.lit(name).alias("series"), *(pl.col(f"{n}{end}").alias(n) for n in NUMBERS)
        )
        for name, end in ((NAMES["recommended"], ""), (NAMES["as_published"], "_theirs"))
    ]
    laid = pl.concat(sides)
    return laid.sort(place(laid["panel"]), "rank", place(laid["series"])).select(
        pl.col(name).cast(dtype) for name, dtype in FOREST_SCHEMA.items()
    )


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Pairs of points, each panel on an axis of its own."""
    return tuple(panel for own in data.partition_by("panel", maintain_order=True) for panel in forest(own, _style(own)))


def _style(own: pl.DataFrame) -> Forest:
    seen = [v for name in ("value", "low", "high") for v in own[name].drop_nulls()]
    low, high = min(seen), max(seen)
    margin = 0.06 * (high - low) or 1.0
    holds_zero = low - margin <= 0 <= high + margin
    return Forest(
        title="estimate",
        domain=(low - margin, high + margin),
        reference=0.0 if holds_zero else None,
        form=".1f" if high - low > 20 else ".2f" if high - low > 0.2 else ".3f",
        width=WIDE,
    )
