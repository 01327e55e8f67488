"""Every measure of a task in one long table: what is reported of it, and what becomes of it when it is set."""

from __future__ import annotations

import polars as pl

REPORT = "reported motivation"
OUTCOMES: dict[str, pl.Expr] = {
    "work handed in": pl.col("complied").cast(pl.Float64),
    "log of visible tokens": pl.when(pl.col("complied") & (pl.col("visible_tokens") > 0)).then(
        pl.col("visible_tokens").log()
    ),
    "log of reasoning tokens": pl.when(pl.col("complied") & (pl.col("reasoning_tokens") > 0)).then(
        pl.col("reasoning_tokens").log()
    ),
    "checked correctness": pl.col("correct"),
    "share of the units done": (pl.col("units_done") / pl.col("units_asked")).clip(0.0, 1.0),
    "judged quality": pl.col("quality"),
}
"""Measures of work; those of effort are of work that was handed in."""


def by_task(reports: pl.DataFrame, work: pl.DataFrame) -> pl.DataFrame:
    """One row a respondent, condition, task and measure; measures that nobody has are absent.

    Args:
        reports: of `task_means`: mean reports by moment.
        work: of `working.work`.

    Returns:
        `respondent, condition, task, family, outcome, moment` (null for work)`, value`.
    """
    keys = ("respondent", "condition", "task", "family")
    told = reports.select(*keys, pl.lit(REPORT).alias("outcome"), "moment", pl.col("score").alias("value"))
    parts = [told]
    for outcome, value in OUTCOMES.items():
        of_work = (
            work.with_columns(value.alias("value"))
            .filter(pl.col("value").is_not_null())
            .group_by(keys, maintain_order=True)
            .agg(pl.col("value").mean())
        )
        parts.append(
            of_work.select(*keys, pl.lit(outcome).alias("outcome"), pl.lit(None, pl.String).alias("moment"), "value")
        )
    return pl.concat(parts)
