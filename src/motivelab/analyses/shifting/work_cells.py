"""What became of each task that was set, one number a respondent, condition, task and outcome."""

from __future__ import annotations

import polars as pl

from motivelab.tables.tables import Tables

COMPLIANCE = "compliance"
CUT_OFF = "work cut off at the output cap"
CORRECT = "checked correctness"
QUALITY = "judged quality"
LENGTH = "tokens of the work"
REASONING = "tokens of reasoning"
COST = "cost of 1,000 tasks in US dollars"

OUTCOMES = (COMPLIANCE, CUT_OFF, CORRECT, QUALITY, LENGTH, REASONING, COST)

BY_T = (COMPLIANCE, CUT_OFF, CORRECT, QUALITY)
"""Outcomes in which most tasks hardly differ and a few differ by much: shares, and ratings, which drop where work is
refused. In whole simulated runs of 30 families without any effect, resampled intervals of a shift of ratings held none
in 88%; in such differences cluster-robust t does so in 94 to 95%."""

_KEYS = ("respondent", "condition", "construct", "wording", "task", "family", "category")


def work_cells(tables: Tables) -> pl.DataFrame:
    """Every outcome of work, repetitions of a task averaged.

    Compliance, work cut off (of work that was done) and correctness are in percent, quality in the rubric's own numbers
    (mean over criteria and judges), tokens are natural logarithms of those of work that was done, cost is of the
    request that brought the work. An outcome that is not known of a task has no row.

    Returns:
        `outcome, respondent, condition, construct, wording, task, family, category, score, censored`, one row for each
        wording of a task's condition (null in condition none); `censored` is the share of works that were cut off, so
        that their tokens are lower bounds.
    """
    work = tables.performances
    done = work.filter(pl.col("complied"))
    paid = tables.trials.filter(pl.col("kind") == "performance", pl.col("status") == "answered")
    ratings = (
        tables.judgements.filter(pl.col("score").is_not_null())
        .with_columns(pl.col("author").alias("respondent"))
        .group_by(*_KEYS, "parent_trial_id", maintain_order=True)
        .agg(pl.col("score").mean())
    )
    frames = [
        _cells(work, pl.col("complied").cast(pl.Float64) * 100, COMPLIANCE),
        _cells(done, pl.col("truncated").cast(pl.Float64) * 100, CUT_OFF),
        _cells(work, pl.col("correct") * 100, CORRECT),
        _cells(ratings, pl.col("score"), QUALITY),
        _cells(done, _log("visible_tokens"), LENGTH),
        _cells(done, _log("reasoning_tokens"), REASONING),
        _cells(paid, pl.col("cost_usd") * 1000, COST),
    ]
    return pl.concat(frames)


def _cells(rows: pl.DataFrame, value: pl.Expr, outcome: str) -> pl.DataFrame:
    cut = pl.col("truncated").cast(pl.Float64) if "truncated" in rows.columns else pl.lit(0.0)
    return (
        rows.lazy()
        .select(*_KEYS, value.alias("score"), cut.alias("censored"))
        .filter(pl.col("score").is_not_null())
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.col("score", "censored").mean())
        .with_columns(pl.col(_KEYS).cast(pl.String))
        .select(pl.lit(outcome).alias("outcome"), *_KEYS, "score", "censored")
        .collect()
    )


def _log(column: str) -> pl.Expr:
    return pl.when(pl.col(column) > 0).then(pl.col(column).log())
