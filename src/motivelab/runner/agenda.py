"""What is left to ask, in plan order, grouped into calls."""

from __future__ import annotations

import itertools
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from motivelab.schema.trial import Cell
from motivelab.schema.trial_plan import TrialPlan

Unit = tuple[int, ...]
"""Rows of the plan that one call answers: the replicates of one question, or a single trial."""

_SAME = ("cell", "task", "other", "side", "order", "parent")
"""Trials of one lane that agree in these differ in the replicate alone."""


@dataclass(slots=True)
class Queue:
    """The units of one respondent: those open from the start, and those that became ready since.

    What became ready goes first, so that a report follows its work closely and few works wait.
    """

    rows: array[int]
    starts: array[int]
    ready: deque[Unit] = field(default_factory=deque)
    _next: int = 0

    def __len__(self) -> int:
        return len(self.ready) + len(self.starts) - self._next

    def take(self) -> Unit | None:
        """The next unit, or None."""
        if self.ready:
            return self.ready.popleft()
        if self._next >= len(self.starts):
            return None
        first = self.starts[self._next]
        self._next += 1
        last = self.starts[self._next] if self._next < len(self.starts) else len(self.rows)
        return tuple(self.rows[first:last])


class Agenda:
    """The open trials of a plan.

    Args:
        plan: the compiled plan.
        answered: ids of trials that have a completion.
        can_follow: beside each of them whether its completion can be followed up.
        merges: says of a cell whether replicates of one question may share a call.
        only: rows that may be asked now, or None for all.
    """

    def __init__(
        self,
        plan: TrialPlan,
        *,
        answered: NDArray[np.int64],
        can_follow: NDArray[np.bool_],
        merges: Callable[[Cell], bool],
        only: NDArray[np.int64] | None = None,
    ) -> None:
        columns = plan.columns
        self._columns = columns
        self._merges = np.array([merges(c) for c in plan.cells], dtype=np.bool_)
        names = sorted({c.respondent.name for c in plan.cells})
        lane_of_cell = np.array([names.index(c.respondent.name) for c in plan.cells], dtype=np.int64)
        self._names = names
        self._lane = lane_of_cell[columns["cell"]] if len(plan) else np.empty(0, np.int64)

        order = np.argsort(answered)
        known = answered[order]
        at = np.searchsorted(known, columns["id"])
        at[at == len(known)] = 0
        self.done: NDArray[np.bool_] = (known[at] == columns["id"]) if len(known) else np.zeros(len(plan), np.bool_)
        follows = np.zeros(len(plan), np.bool_)
        if len(known):
            follows[self.done] = can_follow[order][at[self.done]]

        parent = columns["parent"]
        root = parent < 0
        can_start = root | (~root & follows[np.where(root, 0, parent)])
        blocked = ~root & self.done[np.where(root, 0, parent)] & ~follows[np.where(root, 0, parent)]
        self.blocked = int((blocked & ~self.done).sum())
        """Open trials that stay open because the work they would follow is empty or filtered."""
        self._by_parent = np.argsort(parent, kind="stable")
        self._sorted_parents = parent[self._by_parent]
        self._followed = np.zeros(len(plan), np.bool_)
        self._followed[parent[~root]] = True

        self._wanted = np.ones(len(plan), np.bool_)
        if only is not None:
            self._wanted[:] = False
            self._wanted[only] = True
        ready = np.flatnonzero(can_start & ~self.done & self._wanted)
        self.queues: dict[str, Queue] = {}
        for index, name in enumerate(names):
            rows = ready[self._lane[ready] == index]
            self.queues[name] = Queue(array("q", rows.tobytes()), array("q", self._starts(rows).tobytes()))

    def planned(self, name: str) -> tuple[int, int]:
        """Trials of one respondent: planned, and answered before now."""
        mine = self._lane == self._names.index(name)
        return int(mine.sum()), int((mine & self.done).sum())

    def followers(self, row: int) -> Sequence[tuple[str, Unit]]:
        """The open units that follow a row's work, with the respondent each belongs to."""
        if not self._followed[row]:
            return ()
        first, last = np.searchsorted(self._sorted_parents, (row, row + 1))
        rows = self._by_parent[first:last]
        rows = rows[~self.done[rows] & self._wanted[rows]]
        found: list[tuple[str, Unit]] = []
        for index in np.unique(self._lane[rows]).tolist():
            mine = rows[self._lane[rows] == index]
            starts = [*self._starts(mine).tolist(), len(mine)]
            for a, b in itertools.pairwise(starts):
                found.append((self._names[index], tuple(mine[a:b].tolist())))
        return found

    def _starts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        if len(rows) == 0:
            return np.empty(0, np.int64)
        new = ~self._merges[self._columns["cell"][rows]]
        new[0] = True
        for name in _SAME:
            values = self._columns[name][rows]
            new[1:] |= values[1:] != values[:-1]
        return np.flatnonzero(new)
