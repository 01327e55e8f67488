"""What a text about one of two tasks does to the choice, against the same pair with nothing added."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.stats.pair_mean import pair_mean

SHIFT = "shift of the share taking the task that the text was about"
CELLS_A_PAIR = 4
"""Two orders by two sides."""

_CELL = ("respondent", "pair", "turned")


def shift_rows(plain: pl.DataFrame, swayed: pl.DataFrame, who: dict[str, str], *, tested: bool) -> Iterator[Row | str]:
    """The mean over cells (pair, order, side) of the share taking the manipulated task less its share unmanipulated.

    Only cells whose pair was also offered in the same order with nothing added count, so that no place on the page and
    no liking for a task is taken for an effect of the text.

    Args:
        plain: choices with nothing added in which a task was taken, as `reported_choices` has them.
        swayed: the same under the condition, the added text being about one of the two tasks.
        who: labels `respondent` and `condition`.
        tested: whether p is asked for.
    """
    name = ", ".join(who.values())
    before = plain.group_by(_CELL).agg(pl.col("chose_first").mean().alias("before_first"))
    cells = (
        swayed.group_by(*_CELL, "side", "first_family", "second_family")
        .agg(pl.col("chose_first").mean().alias("after_first"))
        .sort(*_CELL, "side")
    )
    matched = cells.join(before, on=_CELL, maintain_order="left")
    if matched.is_empty():
        yield f"not estimable: {name}, {SHIFT}: no pair was offered in the same order with nothing added"
        return
    if matched.height < cells.height:
        yield (
            f"{name}: {cells.height - matched.height} of {cells.height} cells (pair, order, side) were not offered in "
            f"the same order with nothing added; they do not count in '{SHIFT}'"
        )
    whole = matched.group_by("respondent", "pair").len().filter(pl.col("len") == CELLS_A_PAIR).height
    pairs = matched.select("respondent", "pair").n_unique()
    if whole < pairs:
        yield (
            f"{name}: {pairs - whole} of {pairs} pairs were not offered in all {CELLS_A_PAIR} cells (both orders, the "
            f"text about either task); '{SHIFT}' may lean to one place"
        )
    # On the first place both sides of the difference change sign together.
    shift = (matched["after_first"] - matched["before_first"]) * matched["side"]
    first, second = matched["first_family"].to_list(), matched["second_family"].to_list()
    labels = {**who, "measure": SHIFT}
    yield row_or_note(
        labels, lambda: pair_mean(shift.to_numpy(), first=first, second=second), scale="coefficient", tested=tested
    )
