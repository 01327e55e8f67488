"""The bank: an ordered collection of tasks with a digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

import polars as pl

from motivelab.errors import StimulusError, choices
from motivelab.schema.digest import content_digest
from motivelab.schema.task import AnswerCheck, LadderStep, Task

_FIELDS = {kind: tuple(f.name for f in fields(kind)) for kind in (Task, AnswerCheck, LadderStep)}
_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),
    "family": pl.String(),
    "category": pl.String(),
    "categories": pl.List(pl.String()),
    "text": pl.String(),
    "version": pl.Int64(),
    "compliance": pl.String(),
    "check": pl.String(),
    "ladder_units": pl.Int64(),
    "max_tokens": pl.Int64(),
    "text_digest": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Bank:
    """Tasks in a stable order, looked up by id, family or category.

    Attributes:
        name: what a study calls it (`core`, or the name of a user's own).
        tasks: every task, in the order of the files: category, then family, then task.
        sources: the file each family was read from, where there was one.
        by_id: the same tasks by their id.
        digest: content digest of every field of every task, in order; two banks with one digest ask the same questions.

    Raises:
        StimulusError: two tasks share an id.

    Example:
        >>> from motivelab.schema.task import AnswerCheck, LadderStep, Task
        >>> bank = Bank("mine", (Task(id="sort-1", family="sort", categories=("logic",), text="Sort 3, 1, 2."),))
        >>> bank.by_id["sort-1"].text, list(bank.families()), bank.categories()
        ('Sort 3, 1, 2.', ['sort'], {'logic': ('sort',)})
    """

    name: str
    tasks: tuple[Task, ...]
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    by_id: Mapping[str, Task] = field(init=False, repr=False, compare=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Task] = {}
        for task in self.tasks:
            if task.id in by_id:
                raise StimulusError(
                    f"bank {self.name!r}: task id {task.id!r} stands in family {by_id[task.id].family!r} and again in"
                    f" family {task.family!r}; an id names one task for good, so give the second one its own"
                )
            by_id[task.id] = task
        object.__setattr__(self, "by_id", MappingProxyType(by_id))
        object.__setattr__(self, "digest", content_digest([_values(task) for task in self.tasks]))

    def __len__(self) -> int:
        return len(self.tasks)

    def task(self, task_id: str) -> Task:
        """The task of that id.

        Raises:
            StimulusError: there is none; the nearest id is named.
        """
        found = self.by_id.get(task_id)
        if found is None:
            raise StimulusError(f"bank {self.name!r} has no task {task_id!r}; {choices(task_id, self.by_id)}")
        return found

    def families(self) -> dict[str, tuple[Task, ...]]:
        """Each family's tasks, families in order of first appearance."""
        grouped: dict[str, list[Task]] = {}
        for task in self.tasks:
            grouped.setdefault(task.family, []).append(task)
        return {family: tuple(tasks) for family, tasks in grouped.items()}

    def categories(self) -> dict[str, tuple[str, ...]]:
        """Each home category's families, in order of first appearance."""
        grouped: dict[str, dict[str, None]] = {}
        for task in self.tasks:
            grouped.setdefault(task.category, {})[task.family] = None
        return {category: tuple(families) for category, families in grouped.items()}

    def frame(self) -> pl.DataFrame:
        """One row a task; `ladder_units` and `max_tokens` are null where a task has none."""
        return pl.DataFrame([_row(task) for task in self.tasks], schema=_SCHEMA)


def _values(record: Task | AnswerCheck | LadderStep) -> list[object]:
    """Every field of a record in order, nested records too; `dataclasses.astuple` takes four times as long."""
    values = (getattr(record, name) for name in _FIELDS[type(record)])
    return [_values(value) if isinstance(value, AnswerCheck | LadderStep) else value for value in values]


def _row(task: Task) -> dict[str, object]:
    return {
        "id": task.id,
        "family": task.family,
        "category": task.category,
        "categories": list(task.categories),
        "text": task.text,
        "version": task.version,
        "compliance": task.compliance,
        "check": task.check.kind if task.check else None,
        "ladder_units": task.ladder.units if task.ladder else None,
        "max_tokens": task.max_tokens,
        "text_digest": content_digest(task.text),
    }
