"""How choices between the same two tasks in the same order differ between two runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.exchange.comparing.changes import CHANGE, OF_SHIFT
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.pair_mean import pair_mean

AGREEMENT = "choices of the task reported higher"
FOLLOWING = "choices of the task that the text was about"

_SHOWN = ("first_task", "second_task")
_FAMILIES = ("first_family", "second_family")


def choice_cells(choices: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Percentage of choices of one respondent, one row a condition, order and side.

    With nothing added: in which the task was taken that this respondent reported more motivation for; under a
    condition: in which the task was taken that the text was about. Choices of neither count as not.

    Args:
        choices: of one respondent.
        reports: `task, score` of the same respondent, before the task with nothing added.

    Returns:
        `condition, first_task, second_task, first_family, second_family, side, score`; `side` is 0 with nothing added.
    """
    text = choices.with_columns(pl.col("condition", *_SHOWN, *_FAMILIES).cast(pl.String))
    plain = text.filter(pl.col("condition") == NO_MANIPULATION)
    for place in ("first", "second"):
        scores = reports.select(pl.col("task").alias(f"{place}_task"), pl.col("score").alias(f"{place}_score"))
        plain = plain.join(scores, on=f"{place}_task", how="left", maintain_order="left")
    apart = plain.filter(pl.col("first_score") != pl.col("second_score")).with_columns(
        pl.when(pl.col("first_score") > pl.col("second_score")).then(1).otherwise(2).alias("wanted"),
        pl.lit(0, dtype=pl.Int64).alias("side"),
    )
    spoken = text.filter(
        pl.col("condition") != NO_MANIPULATION, pl.col("manipulated_position").is_in([1, 2])
    ).with_columns(pl.col("manipulated_position").alias("wanted"), pl.col("manipulated_position").alias("side"))
    columns = ("condition", *_SHOWN, *_FAMILIES, "side", pl.col("wanted").cast(pl.Int64), "chosen_position")
    rows = pl.concat([apart.select(columns), spoken.select(columns)])
    return rows.group_by("condition", *_SHOWN, *_FAMILIES, "side", maintain_order=True).agg(
        ((pl.col("wanted") == pl.col("chosen_position")).mean() * 100).alias("score")
    )


def choice_change_rows(
    before: pl.DataFrame, after: pl.DataFrame, *, who: dict[str, str]
) -> Iterator[tuple[str, Row | str]]:
    """Changes of agreement with reports and of following texts, each with the family of tests that it belongs to.

    Args:
        before: choice cells of one respondent.
        after: of the one it is compared with.
        who: labels `respondent` and `other`.
    """
    keys = ("condition", *_SHOWN, "side")
    both = before.join(after.select(*keys, pl.col("score").alias("after")), on=keys, how="inner")
    both = both.with_columns((pl.col("after") - pl.col("score")).alias("change")).sort(keys)
    for condition in sorted(set(both["condition"]), key=lambda c: (c != NO_MANIPULATION, c)):
        rows = both.filter(pl.col("condition") == condition)
        compute = partial(_change, rows)
        if condition == NO_MANIPULATION:
            labels = {**who, "outcome": AGREEMENT, "measure": CHANGE}
            yield CHANGE, row_or_note(labels, compute, scale="points", tested=True)
        else:
            labels = {**who, "outcome": FOLLOWING, "measure": OF_SHIFT, "condition": condition}
            yield OF_SHIFT, row_or_note(labels, compute, scale="points", tested=True)


def _change(rows: pl.DataFrame) -> Estimate:
    first, second = rows["first_family"].to_list(), rows["second_family"].to_list()
    e = pair_mean(rows["change"].to_numpy(), first=first, second=second)
    return replace(e, statistic="mean_difference", method=f"same pairs, {e.method}")
