"""Answers to a questionnaire of several subscales, one number a respondent, condition, task and subscale."""

from __future__ import annotations

import polars as pl

from motivelab.tables.tables import Tables

_KEYS = ("respondent", "moment", "condition", "construct", "wording", "task", "family", "category", "facet")


def subscale_cells(tables: Tables, *, instrument: str) -> pl.DataFrame:
    """Mean over items, repetitions, wordings and formats, in percent of the response range.

    Args:
        tables: a run's tables.
        instrument: which questionnaire.

    Returns:
        `respondent, moment, condition, construct, wording, task, family, category, facet, score`, one row for each
        wording of a task's condition (null in condition none); `facet` is the subscale, `score` a percentage
        of the range, higher meaning more of the subscale. Empty where it was not asked.
    """
    answered = tables.self_reports.filter(
        pl.col("instrument").cast(pl.String) == instrument, pl.col("score_100").is_not_null()
    ).with_columns(pl.col("subscale").alias("facet"))
    # One answer counts once, however many items a subscale has.
    by_answer = answered.group_by("trial_id", *_KEYS, maintain_order=True).agg(pl.col("score_100").mean())
    cells = by_answer.group_by(_KEYS, maintain_order=True).agg(pl.col("score_100").mean().alias("score"))
    return cells.with_columns(pl.col(_KEYS).cast(pl.String)).with_columns(pl.col("moment").fill_null("pre"))
