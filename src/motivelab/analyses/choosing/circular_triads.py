"""Whether choices run in circles: a over b, b over c, c over a."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from motivelab.analyses.choosing.comparison_design import complete_block, who_met
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.transitivity import transitivity

CIRCULAR = "circular triads of tasks"
ZETA = "consistence of choices between tasks (Kendall's zeta)"

SMALLEST_BLOCK = 6
"""Of five tasks, coin tosses are free of circles in 12% of tournaments: nothing could be told from them."""

ADVISED_BLOCK = 12


def triad_rows(taken: pl.DataFrame, who: Mapping[str, str], *, rng: np.random.Generator) -> Iterator[Row | str]:
    """Circular triads and zeta over the largest block of tasks that all met each other.

    Args:
        taken: choices in which a task was taken: `first_task`, `second_task`, `chose_first`.
        who: label `respondent`.
        rng: for the test against coin tosses.
    """
    items, met = who_met(taken["first_task"].to_list(), taken["second_task"].to_list())
    block = complete_block(met, at_least=SMALLEST_BLOCK)
    if not len(block):
        yield (
            f"not estimable: {who['respondent']}, {CIRCULAR}: no {SMALLEST_BLOCK} tasks were all compared with each "
            f"other; a complete block of {ADVISED_BLOCK} tasks ({ADVISED_BLOCK * (ADVISED_BLOCK - 1) // 2} pairs, in "
            "both orders) would do"
        )
        return
    place = {items[i]: n for n, i in enumerate(block)}
    preferred = np.zeros((len(block), len(block)))
    rows = taken.filter(pl.col("first_task").is_in(list(place)), pl.col("second_task").is_in(list(place)))
    for one, other, won in rows.select("first_task", "second_task", "chose_first").iter_rows():
        a, b = place[one], place[other]
        preferred[(a, b) if won else (b, a)] += 1
    try:
        found = transitivity(preferred, rng=rng)
    except StatisticsError as error:
        yield f"not estimable: {who['respondent']}, {CIRCULAR}: {error}"
        return
    count = Estimate(
        statistic="circular_triads",
        value=found.circular,
        n=found.triads,
        unit="triad",
        method=f"complete block of {len(block)} tasks, at most {found.most_circular} can be circular; ties count half",
        flags=found.zeta.flags,
    )
    yield row_or_note({**who, "measure": CIRCULAR}, lambda: count, scale="coefficient")
    yield row_or_note({**who, "measure": ZETA}, lambda: found.zeta, scale="coefficient", tested=True)
