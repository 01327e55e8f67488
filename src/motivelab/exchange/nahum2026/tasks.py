"""The authors' tasks and pairs as a bank and as ids."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from motivelab.errors import InputError
from motivelab.exchange.nahum2026.release import PAIRS, TASKS
from motivelab.schema.task import Task

_COLUMNS = ("sub_task_id", "task_id", "category", "sub_task")


@dataclass(frozen=True, slots=True)
class Choices:
    """Pairs in their order, as task ids, and the position (1 or 2) that a manipulation is about in each."""

    pairs: tuple[tuple[str, str], ...]
    sides: tuple[int, ...]


def read_tasks(content: bytes) -> tuple[Task, ...]:
    """The tasks in the order of their rows; their sub-tasks are our tasks, their tasks our families.

    Raises:
        InputError: a column is missing, or a row holds something else; the row is named.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    lacking = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if lacking:
        raise InputError(f"{TASKS}: no column {lacking[0]!r}; import from an unchanged checkout")
    tasks: list[Task] = []
    for row in rows:
        try:
            categories = ast.literal_eval(row["category"])
            named = tuple(str(name) for name in categories)
            own, family = int(row["sub_task_id"]), int(row["task_id"])
        except (ValueError, SyntaxError, TypeError) as error:
            raise InputError(
                f"{TASKS}, row {len(tasks) + 1}: not a task ({error}); import from an unchanged checkout"
            ) from error
        tasks.append(Task(id=f"subtask-{own:04d}", family=f"task-{family:03d}", categories=named, text=row["sub_task"]))
    return tuple(tasks)


def read_pairs(content: bytes, tasks: Sequence[Task]) -> Choices:
    """The pairs. Their indices are row positions, counted from 0, and not ids: their code looks them up as such.

    Raises:
        InputError: not such a list, or an index that no row has.
    """
    try:
        listed = [(int(first), int(second), int(about)) for (first, second), about in json.loads(content)]
        pairs = tuple((tasks[first].id, tasks[second].id) for first, second, _ in listed)
    except (ValueError, TypeError, IndexError) as error:
        raise InputError(f"{PAIRS}: not a list of pairs ({error}); import from an unchanged checkout") from error
    return Choices(pairs, tuple(about + 1 for _, _, about in listed))


def bank_rows(tasks: Sequence[Task]) -> bytes:
    """The bank as JSON Lines, texts to the byte."""
    rows = (
        {
            "id": task.id,
            "family": task.family,
            "categories": list(task.categories),
            "text": task.text,
            "verbatim": True,
        }
        for task in tasks
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
