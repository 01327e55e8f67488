"""The rule that a task's check or counter can be called."""

from __future__ import annotations

from collections.abc import Iterable

from motivelab.bank.scoring import bound_function
from motivelab.errors import StimulusError
from motivelab.schema.task import Task


def scorable(task: Task) -> Iterable[tuple[str, str]]:
    """The checker or counter that a task names exists and takes the task's arguments."""
    wanted = []
    if task.check is not None and task.check.kind == "function":
        wanted.append(("checkers", task.check.function, task.check.arguments))
    if task.ladder is not None:
        wanted.append(("counters", task.ladder.counter, task.ladder.arguments))
    for room, name, arguments in wanted:
        try:
            bound_function(room, name, arguments, task=task)
        except StimulusError as error:
            yield f"cannot be scored: {error}", "name another, or mend its arguments"
