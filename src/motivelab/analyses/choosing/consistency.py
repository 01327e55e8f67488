"""Whether the same pair brings the same choice again: over repetitions and over both orders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.stats.pair_mean import pair_mean
from motivelab.stats.pair_share import pair_share

AGAIN = "two repetitions of one choice took the same task"
FIRST_CROSSED = "took the task shown first, both orders of a pair weighing alike"
SAME_TASK = "took the same task in both orders"
ALWAYS_FIRST = "took the first place in both orders"
ALWAYS_SECOND = "took the second place in both orders"


def consistency_rows(plain: pl.DataFrame, who: dict[str, str]) -> Iterator[Row | str]:
    """Shares of repetitions that agree, and of pairs that keep their task when the order is turned.

    Every repetition is held against every other of the same pair and order, and against every one in the other order:
    with one repetition an order these are shares of pairs.

    Args:
        plain: choices with nothing added in which a task was taken, as `reported_choices` has them.
        who: labels `respondent` and `condition`.
    """
    name = ", ".join(who.values())
    draws = plain.select("pair", "turned", "chose_first", "first_family", "second_family").with_row_index("draw")
    other = draws.select("pair", pl.all().exclude("pair", "first_family", "second_family").name.suffix("_again"))
    both = draws.join(other, on="pair").filter(pl.col("draw") < pl.col("draw_again")).sort("draw", "draw_again")
    place, again = pl.col("chose_first") == 1, pl.col("chose_first_again") == 1
    repeated = both.filter(pl.col("turned") == pl.col("turned_again"))
    if repeated.is_empty():
        yield f"not estimable: {name}, {AGAIN}: no pair was asked twice in one order"
    else:
        yield _share(repeated, place == again, {**who, "measure": AGAIN})
    crossed = both.filter(pl.col("turned") != pl.col("turned_again"))
    if crossed.is_empty():
        yield f"not estimable: {name}, {SAME_TASK}: no pair was answered in both orders"
        return
    by_order = draws.join(crossed.select("pair").unique(), on="pair", how="semi")
    by_pair = (
        by_order.group_by("pair", "turned", maintain_order=True)
        .agg(pl.col("chose_first").mean(), pl.col("first_family", "second_family").first())
        .group_by("pair", maintain_order=True)
        .agg(pl.col("chose_first").mean(), pl.col("first_family", "second_family").first())
    )
    firsts = by_pair["chose_first"].to_numpy()
    first, second = by_pair["first_family"].to_list(), by_pair["second_family"].to_list()
    balanced = partial(pair_mean, firsts, first=first, second=second, null=0.5)
    yield row_or_note({**who, "measure": FIRST_CROSSED}, balanced, scale="share")
    yield _share(crossed, place != again, {**who, "measure": SAME_TASK})
    yield _share(crossed, place & again, {**who, "measure": ALWAYS_FIRST})
    yield _share(crossed, ~place & ~again, {**who, "measure": ALWAYS_SECOND})


def _share(rows: pl.DataFrame, holds: pl.Expr, labels: dict[str, str]) -> Row | str:
    ones = rows.select(holds.cast(pl.Float64).alias("holds"))["holds"].to_numpy()
    first, second = rows["first_family"].to_list(), rows["second_family"].to_list()
    return row_or_note(labels, lambda: pair_share(ones, first=first, second=second), scale="share")
