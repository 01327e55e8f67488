"""Reports on every subscale of an instrument, one row an answer and subscale, with how the question was put."""

from __future__ import annotations

import polars as pl

from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

_PLACE = ("trial_id", "respondent", "moment", "condition", "construct", "task", "family", "category", "replicate")
_ASKED = ("wording", "instrument", "instrument_wording", "format", "reason_position")
ASKED = ("format", "reason_position", "instrument_wording")
"""Ways of putting one and the same question."""


def subscale_reports(tables: Tables, *, where: pl.Expr | None = None) -> pl.DataFrame:
    """Keyed answers as percentages of the response range, averaged over the items of a subscale.

    Args:
        tables: a run's tables.
        where: which rows of `self_reports`; all answered ones where None.

    Returns:
        Columns `trial_id, respondent, moment, condition, construct, task, family, category, replicate, wording,
        instrument, instrument_wording, format, reason_position, subscale, score`, sorted by respondent, family, task
        and the rest, so that the order in which rows were written makes no difference.
    """
    asked = pl.col("score_100").is_not_null()
    found = tables.self_reports.filter(asked if where is None else asked & where)
    texts = [c for c in (*_PLACE, *_ASKED, "subscale") if c not in ("trial_id", "replicate")]
    keys = [*_PLACE, *_ASKED, "subscale"]
    return (
        found.select(*keys, "score_100")
        .with_columns(pl.col(texts).cast(pl.String))
        .with_columns(pl.col("moment").fill_null("pre"))
        .group_by(keys)
        .agg(pl.col("score_100").mean().alias("score"))
        .sort("respondent", "family", "task", "moment", "condition", "subscale", "replicate", "trial_id")
    )


def unmanipulated_pre() -> pl.Expr:
    """Rows of `self_reports` from before the task with nothing added to it."""
    return (pl.col("moment").cast(pl.String).fill_null("pre") == "pre") & (
        pl.col("condition").cast(pl.String) == NO_MANIPULATION
    )


def family_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `family_number`: its family's place among all families in alphabetic order, from 0."""
    return frame.with_columns((pl.col("family").rank("dense").cast(pl.Int64) - 1).alias("family_number"))
