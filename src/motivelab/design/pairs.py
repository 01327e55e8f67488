"""Pairs of tasks for forced choice: a connected design with nearly equal numbers of opponents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motivelab.bank.sample import seeded_key
from motivelab.errors import PlanError
from motivelab.schema.task import Task


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Drawn or given pairs, as positions in the tuple of tasks.

    Attributes:
        first: the task shown first in the canonical order.
        second: the other.
        side: which of them a manipulation is about (1 or 2), or None where that is dealt.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    side: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.first)

    def opponents(self, n_tasks: int) -> NDArray[np.int64]:
        """How many opponents each task meets."""
        both = np.concatenate([self.first, self.second])
        return np.bincount(both, minlength=n_tasks).astype(np.int64)


def default_pairs(n_tasks: int) -> int:
    """How many pairs let each task meet about four others.

    >>> default_pairs(30)
    60
    """
    return 2 * n_tasks


def draw_pairs(tasks: Sequence[Task], *, pairs: int, complete_block: int = 0, seed: int) -> Pairs:
    """Draw pairs so that all tasks can be put on one scale.

    No pair lies within a family. The pairs connect all tasks: from every task to every other there is a way over tasks
    that were compared. Each further pair joins tasks that have met the fewest opponents, so that these numbers hardly
    differ. Every task is shown first about as often as second.

    Args:
        tasks: at least two, of at least two families.
        pairs: how many, the complete block's included.
        complete_block: so many tasks, each of another family, are all paired with each other.
        seed: the study's.

    Raises:
        PlanError: too few pairs to connect the tasks, more than there are, too few families, or too large a block; the
            message gives the numbers that would do.

    Example:
        >>> tasks = [Task(id=f"t{i}", family=f"f{i}", categories=("logic",), text="") for i in range(8)]
        >>> draw_pairs(tasks, pairs=8, seed=1).opponents(8).tolist()
        [2, 2, 2, 2, 2, 2, 2, 2]

    Reference:
        Bradley-Terry abilities are identified only over a connected design: L. R. Ford (1957), American Mathematical
        Monthly 64(8), 28-33.
    """
    order = sorted(range(len(tasks)), key=lambda position: seeded_key(seed, "pairs", tasks[position].id))
    rank = np.empty(len(tasks), dtype=np.uint64)
    rank[order] = np.arange(len(tasks), dtype=np.uint64)
    names = {family: number for number, family in enumerate(dict.fromkeys(task.family for task in tasks))}
    family = np.array([names[task.family] for task in tasks], dtype=np.int64)
    block = _block(order, family, size=complete_block)
    _check(tasks, family, pairs=pairs, block=block)
    edges = list(_edges(family, rank, pairs=pairs, block=block))
    return _oriented(edges, n_tasks=len(tasks), seed=seed)


def _block(order: Sequence[int], family: NDArray[np.int64], *, size: int) -> list[int]:
    """The first `size` tasks of the seeded order, each of another family."""
    first_of: dict[int, int] = {}
    for position in order:
        first_of.setdefault(int(family[position]), position)
    if size > len(first_of):
        raise PlanError(
            f"complete_block = {size!r}: its tasks come from different families, and there are {len(first_of)}; ask for"
            f" at most {len(first_of)}"
        )
    return list(first_of.values())[:size] if size > 1 else []


def _check(tasks: Sequence[Task], family: NDArray[np.int64], *, pairs: int, block: list[int]) -> None:
    sizes = np.bincount(family) if len(tasks) else np.zeros(1, dtype=np.int64)
    most = (len(tasks) ** 2 - int((sizes**2).sum())) // 2
    if most == 0:
        raise PlanError(
            f"no pairs can be formed: all selected tasks ({len(tasks)}) belong to one family, and tasks of a family are"
            " not paired; select tasks of at least two families"
        )
    in_block = len(block) * (len(block) - 1) // 2
    needed = in_block + len(tasks) - max(len(block), 1)
    if pairs < needed:
        of_block = f" and the complete block of {len(block)}" if block else ""
        raise PlanError(
            f"pairs = {pairs!r} cannot connect {len(tasks)} tasks{of_block}: at least {needed} are needed (about"
            f" {in_block + 2 * len(tasks)} for four opponents each); ask for more pairs or select fewer tasks"
        )
    if pairs > most:
        raise PlanError(
            f"pairs = {pairs!r}: the {len(tasks)} selected tasks form only {most} pairs of different families; ask for"
            f" at most {most}"
        )


def _edges(
    family: NDArray[np.int64], rank: NDArray[np.uint64], *, pairs: int, block: list[int]
) -> Iterator[tuple[int, int]]:
    n = len(family)
    opponents = np.zeros(n, dtype=np.int64)
    component = np.arange(n)
    free = family[:, None] != family[None, :]
    pending = [(a, b) for place, a in enumerate(block) for b in block[place + 1 :]]
    pieces = n
    for step in range(pairs):
        if step < len(pending):
            a, b = pending[step]
        else:
            a, b = _next_pair(opponents, component if pieces > 1 else None, free, _shuffled(rank, step))
        free[a, b] = free[b, a] = False
        opponents[[a, b]] += 1
        if component[a] != component[b]:
            component[component == component[b]] = component[a]
            pieces -= 1
        yield a, b


def _next_pair(
    opponents: NDArray[np.int64],
    component: NDArray[np.int64] | None,
    free: NDArray[np.bool_],
    order: NDArray[np.uint64],
) -> tuple[int, int]:
    """Two tasks with the fewest opponents that may meet; ties by `order`. While unconnected, of two components."""
    by_need = np.lexsort((order, opponents))
    for a in by_need:
        able = free[a] if component is None else free[a] & (component != component[a])
        ready = by_need[able[by_need]]
        if len(ready):
            return int(a), int(ready[0])
    raise PlanError("no further pair of tasks of different families is left")  # _check has counted them


def _shuffled(rank: NDArray[np.uint64], step: int) -> NDArray[np.uint64]:
    """Another order of the tasks for every step: splitmix64 over rank and step, the same on every machine."""
    z = rank + np.uint64((step + 1) * 0x9E3779B97F4A7C15 % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _oriented(edges: Sequence[tuple[int, int]], *, n_tasks: int, seed: int) -> Pairs:
    """Which task of each pair is shown first: the edges are walked along, so that first and second balance.

    Every closed walk enters a task as often as it leaves it; only where a walk ends is there one place more of a kind.
    """
    neighbours: list[list[int]] = [[] for _ in range(n_tasks)]
    for number, (a, b) in enumerate(edges):
        neighbours[a].append(number)
        neighbours[b].append(number)
    left = np.array([len(own) for own in neighbours])
    first = np.full(len(edges), -1, dtype=np.int64)
    order = sorted(range(n_tasks), key=lambda task: seeded_key(seed, "walk", str(task)))
    # a walk from an odd task ends at another; once these are even, every walk is a circle that uses its start up
    for start in _odd_ones_first(order, left):
        here = start
        while left[here]:
            number = neighbours[here].pop()
            if first[number] >= 0:
                continue
            first[number] = here
            a, b = edges[number]
            left[[a, b]] -= 1
            here = b if here == a else a
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return Pairs(first=first, second=ends.sum(axis=1) - first)


def _odd_ones_first(order: Sequence[int], left: NDArray[np.int64]) -> Iterator[int]:
    """Tasks to start walks from: each that is odd when its turn comes, then all."""
    for task in order:
        if left[task] % 2:
            yield task
    yield from order
