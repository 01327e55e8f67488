"""What a set of pairs can scale: how many opponents items have, and which of them all met each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Met: TypeAlias = NDArray[np.bool_]


def who_met(first: Sequence[str], second: Sequence[str]) -> tuple[list[str], Met]:
    """Items in alphabetic order, and which of them were compared; an item did not meet itself.

    Example:
        >>> items, met = who_met(["b", "a"], ["a", "c"])
        >>> items, met.astype(int).tolist()
        (['a', 'b', 'c'], [[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    """
    items = sorted({*first, *second})
    place = {item: i for i, item in enumerate(items)}
    one, two = np.array([place[f] for f in first], np.int64), np.array([place[s] for s in second], np.int64)
    met = np.zeros((len(items), len(items)), dtype=bool)
    met[one, two] = met[two, one] = True
    np.fill_diagonal(met, val=False)
    return items, met


def core(met: Met, *, opponents: int) -> NDArray[np.int64]:
    """The largest set of items each of which met at least so many others of the set (Seidman's k-core).

    Example:
        >>> _, met = who_met(list("aabx"), list("bccc"))
        >>> core(met, opponents=2).tolist()
        [0, 1, 2]

    Reference:
        Seidman (1983), Social Networks 5, 269-287.
    """
    kept = np.ones(len(met), dtype=bool)
    while True:
        enough = kept & ((met[:, kept]).sum(axis=1) >= opponents)
        if (enough == kept).all():
            return np.flatnonzero(kept)
        kept = enough


def complete_block(met: Met, *, at_least: int) -> NDArray[np.int64]:
    """A large set of items that all met each other, grown greedily from every item; empty where none is large enough.

    Among equals the one that comes first in alphabetic order is taken, so that the order of the data decides nothing.

    Example:
        >>> _, met = who_met(list("aabx"), list("bccc"))
        >>> complete_block(met, at_least=3).tolist()
        [0, 1, 2]
    """
    inside = core(met, opponents=at_least - 1)
    best: list[int] = []
    for start in inside:
        block = [int(start)]
        open_to = met[start].copy()
        open_to[np.setdiff1d(np.arange(len(met)), inside)] = False
        while open_to.any():
            candidates = np.flatnonzero(open_to)
            shared = met[np.ix_(candidates, candidates)].sum(axis=1)
            chosen = int(candidates[int(shared.argmax())])
            block.append(chosen)
            open_to &= met[chosen]
        if len(block) > len(best):
            best = block
    return np.array(sorted(best) if len(best) >= at_least else [], dtype=np.int64)
