"""The authors' sets of tasks for people: which tasks were rated, and what their models reported of them."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

from motivelab.errors import InputError, choices

_COLUMNS = ("sub_task_id", "sub_task", "motivation_score", "motivation_bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanTask:
    """A task that people rated.

    Attributes:
        task: its id, as the imported bank has it (`subtask-0721`): what the column `task` of human ratings holds.
        text: as it was shown.
        models_mean: mean report of the authors' models, on 1 to 100.
        band: tenth of the scale in which that mean lies, 1 to 10; tasks were drawn by it.
    """

    task: str
    text: str
    models_mean: float
    band: int


def read_human_set(path: Path) -> tuple[HumanTask, ...]:
    """One set of tasks in the authors' layout (`sub_task_id, sub_task, motivation_score, motivation_bin`).

    Their files hold no ratings of people, only what was asked and the models' means. Ratings collected on the tasks go
    into a file of their own (`read_human_ratings`), whose column `task` holds these ids and whose column `set` tells
    the files apart.

    Raises:
        InputError: it cannot be read, lacks a column, or a cell does not fit: file, column and row (the first below
            the header is 1).
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: a set of tasks cannot be read ({error}); give a CSV file in UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    header = rows.fieldnames or ()
    for name in _COLUMNS:
        if name not in header:
            raise InputError(
                f"{path}: no column {name!r} among {', '.join(map(repr, header)) or 'none'}; {choices(name, _COLUMNS)}"
            )
    found: list[HumanTask] = []
    try:
        cells = list(rows)
    except csv.Error as error:
        raise InputError(f"{path}: not a CSV file ({error}); give one with a row a task") from error
    for number, row in enumerate(cells, start=1):
        where = f"{path}, row {number}"
        own = _whole(row["sub_task_id"], f"{where}, column 'sub_task_id'", low=0, high=9999)
        task = f"subtask-{own:04d}"
        if any(known.task == task for known in found):
            raise InputError(f"{where}, column 'sub_task_id': {own} stands there a second time; keep one of the rows")
        if not row["sub_task"]:
            raise InputError(f"{where}, column 'sub_task': the cell is empty; it holds the text of the task")
        mean = _mean(row["motivation_score"], f"{where}, column 'motivation_score'")
        band = _whole(row["motivation_bin"], f"{where}, column 'motivation_bin'", low=1, high=10)
        found.append(HumanTask(task=task, text=row["sub_task"], models_mean=mean, band=band))
    return tuple(found)


def _whole(cell: str | None, where: str, *, low: int, high: int) -> int:
    digits = cell or ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(high)) and low <= int(digits) <= high):
        raise InputError(f"{where}: {cell!r} is no whole number from {low} to {high}; correct it")
    return int(digits)


def _mean(cell: str | None, where: str) -> float:
    try:
        value = float(cell or "")
    except ValueError:
        value = math.nan
    if not 0 <= value <= 100:
        raise InputError(f"{where}: {cell!r} is no mean of reports, a number from 0 to 100; correct it")
    return value
