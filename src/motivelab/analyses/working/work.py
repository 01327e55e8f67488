"""Work as data: one row a performance, what judges made of it beside it."""

from __future__ import annotations

import polars as pl

from motivelab.tables.tables import Tables

_LABELS = ("respondent", "condition", "construct", "task", "family", "category", "expected_compliance")
_MEASURES = (
    "dose",
    "units_asked",
    "complied",
    "truncated",
    "correct",
    "units_done",
    "words",
    "visible_tokens",
    "reasoning_tokens",
)


def work(tables: Tables) -> pl.DataFrame:
    """Every performance with its mean rating.

    Returns:
        `trial_id`, labels as text, what the performances table says of the work, and `quality` (mean over criteria and
        judges in the rubric's own numbers), `quality_100` (the same in percent of the range); null where the work was
        not rated.
    """
    rated = (
        tables.judgements.filter(pl.col("score").is_not_null())
        .group_by(pl.col("parent_trial_id").alias("trial_id"), maintain_order=True)
        .agg(pl.col("score").mean().alias("quality"), pl.col("score_100").mean().alias("quality_100"))
    )
    return tables.performances.select("trial_id", pl.col(_LABELS).cast(pl.String), *_MEASURES).join(
        rated, on="trial_id", how="left", maintain_order="left"
    )


def ratings(tables: Tables) -> pl.DataFrame:
    """Every rating that was given, labels as text.

    Returns:
        `trial_id` (of the work), `respondent` (its author), `judge`, `criterion`, `replicate` (of the judgement),
        `condition`, `task`, `family`, `category`, `score`, `score_100`.
    """
    named = pl.col("judge", "criterion", "condition", "task", "family", "category").cast(pl.String)
    return tables.judgements.filter(pl.col("score").is_not_null()).select(
        pl.col("parent_trial_id").alias("trial_id"),
        pl.col("author").cast(pl.String).alias("respondent"),
        named,
        "replicate",
        "score",
        "score_100",
    )
