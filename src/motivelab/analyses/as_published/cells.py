"""Tidy tables as the matrix that the published computation works on: respondent x task x (measure, condition)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.as_published.computation.choice_pairs import choice_pairs
from motivelab.analyses.as_published.computation.founding_models import in_published_order
from motivelab.analyses.as_published.computation.names import CRITERIA, METRICS, NONE, PRE, published_condition
from motivelab.analyses.as_published.computation.replies import planned_cells, replies
from motivelab.tables.tables import Tables

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

_DRAWS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublishedCells:
    """What each respondent replied about each task in each cell that the study planned.

    A cell is a measure under a condition; it holds every reply (replicates, and wordings where they are crossed). Only
    the core of a design enters: neutral controls and further orders of choices were no part of the founding study.

    Attributes:
        respondents: in the order of the published tables.
        tasks: in natural order of their ids.
        families: of each task.
        categories: of each task, all of them, the home category first.
        conditions: the study's own names of conditions, by their published name.
        criteria: the study's own names of criteria, by their published name.
        columns: measure and (published) condition of each column, planned by at least one respondent.
        planned: (respondents, columns); a column counts where at least half of the respondent's tasks were to have it.
        logged: (respondents, tasks); whether the task was planned in every planned column.
        total: (respondents, tasks, columns); sum of the replies that hold a number.
        count: their number.
        draws: (respondents, tasks, 2); first and second draw of the report before the task, nothing added.
        replies: those reports one by one: `respondent, task, replicate, value, reason`.
        choices: one row a pair, condition and respondent: `respondent, condition, pair, first, second` (positions in
            `tasks`, -1 for none), `side` (0 or 1: which of the two the manipulation is about, -1 unknown), `choice`
            (mean of the replies 1 and 2), `taken` (the first reply).
    """

    respondents: tuple[str, ...]
    tasks: tuple[str, ...]
    families: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    conditions: Mapping[str, str]
    criteria: Mapping[str, str]
    columns: tuple[tuple[str, str], ...]
    planned: Bools
    logged: Bools
    total: Floats
    count: Floats
    draws: Floats
    replies: pl.DataFrame
    choices: pl.DataFrame

    def column(self, metric: str, condition: str = NONE) -> int | None:
        """Position of a column, or None where the study has no such cell."""
        at = (metric, condition)
        return self.columns.index(at) if at in self.columns else None

    def means(self, respondent: int) -> Floats:
        """(tasks, columns): mean of the replies, NaN where none holds a number."""
        return _ratio(self.total[respondent], self.count[respondent])

    def condition_name(self, condition: str) -> str:
        """The study's own name of a condition given by its published name."""
        return self.conditions.get(condition, condition)


def published_cells(tables: Tables) -> PublishedCells:
    """The cells of a study, whichever respondents, conditions and procedures it has.

    Where there is a table of trials, it says which cells were planned; else those that hold an answer were.

    Args:
        tables: a run's tables, or those of a study done elsewhere.

    Returns:
        The cells. Everything is empty where the tables hold neither reports nor work nor choices.
    """
    answered, planned = replies(tables), planned_cells(tables)
    pairs = choice_pairs(tables)
    levels = {key: {*_levels(answered[key]), *_levels(planned[key])} for key in ("respondent", "condition", "task")}
    respondents = in_published_order({*levels["respondent"], *_levels(pairs["respondent"])})
    tasks = tuple(sorted(levels["task"], key=_natural))
    conditions = {published_condition(c): c for c in sorted(levels["condition"] | {*_levels(pairs["condition"])})}
    names = sorted(name for name, own in conditions.items() if own in levels["condition"])
    columns = [(metric, name) for metric in METRICS for name in names]
    shape = (len(respondents), len(tasks), len(columns))
    place = {"respondent": respondents, "task": tasks, "condition": [conditions[name] for name in names]}
    asked = np.zeros(shape, dtype=np.bool_)
    asked.ravel()[_flat(planned if tables.trials.height else answered, place)] = True
    known = answered.filter(pl.col("value").is_not_null())
    at, values = _flat(known, place), known["value"].to_numpy()
    size = int(np.prod(shape))
    total = np.bincount(at, weights=values, minlength=size).astype(np.float64).reshape(shape)
    count = np.bincount(at, minlength=size).reshape(shape).astype(np.float64)
    asked |= count > 0
    by_task = asked.sum(axis=1)
    reference = columns.index((PRE, NONE)) if (PRE, NONE) in columns else -1
    base = by_task[:, reference] if reference >= 0 else np.zeros(len(respondents), dtype=np.int64)
    base = np.where(base > 0, base, by_task.max(axis=1, initial=0))
    is_planned = (by_task > 0) & (2 * by_task >= base[:, None])
    used = is_planned.any(axis=0)
    logged = (asked | ~is_planned[:, None, :]).all(axis=2) & asked.any(axis=2)
    pre = known.filter(pl.col("metric") == PRE, pl.col("condition") == conditions.get(NONE, NONE))
    family, category = _of_tasks(tables, tasks)
    return PublishedCells(
        respondents=respondents,
        tasks=tasks,
        families=family,
        categories=category,
        conditions=conditions,
        criteria=_criteria(tables),
        columns=tuple(c for c, keep in zip(columns, used, strict=True) if keep),
        planned=is_planned[:, used],
        logged=logged,
        total=total[:, :, used],
        count=count[:, :, used],
        draws=_draws(pre, respondents, tasks),
        replies=pre.select("respondent", "task", "replicate", "value", "reason"),
        choices=_placed(pairs, tasks),
    )


def _ratio(total: Floats, count: Floats) -> Floats:
    out = np.full(total.shape, np.nan)
    np.divide(total, count, out=out, where=count > 0)
    return out


def _levels(values: pl.Series) -> list[str]:
    return [str(v) for v in values.unique().cast(pl.String).drop_nulls().sort()]


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key by which `task-9` comes before `task-10`."""
    pieces = re.split(r"(\d+)", name)
    return tuple((1, int(p), "") if p.isdecimal() and p.isascii() else (0, 0, p) for p in pieces)


def _codes(values: pl.Series, levels: Sequence[str]) -> NDArray[np.int64]:
    """Positions of values among levels, -1 for others."""
    if not levels:
        return np.full(len(values), -1, dtype=np.int64)
    known = values.cast(pl.String).cast(pl.Enum(levels), strict=False)
    return known.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()


def _flat(rows: pl.DataFrame, place: Mapping[str, Sequence[str]]) -> NDArray[np.int64]:
    """Positions of rows in the flattened cube of respondents, tasks and columns (measures by conditions)."""
    r, t, c = (_codes(rows[name], place[name]) for name in ("respondent", "task", "condition"))
    metric = rows["metric"].to_physical().cast(pl.Int64).to_numpy()
    n_conditions = len(place["condition"])
    place_of: NDArray[np.int64] = ((r * len(place["task"]) + t) * len(METRICS) + metric) * n_conditions + c
    return place_of


def _draws(pre: pl.DataFrame, respondents: tuple[str, ...], tasks: tuple[str, ...]) -> Floats:
    """The first two draws of each report, those of several wordings averaged."""
    out = np.full((len(respondents), len(tasks), _DRAWS), np.nan)
    first = pre.filter(pl.col("replicate").is_in(range(_DRAWS)))
    means = first.group_by("respondent", "task", "replicate").agg(pl.col("value").mean())
    r, t = _codes(means["respondent"], respondents), _codes(means["task"], tasks)
    out[r, t, means["replicate"].to_numpy()] = means["value"].to_numpy()
    return out


def _of_tasks(tables: Tables, tasks: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Family and categories of every task, from the first table that knows it."""
    family: dict[str, str] = {}
    categories: dict[str, tuple[str, ...]] = {}
    for task, of_family, names in _known_tasks(tables):
        if task not in family:
            family[task] = of_family
            categories[task] = tuple(names.split("|")) if names else ()
    return tuple(family.get(t, t) for t in tasks), tuple(categories.get(t, ()) for t in tasks)


def _known_tasks(tables: Tables) -> Iterator[tuple[str, str, str]]:
    for frame in (tables.trials, tables.self_reports, tables.performances, tables.judgements):
        names = [n for n in ("categories", "category") if n in frame.columns]
        told = (
            frame.select("task", "family", *names)
            .unique("task", keep="first", maintain_order=True)
            .with_columns(pl.all().cast(pl.String))
        )
        yield from told.select("task", "family", pl.coalesce(*names, pl.lit(""))).iter_rows()


def _criteria(tables: Tables) -> dict[str, str]:
    there = set(_levels(tables.judgements["criterion"]))
    return {name: own if own in there and name not in there else name for name, own in CRITERIA.items()}


def _placed(pairs: pl.DataFrame, tasks: tuple[str, ...]) -> pl.DataFrame:
    return pairs.with_columns(pl.Series(name, _codes(pairs[name], tasks)) for name in ("first", "second"))
