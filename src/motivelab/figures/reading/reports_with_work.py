"""What a respondent reported before a task beside what it then did."""

from __future__ import annotations

import polars as pl

from motivelab.figures.reading.overall_reports import overall_reports, task_means
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables


def reports_with_work(tables: Tables, y: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent and task with both: `panel`, `x` (mean report before the task), `y`, `family`.

    Args:
        tables: a run's tables; only what was asked with nothing added counts.
        y: columns `respondent`, `task`, `y`, at most one row for each pair.
    """
    reports = task_means(overall_reports(tables, moment="pre"))
    both = reports.join(y, on=["respondent", "task"], maintain_order="left")
    return both.select(pl.col("respondent").alias("panel"), pl.col("score").alias("x"), "y", "family")


def mean_work(tables: Tables, value: pl.Expr, *, complied: bool) -> pl.DataFrame:
    """Mean of a column of performances by respondent and task, nothing added: `respondent, task, y`.

    Args:
        tables: a run's tables.
        value: what to average.
        complied: whether only work that was handed in counts.
    """
    work = tables.performances.filter(pl.col("condition") == NO_MANIPULATION)
    return _by_task(work.filter(pl.col("complied")) if complied else work, "respondent", value)


def mean_quality(tables: Tables) -> pl.DataFrame:
    """Mean rating over judges, criteria and repetitions by author and task, nothing added: `respondent, task, y`."""
    rated = tables.judgements.filter(pl.col("condition") == NO_MANIPULATION, pl.col("score").is_not_null())
    return _by_task(rated, "author", pl.col("score"))


def _by_task(frame: pl.DataFrame, who: str, value: pl.Expr) -> pl.DataFrame:
    grouped = frame.group_by(pl.col(who).alias("respondent"), "task", maintain_order=True).agg(value.mean().alias("y"))
    return grouped.with_columns(pl.col("respondent", "task").cast(pl.String)).drop_nulls("y")
