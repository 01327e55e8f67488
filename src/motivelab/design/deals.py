"""What is dealt to the tasks and pairs of a study: wordings, item orders, the side a manipulation is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from motivelab.bank.sample import seeded_key
from motivelab.design.deal import deal
from motivelab.schema.task import Task

_CROSSED = (2, 3)
"""Numbers of instrument wordings against which all other deals are balanced (those that instruments have)."""


class Deals:
    """The deals of one study, each made once.

    No deal depends on which respondents, procedures or other conditions a study has, so adding any of these leaves all
    trials as they were.

    Args:
        tasks: the selected tasks, of different ids.
        seed: the study's.
    """

    def __init__(self, tasks: Sequence[Task], *, seed: int) -> None:
        self._tasks = tuple(tasks)
        self._seed = seed
        self.asking = lru_cache(self._asking)
        self.wording = lru_cache(self._wording)
        self._first_order = lru_cache(self._orders)

    def _asking(self, levels: int) -> NDArray[np.int64]:
        """Which of an instrument's wordings each task gets, the same in every condition."""
        return deal(self._tasks, levels=levels, seed=self._seed, label="asking")

    def _wording(self, condition: str, levels: int) -> NDArray[np.int64]:
        """Which of a manipulation's wordings each task gets."""
        return self._dealt(f"wording {condition}", levels)

    def _orders(self, condition: str, levels: int) -> NDArray[np.int64]:
        return self._dealt(f"order {condition}", levels)

    def _dealt(self, label: str, levels: int) -> NDArray[np.int64]:
        against = [self.asking(n) for n in _CROSSED]
        return deal(self._tasks, levels=levels, seed=self._seed, label=label, against=against)

    def order(self, condition: str, levels: int, replicates: int) -> NDArray[np.int64]:
        """Row of the item-order square, shape (tasks, replicates); further replicates take further rows."""
        first = self._first_order(condition, levels)
        return (first[:, None] + np.arange(replicates)[None, :]) % levels

    def pair_wording(self, condition: str, levels: int, *, pairs: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Wording and canonical side (1 or 2) of every pair.

        Wordings are dealt in permuted blocks of one each, and a wording's side alternates from block to block: the
        counts of the wordings, and of the sides within a wording, differ by at most one. More pairs leave the earlier
        ones as they were.
        """
        wording, side = np.zeros(pairs, dtype=np.int64), np.zeros(pairs, dtype=np.int64)
        for number, begin in enumerate(range(0, pairs, levels)):
            keys = [seeded_key(self._seed, f"pair {condition}", str(number), str(level)) for level in range(levels)]
            block = np.array(sorted(range(levels), key=keys.__getitem__))[: pairs - begin]
            wording[begin : begin + levels] = block
            side[begin : begin + levels] = 1 + (block + number) % 2
        return wording, side

    def task_rank(self) -> NDArray[np.int64]:
        """The place of every task in the seeded order in which tasks are run."""
        keys = [seeded_key(self._seed, "task order", task.id) for task in self._tasks]
        rank = np.empty(len(keys), dtype=np.int64)
        rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        return rank

    def condition_rank(self, conditions: Sequence[str]) -> NDArray[np.int64]:
        """The place of every condition within every task, seeded, shape (tasks, conditions)."""
        keys = [[seeded_key(self._seed, "condition order", t.id, c)[:7] for c in conditions] for t in self._tasks]
        numbers = np.array([[int.from_bytes(key, "big") for key in row] for row in keys], dtype=np.int64)
        return numbers.reshape(len(self._tasks), len(conditions)).argsort(axis=1).argsort(axis=1)
