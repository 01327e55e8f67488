"""Mean ratings by task, one column a target."""

from __future__ import annotations

import polars as pl

from motivelab.tables.human_ratings import TARGETS


def mean_ratings(ratings: pl.DataFrame) -> pl.DataFrame:
    """`task`, the mean rating of each target (null where it has none) and `set`, null where a task is in several.

    Args:
        ratings: the table `human_ratings`.
    """
    text = ratings.with_columns(pl.col("task", "target", "rater", "set").cast(pl.String))
    means = (
        text.sort("task", "target", "rater")
        .group_by("task", maintain_order=True)
        .agg(
            *(pl.col("rating").filter(pl.col("target") == target).mean().alias(target) for target in TARGETS),
            pl.when(pl.col("set").n_unique() == 1).then(pl.col("set").first()).alias("set"),
        )
    )
    return means.sort("task")


def within_sets(values: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The same rows, each column less its mean over the set: nothing between sets is left.

    Example:
        >>> frame = pl.DataFrame({"set": ["1", "1", "2", "2"], "own": [1.0, 3.0, 7.0, 9.0]})
        >>> within_sets(frame, ["own"])["own"].to_list()
        [-1.0, 1.0, -1.0, 1.0]
    """
    return values.with_columns(pl.col(column) - pl.col(column).mean().over("set") for column in columns)
