"""One number a respondent, task, condition and outcome: what two runs are compared by."""

from __future__ import annotations

import polars as pl

from motivelab.analyses.protocol.overall_reports import overall_reports, task_means
from motivelab.analyses.shifting.subscale_cells import subscale_cells
from motivelab.analyses.shifting.work_cells import work_cells
from motivelab.tables.tables import Tables

REPORTED = "reported motivation"
FACET = "facet of motivation"
UNANSWERED = "questions about motivation without an answer"
BREAKDOWN = "breakdown"

KEYS = ("outcome", "moment", "facet", "condition", "task")
_COLUMNS = ("outcome", "moment", "facet", "respondent", "condition", "construct", "task", "family", "category", "score")


def run_cells(tables: Tables) -> pl.DataFrame:
    """Every outcome of a run, repetitions, wordings and formats averaged.

    Reports are in percent of the response range, shares in percent, tokens natural logarithms, quality in the rubric's
    own numbers, cost in US dollars for 1,000 tasks.

    Returns:
        `outcome, moment, facet, respondent, condition, construct, task, family, category, score`, text and a number;
        `moment` and `facet` are empty texts where an outcome has none.
    """
    reports = task_means(overall_reports(tables).frame).with_columns(pl.lit(REPORTED).alias("outcome"))
    facets = subscale_cells(tables, instrument=BREAKDOWN).with_columns(pl.lit(FACET).alias("outcome"))
    frames = [_plain(frame) for frame in (reports, facets, work_cells(tables), _unanswered(tables))]
    keys = [c for c in _COLUMNS if c not in ("score", "construct", "family", "category")]
    return (
        pl.concat(frames)
        .group_by(keys, maintain_order=True)
        .agg(pl.col("construct", "family", "category").first(), pl.col("score").mean())
    )


def _unanswered(tables: Tables) -> pl.DataFrame:
    asked = tables.trials.filter(
        pl.col("status") != "open", ~pl.col("status_inherited"), pl.col("kind") == "self_report"
    )
    missing = (pl.col("status") != "answered").cast(pl.Float64) * 100
    return asked.with_columns(pl.lit(UNANSWERED).alias("outcome"), pl.lit("").alias("moment"), missing.alias("score"))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit("").alias(name) for name in ("moment", "facet") if name not in frame.columns]
    text = [name for name in _COLUMNS if name != "score"]
    return (
        frame.with_columns(absent)
        .with_columns(pl.col(text).cast(pl.String))
        .with_columns(pl.col("moment", "facet").fill_null(""))
        .select(_COLUMNS)
    )
