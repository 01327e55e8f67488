"""How right checked work is, and how many units of a ladder it did: read out of the texts when tables are built."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from motivelab.bank.scorable import scorable
from motivelab.bank.scoring import count_units, score_answer
from motivelab.procedures.thinking import visible_work
from motivelab.schema.task import Task
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.reading import STANDING
from motivelab.store.store import Store

CHECKED_WORK_SCHEMA: dict[str, pl.DataType] = {"row": pl.Int64(), "correct": pl.Float64(), "units_done": pl.Int64()}

_AT_ONCE = 500
"""Texts held at a time."""


def checked_work(plan: TrialPlan, store: Store, rows: pl.Series) -> pl.DataFrame:
    """One row a performance whose task has a check or is a rung of a ladder, in no particular order.

    Marked reasoning is no part of the work. A task whose checker or counter is not installed here has no row: the run
    may come from elsewhere. Texts are read a few hundred at a time and not kept.

    Args:
        plan: the plan.
        store: its run's store.
        rows: rows of the plan with answered performances.

    Returns:
        `row`, `correct` (0 to 1, null where the task has no check), `units_done` (null where it is no rung).

    Raises:
        StoreError: the store cannot be read.
    """
    tasks = plan.stimuli.tasks
    checkable = {n for n, t in enumerate(tasks) if (t.check or t.ladder) and not list(scorable(t))}
    if not checkable:
        return pl.DataFrame(schema=CHECKED_WORK_SCHEMA)
    given = rows.to_numpy().astype(np.int64)
    of_row = plan.columns["task"][given]
    kept = np.isin(of_row, list(checkable))
    row_of = dict(zip(plan.columns["id"][given[kept]].tolist(), given[kept].tolist(), strict=True))
    task_of = dict(zip(row_of, of_row[kept].tolist(), strict=True))
    found = [(row_of[trial], *_scored(tasks[task_of[trial]], text)) for trial, text in _texts(store, list(row_of))]
    return pl.DataFrame(found, schema=CHECKED_WORK_SCHEMA, orient="row").unique("row", keep="last")


def _scored(task: Task, text: str) -> tuple[float | None, int | None]:
    work = visible_work(text)
    return (
        score_answer(task, work) if task.check is not None else None,
        count_units(task, work) if task.ladder is not None else None,
    )


def _texts(store: Store, trials: list[int]) -> Iterator[tuple[int, str]]:
    """The standing texts of some trials, oldest first where one was answered twice."""
    for first in range(0, len(trials), _AT_ONCE):
        some = trials[first : first + _AT_ONCE]
        rows = store.query(
            "SELECT completion.trial, completion.inline, text.codec, text.body FROM completion"
            f" LEFT JOIN text ON text.id = completion.text WHERE completion.trial IN ({','.join('?' * len(some))})"
            f" AND {STANDING} ORDER BY completion.id",
            tuple(some),
        )
        for trial, inline, codec, body in rows:
            yield trial, inline if inline is not None else store.texts.decode(codec, body)
