"""Mean report and mean work of every task, side by side."""

from __future__ import annotations

import polars as pl

from motivelab.analyses.protocol.overall_reports import task_means, unmanipulated
from motivelab.schema.manipulation import NO_MANIPULATION

MOMENTS = ("pre", "post")
"""Moments whose report is laid beside the work: before it, and after it in the same conversation."""


def report_and_work(reports: pl.DataFrame, work: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """One row a respondent, moment and task that has both a report and work, with nothing added to the task.

    Args:
        reports: of `overall_reports`.
        work: of `working.work`.
        value: what of the work is averaged over its repetitions; rows where it is null are left out.

    Returns:
        `respondent, moment, task, family, category, expected_compliance, report, value`.
    """
    plain = task_means(unmanipulated(reports).filter(pl.col("moment").is_in(MOMENTS)))
    done = (
        work.filter(pl.col("condition") == NO_MANIPULATION)
        .with_columns(value.cast(pl.Float64).alias("value"))
        .filter(pl.col("value").is_not_null())
        .group_by("respondent", "task", maintain_order=True)
        .agg(pl.col("value").mean(), pl.col("expected_compliance").first())
    )
    return plain.join(done, on=["respondent", "task"], how="inner", maintain_order="left").select(
        "respondent",
        "moment",
        "task",
        "family",
        "category",
        "expected_compliance",
        pl.col("score").alias("report"),
        "value",
    )
