"""The pairs of a choice block: drawn by the design, or given by the study."""

from __future__ import annotations

import numpy as np

from motivelab.design.pairs import Pairs, default_pairs, draw_pairs
from motivelab.errors import PlanError, choices
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import ProcedureTable


def chosen_pairs(table: ProcedureTable, *, stimuli: Stimuli, seed: int, where: str) -> Pairs:
    """The pairs that a choice block offers, the same for every respondent and condition.

    Drawn pairs depend on the tasks, their number and the seed alone: two choice blocks of a study offer the same ones.

    Args:
        table: the block as written.
        stimuli: the tasks, and given pairs.
        seed: the study's.
        where: the block's name, for errors.

    Raises:
        PlanError: the pairs cannot be had.
    """
    if table.pair_list is not None:
        return _given(stimuli, name=table.pair_list, where=where)
    n_tasks = len(stimuli.tasks)
    block = min(table.complete_block, n_tasks)
    wanted = table.pairs
    if wanted is None:
        sizes = np.unique([t.family for t in stimuli.tasks], return_counts=True)[1]
        most = (n_tasks**2 - int((sizes**2).sum())) // 2
        wanted = min(default_pairs(n_tasks) + block * (block - 1) // 2, most)
    try:
        return draw_pairs(stimuli.tasks, pairs=wanted, complete_block=table.complete_block, seed=seed)
    except PlanError as error:
        raise PlanError(f"procedure {where!r}: {error}") from error


def _given(stimuli: Stimuli, *, name: str, where: str) -> Pairs:
    position = {task.id: number for number, task in enumerate(stimuli.tasks)}
    given = stimuli.pairs.get(name, ())
    if not given:
        raise PlanError(f"procedure {where!r}: pair_list = {name!r} holds no pairs; give it rows of first,second")
    for first, second in given:
        for task in (first, second):
            if task not in position:
                raise PlanError(
                    f"procedure {where!r}: pair_list {name!r} names task {task!r}, which the study has not selected;"
                    f" {choices(task, position)[:200]}"
                )
    sides = stimuli.sides.get(name)
    return Pairs(
        first=np.array([position[first] for first, _ in given], dtype=np.int64),
        second=np.array([position[second] for _, second in given], dtype=np.int64),
        side=np.array(sides, dtype=np.int64) if sides is not None else None,
    )
