"""Dealing levels (wordings, item orders) to tasks in balance: overall, in every category and in every family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motivelab.bank.sample import seeded_key
from motivelab.schema.task import Task


def deal(
    tasks: Sequence[Task], *, levels: int, seed: int, label: str, against: Sequence[NDArray[np.int64]] = ()
) -> NDArray[np.int64]:
    """One level a task.

    Families are laid out category by category in a seeded order and the levels dealt round like cards. So the levels'
    counts differ by at most one overall, in every category and in every family. Which of a family's cards goes to which
    of its tasks is left open by that; it is chosen so that the levels also meet those of other deals evenly. Tasks that
    are alone in their family are dealt last in their category and change places with each other to the same end.

    The deal depends on the tasks' ids, families and categories, the number of levels, the seed and the label, and on
    nothing else: not on their texts, nor on what else a study contains.

    Args:
        tasks: in any order.
        levels: how many there are, at least 1.
        seed: the study's.
        label: what is dealt; another label, another deal.
        against: other deals (level by task) to be as independent of as the counts allow.

    Returns:
        The level of each task, 0 to `levels - 1`, in the order of `tasks`.

    Example:
        >>> tasks = [Task(id=f"t{i}", family=f"f{i // 5}", categories=("logic",), text="") for i in range(10)]
        >>> np.bincount(deal(tasks, levels=3, seed=1, label="wording")).tolist()
        [3, 3, 4]
    """
    dealt = np.zeros(len(tasks), dtype=np.int64)
    if levels == 1 or not tasks:
        return dealt
    met = [[[0] * levels for _ in range(int(other.max()) + 1)] for other in against]
    others = [other.tolist() for other in against]

    def cost(task: int, level: int) -> int:
        return sum(counts[other[task]][level] for counts, other in zip(met, others, strict=True))

    def give(task: int, level: int) -> None:
        dealt[task] = level
        for counts, other in zip(met, others, strict=True):
            counts[other[task]][level] += 1

    next_level = int.from_bytes(seeded_key(seed, label, "start"), "big") % levels
    for families in _layout(tasks, seed=seed, label=label):
        for family in families:
            if len(family) == 1:
                continue
            cards = [(next_level + i) % levels for i in range(len(family))]
            next_level = (next_level + len(family)) % levels
            for task in family:
                card = min(cards, key=lambda level, task=task: cost(task, level))  # type: ignore[misc]
                cards.remove(card)
                give(task, card)
        alike: dict[tuple[int, ...], list[int]] = {}
        for family in families:
            if len(family) == 1:
                alike.setdefault(tuple(other[family[0]] for other in others), []).append(family[0])
        for _ in range(sum(map(len, alike.values()))):
            level = next_level
            kind = min(alike, key=lambda k: (cost(alike[k][0], level), -len(alike[k])))
            give(alike[kind].pop(), level)
            if not alike[kind]:
                del alike[kind]
            next_level = (next_level + 1) % levels
    return dealt


def _layout(tasks: Sequence[Task], *, seed: int, label: str) -> list[list[list[int]]]:
    """Positions of tasks by category and family, everything in seeded order."""
    grouped: dict[str, dict[str, list[int]]] = {}
    for position, task in enumerate(tasks):
        grouped.setdefault(task.category, {}).setdefault(task.family, []).append(position)
    return [
        [
            sorted(grouped[category][family], key=lambda position: seeded_key(seed, label, "task", tasks[position].id))
            for family in sorted(grouped[category], key=lambda family: seeded_key(seed, label, "family", family))
        ]
        for category in sorted(grouped, key=lambda category: seeded_key(seed, label, "category", category))
    ]
