"""Choice against report as published: chosen less unchosen, who takes the higher, who takes the manipulated task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.listwise import Block, of_respondent
from motivelab.analyses.as_published.computation.names import CHOICE_CONDITIONS, NONE, PRE, published_condition
from motivelab.analyses.as_published.computation.newton_logit import Logit, newton_logit
from motivelab.analyses.as_published.computation.one_sample import false_discovery, one_sample

Floats: TypeAlias = NDArray[np.float64]

_TIE: Final = 1.5
_Z: Final = 1.96


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """A respondent's pairs under a condition, both of whose tasks survived listwise deletion.

    Attributes:
        respondent, condition: whose, and (by its published name) under which.
        scores: (pairs, 2): report on each task, the manipulated one's under the manipulation.
        taken: 0 or 1: position of the chosen task; of a tie that of the first reply.
        side: 0 or 1: position of the manipulated task, -1 unknown.
        tie: whether the replies differ.
    """

    respondent: str
    condition: str
    scores: Floats
    taken: NDArray[np.int64]
    side: NDArray[np.int64]
    tie: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """One respondent, condition and kind of choice: the report on the chosen task less that on the other.

    `low` and `high` are mean -+ 1.96 standard errors; shares are of clear choices, NaN in ties; `p_adjusted` is
    over the whole table, clear choices and ties together.
    """

    respondent: str
    condition: str
    type: Literal["clear_choice", "tie"]
    n: int
    mean: float
    low: float
    high: float
    t: float
    p: float
    chosen: float
    unchosen: float
    manipulated: float
    higher: float
    p_adjusted: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogitRow:
    """One respondent and condition: choosing the task shown first, on the difference of the two reports."""

    respondent: str
    condition: str
    n: int
    fit: Logit
    p_adjusted: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledShare:
    """Share of clear choices of all respondents that took the manipulated task, in percent; 99% Wilson interval."""

    condition: str
    n: int
    mean: float
    low: float
    high: float


def pairs_by_respondent(cells: PublishedCells) -> tuple[Pairs, ...]:
    """Respondents in their order, and for each the conditions that had choices, in the published order."""
    found = []
    named = cells.choices.with_columns(
        pl.col("condition").replace_strict(
            {c: published_condition(c) for c in cells.choices["condition"].unique()}, return_dtype=pl.String
        )
    )
    there = set(named["condition"].unique())
    order = [c for c in CHOICE_CONDITIONS if c in there] + sorted(there - set(CHOICE_CONDITIONS))
    for r, respondent in enumerate(cells.respondents):
        own = named.filter(pl.col("respondent") == respondent)
        block = of_respondent(cells, r)
        found += [_pairs(own.filter(pl.col("condition") == c), block, respondent, c, len(cells.tasks)) for c in order]
    return tuple(p for p in found if p is not None)


def choice_table(pairs: tuple[Pairs, ...]) -> tuple[ChoiceRow, ...]:
    """Clear choices and ties of each respondent and condition, with Benjamini-Hochberg once over all of them.

    A row without a single pair is not in the family of tests; one with a single pair has no p and, as in theirs,
    leaves the whole family without adjusted values.
    """
    rows = [row for p in pairs for row in _rows(p)]
    tested = [i for i, row in enumerate(rows) if row.n > 0]
    adjusted = false_discovery([rows[i].p for i in tested], drop_missing=False)
    for i, p in zip(tested, adjusted, strict=True):
        rows[i] = replace(rows[i], p_adjusted=p)
    return tuple(rows)


def logit_table(pairs: tuple[Pairs, ...]) -> tuple[LogitRow, ...]:
    """One logistic regression for each respondent and condition, ties left out; Benjamini-Hochberg over all."""
    rows = []
    for p in pairs:
        clear = ~p.tie
        difference = p.scores[clear, 0] - p.scores[clear, 1]
        fit = newton_logit((1 - p.taken[clear]).astype(np.float64), difference)
        if fit is not None:
            rows.append(LogitRow(respondent=p.respondent, condition=p.condition, n=int(clear.sum()), fit=fit))
    adjusted = false_discovery([row.fit.p for row in rows], drop_missing=False)
    return tuple(replace(row, p_adjusted=p) for row, p in zip(rows, adjusted, strict=True))


def pooled_shares(pairs: tuple[Pairs, ...]) -> tuple[PooledShare, ...]:
    """The manipulated task's share by condition, the clear choices of all respondents in one row of numbers."""
    order = dict.fromkeys(p.condition for p in pairs if p.condition != NONE)
    out = []
    for condition in order:
        own = [p for p in pairs if p.condition == condition]
        hits = np.concatenate([(p.side == p.taken)[~p.tie] for p in own])
        if len(hits):
            low, high = _wilson(int(hits.sum()), len(hits))
            mean = float(hits.mean())
            out.append(PooledShare(condition=condition, n=len(hits), mean=mean * 100, low=low * 100, high=high * 100))
    return tuple(out)


def _pairs(own: pl.DataFrame, block: Block, respondent: str, condition: str, n_tasks: int) -> Pairs | None:
    plain, under = block.values(PRE), block.values(PRE, condition)
    if plain is None or under is None or own.is_empty():
        return None
    by_task = np.full((2, n_tasks + 1), np.nan)
    by_task[0, block.rows], by_task[1, block.rows] = plain, under
    own = own.filter(pl.col("choice").is_not_null()).sort("side", "pair", maintain_order=True)
    if condition != NONE:
        own = own.filter(pl.col("side") >= 0)
    side = own["side"].to_numpy()
    places = np.column_stack([own["first"].to_numpy(), own["second"].to_numpy()])
    scores = by_task[(side[:, None] == np.arange(2)).astype(np.int64), places]
    kept = ~np.isnan(scores).any(axis=1)
    mean = own["choice"].to_numpy()
    tie = mean == _TIE
    first = own["taken"].to_numpy().astype(np.int64) - 1
    taken = np.where(tie, first, mean.astype(np.int64) - 1)
    return Pairs(
        respondent=respondent,
        condition=condition,
        scores=scores[kept],
        taken=taken[kept],
        side=side[kept],
        tie=tie[kept],
    )


def _rows(p: Pairs) -> Iterator[ChoiceRow]:
    at = np.arange(len(p.taken))
    chosen, other = p.scores[at, p.taken], p.scores[at, 1 - p.taken]
    for kind, of_kind in (("clear_choice", ~p.tie), ("tie", p.tie)):
        found = one_sample((chosen - other)[of_kind])
        error = _Z * found.sd / np.sqrt(found.n) if found.n else float("nan")
        clear = kind == "clear_choice" and found.n > 0
        known = clear and bool((p.side[of_kind] >= 0).all())
        nothing = float("nan")
        yield ChoiceRow(
            respondent=p.respondent,
            condition=p.condition,
            type="clear_choice" if kind == "clear_choice" else "tie",
            n=found.n,
            mean=found.mean,
            low=float(found.mean - error),
            high=float(found.mean + error),
            t=found.t,
            p=found.p,
            chosen=float(chosen[of_kind].mean()) if clear else nothing,
            unchosen=float(other[of_kind].mean()) if clear else nothing,
            manipulated=float((p.side == p.taken)[of_kind].mean() * 100) if known else nothing,
            higher=float((chosen > other)[of_kind].mean()) if clear else nothing,
        )


def _wilson(count: int, n: int) -> tuple[float, float]:
    """99% interval of a share."""
    z = 2.5758293035489004
    share, square = count / n, z * z
    centre = share + square / (2 * n)
    half = z * float(np.sqrt(share * (1 - share) / n + square / (4 * n * n)))
    return (centre - half) / (1 + square / n), (centre + half) / (1 + square / n)
