"""Reports of overall motivation as figures read them, and their means by task."""

from __future__ import annotations

import polars as pl

from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

PREFERRED = "motivation"
"""The instrument that asks for overall motivation; where a study does not use it, the one it used most stands in."""

_NAMES = ("respondent", "task", "family", "category", "condition", "construct", "format")
_KEPT = (*_NAMES, "dose", "replicate", "value", "score_100")


def overall_reports(tables: Tables, *, moment: str, condition: str | None = NO_MANIPULATION) -> pl.DataFrame:
    """One row an answer: whom, about which task, the number as given (`value`) and in percent of the range (`score`).

    Args:
        tables: a run's tables.
        moment: `pre`, `post` or `similar`.
        condition: one condition, or None for all.
    """
    found = tables.self_reports.filter(
        pl.col("score_100").is_not_null(),
        pl.col("moment").fill_null("pre") == moment,
        pl.lit(True) if condition is None else pl.col("condition") == condition,
    )
    chosen = found.filter(pl.col("instrument") == PREFERRED)
    if chosen.is_empty() and not found.is_empty():
        which = pl.concat_str(pl.col("instrument", "subscale").cast(pl.String), separator="\x1f")
        most = found.group_by(which.alias("which")).len().sort("len", "which")["which"][-1]
        chosen = found.filter(which == most)
    return chosen.select(_KEPT).with_columns(pl.col(_NAMES).cast(pl.String)).rename({"score_100": "score"})


def task_means(reports: pl.DataFrame) -> pl.DataFrame:
    """Mean score over all answers about a task: `respondent, condition, task, family, category, score`."""
    keys = ("respondent", "condition", "task", "family", "category")
    return reports.group_by(keys, maintain_order=True).agg(pl.col("score").mean())
