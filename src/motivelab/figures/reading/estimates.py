"""Estimates of a question as figures read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import polars as pl

Track: TypeAlias = Literal["recommended", "as_published"]

NUMBERS = ("value", "low", "high", "n")


def estimates_of(
    source: pl.DataFrame,
    *,
    measures: Sequence[str] = (),
    statistics: Sequence[str] = (),
    labels: Sequence[str] = (),
    track: Track = "recommended",
) -> pl.DataFrame:
    """The rows of one track with a number, of some measures or statistics; labels that nothing carries are empty.

    Args:
        source: estimates, as `to_frame` lays them out.
        measures: those wanted; all where none is named.
        statistics: likewise.
        labels: columns of labels that the figure uses.
        track: which computation.
    """
    found = source.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in labels if name not in source.columns
    )
    return found.filter(
        pl.col("track") == track,
        pl.col("value").is_finite(),
        pl.col("measure").is_in(list(measures)) if measures else pl.lit(True),
        pl.col("statistic").is_in(list(statistics)) if statistics else pl.lit(True),
    )
