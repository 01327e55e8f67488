"""How far the later run lies above the earlier one on the same tasks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.behaviour_by_condition import SCALES as SCALES_OF_WORK
from motivelab.analyses.protocol.analysis import Row, Scale
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import NEUTRAL, in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.shifting.condition_shifts import Turn, as_it_is
from motivelab.analyses.shifting.work_cells import LENGTH, QUALITY
from motivelab.errors import DegenerateDataError
from motivelab.exchange.comparing.cells import FACET, KEYS, REPORTED, UNANSWERED
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.mean import mean
from motivelab.stats.pooled_mean import PooledSpread, pooled_mean, pooled_spread

Floats: TypeAlias = NDArray[np.float64]

CHANGE = "change"
BY_CATEGORY = "change by category"
BY_FACET = "change of a facet"
OF_SHIFT = "change of a shift"
SCALES: dict[str, tuple[Scale, Turn]] = {
    REPORTED: ("points", as_it_is),
    FACET: ("points", as_it_is),
    UNANSWERED: ("points", as_it_is),
    **SCALES_OF_WORK,
}
ENOUGH_FAMILIES = 5


def paired(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Cells that both runs have, sorted, with `change` = after less before.

    Args:
        before: cells of one respondent.
        after: cells of the one it is compared with.
    """
    late = after.select(*KEYS, pl.col("score").alias("after"))
    both = before.join(late, on=KEYS, how="inner").with_columns((pl.col("after") - pl.col("score")).alias("change"))
    return both.sort("family", *KEYS)


def change_rows(both: pl.DataFrame, *, who: dict[str, str]) -> Iterator[tuple[str, Row | str]]:
    """Every change of a pair of respondents, each with the family of tests that it belongs to.

    Args:
        both: what `paired` gives.
        who: labels `respondent` and `other`.
    """
    plain = both.filter(pl.col("condition") == NO_MANIPULATION)
    for outcome, moment in _several(plain.filter(pl.col("outcome") != FACET), "outcome", "moment"):
        rows = plain.filter(pl.col("outcome") == outcome, pl.col("moment") == moment)
        labels = _labels(who, outcome, moment=moment)
        yield CHANGE, _row(rows, {**labels, "measure": CHANGE}, outcome=outcome)
        if outcome == REPORTED and moment == "pre":
            spread = _spread(rows)
            for category in in_order(rows.sort("category"), "category"):
                own = rows.filter(pl.col("category") == category)
                named = {**labels, "measure": BY_CATEGORY, "category": category}
                yield BY_CATEGORY, _row(own, named, outcome=outcome, spread=spread)
    for moment, facet in _several(plain.filter(pl.col("outcome") == FACET), "moment", "facet"):
        rows = plain.filter(pl.col("outcome") == FACET, pl.col("moment") == moment, pl.col("facet") == facet)
        labels = {**_labels(who, facet, moment=moment), "measure": BY_FACET, "facet": facet}
        yield BY_FACET, _row(rows, labels, outcome=FACET)
    for outcome in (REPORTED, QUALITY, LENGTH):
        of_outcome = both.filter(pl.col("outcome") == outcome)
        for (moment,) in _several(of_outcome, "moment"):
            at = of_outcome.filter(pl.col("moment") == moment)
            yield from ((OF_SHIFT, row) for row in _shifts(at, _labels(who, outcome, moment=moment), outcome=outcome))


def held(found: Iterable[tuple[str, Row | str]]) -> Iterator[Row | str]:
    """Rows with the false discovery rate held in each family of tests, then what could not be estimated."""
    several = list(found)
    for group in dict.fromkeys(name for name, _ in several):
        yield from with_false_discovery_held([r for name, r in several if name == group and isinstance(r, Row)])
    yield from (r for _, r in several if isinstance(r, str))


def _shifts(at: pl.DataFrame, labels: dict[str, str], *, outcome: str) -> Iterator[Row | str]:
    """By how much more a condition shifts the outcome after than before, against none and against the control."""
    controls = in_order(at.filter(pl.col("construct") == NEUTRAL), "condition")
    for reference in (NO_MANIPULATION, *controls):
        base = at.filter(pl.col("condition") == reference).select("task", pl.col("change").alias("base"))
        apart = (reference, NO_MANIPULATION, *(controls if reference != NO_MANIPULATION else ()))
        for condition in sorted(set(at["condition"]) - set(apart)):
            rows = (
                at.filter(pl.col("condition") == condition)
                .join(base, on="task", how="inner", maintain_order="left")
                .with_columns((pl.col("change") - pl.col("base")).alias("change"))
            )
            if not rows.is_empty():
                named = {**labels, "measure": OF_SHIFT, "condition": condition, "reference": reference}
                yield _row(rows, named, outcome=outcome)


def _row(rows: pl.DataFrame, labels: dict[str, str], *, outcome: str, spread: PooledSpread | None = None) -> Row | str:
    scale, turn = SCALES[outcome]
    compute = partial(_change, rows["change"].to_numpy(), rows["family"].to_list(), spread=spread, turn=turn)
    return row_or_note(labels, compute, scale=scale, tested=True)


def _change(changes: Floats, families: list[str], *, spread: PooledSpread | None, turn: Turn) -> Estimate:
    if spread is not None and len(set(families)) < ENOUGH_FAMILIES:
        e = pooled_mean(changes, clusters=families, spread=spread)
        e = replace(e, p=t_interval(e.value, se=e.se or 0.0, df=e.df or math.inf).p)
    else:
        e = mean(changes, clusters=families)
    return turn(replace(e, statistic="mean_difference", method=f"same tasks, {e.method}"))


def _spread(rows: pl.DataFrame) -> PooledSpread | None:
    try:
        return pooled_spread(
            rows["change"].to_numpy(), clusters=rows["family"].to_list(), groups=rows["category"].to_list()
        )
    except DegenerateDataError:
        return None  # a category then stands on its own families


def _labels(who: dict[str, str], outcome: str, *, moment: str) -> dict[str, str]:
    return {**who, "outcome": outcome} | ({"moment": moment} if moment else {})


def _several(frame: pl.DataFrame, *columns: str) -> Iterator[tuple[str, ...]]:
    yield from frame.select(columns).unique().sort(columns).iter_rows()
