"""Ratings laid out, a row a work and a column a judge."""

from __future__ import annotations

import polars as pl

HUMAN = "human/"
"""How the names of judges begin who are people."""

ALL_CRITERIA = "all criteria"

KEYS = ("trial_id", "respondent", "family")


def first_ratings(ratings: pl.DataFrame) -> pl.DataFrame:
    """The first rating of each work by each judge and criterion, and their mean over criteria.

    Args:
        ratings: of `working.work.ratings`.

    Returns:
        `trial_id, respondent, family, judge, criterion, score`; `criterion` is `all criteria` in the means, which are
        there once where the rubric has one criterion.
    """
    keys = (*KEYS, "judge", "criterion")
    first = ratings.sort("replicate", maintain_order=True).unique(keys, keep="first", maintain_order=True)
    first = first.select(*keys, "score")
    if first["criterion"].n_unique() < 2:
        return first.with_columns(pl.lit(ALL_CRITERIA).alias("criterion"))
    means = first.group_by(*KEYS, "judge", maintain_order=True).agg(pl.col("score").mean())
    return pl.concat([first, means.with_columns(pl.lit(ALL_CRITERIA).alias("criterion")).select(first.columns)])


def works_by(rows: pl.DataFrame, what: str) -> pl.DataFrame:
    """One row a work, its keys first, then a column for each judge (or replicate); null where one did not rate it."""
    return rows.with_columns(pl.col(what).cast(pl.String)).pivot(
        what, index=KEYS, values="score", aggregate_function="first", sort_columns=True
    )


def is_human(judge: str) -> bool:
    """Whether a judge is a person.

    Example:
        >>> is_human("human/anna"), is_human("openai/gpt-4o")
        (True, False)
    """
    return judge.startswith(HUMAN)
