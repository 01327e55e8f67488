"""Who was compared with whom, and who ever beat whom."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


def require_comparable(
    first: Integers, second: Integers, outcome: Floats, *, labels: Sequence[Hashable], separated: bool
) -> None:
    """Refuse comparisons that cannot put all items on one scale.

    Args:
        first: (n,) item on one side.
        second: (n,) item on the other.
        outcome: (n,) 1 first won, 0 second won, 0.5 tie.
        labels: names of the items.
        separated: whether a group that never loses to the rest is refused too (not needed under a penalty).

    Raises:
        DegenerateDataError: disconnected comparisons (names the components), or a group that never loses.

    Reference:
        Ford (1957), American Mathematical Monthly 64(8), 28-33.
    """
    k = len(labels)
    n = len(first)
    ones = np.ones(n)
    graph = sparse.csr_matrix((ones, (first, second)), shape=(k, k))
    count, member = csgraph.connected_components(graph, directed=False)
    if count > 1:
        raise DegenerateDataError(
            f"the comparisons fall into {count} groups that never meet: {_show(member, count, labels)}; "
            "compare across them, or fit each group alone"
        )
    if not separated:
        return
    beat = np.concatenate([first[outcome > 0], second[outcome < 1]])
    beaten = np.concatenate([second[outcome > 0], first[outcome < 1]])
    wins = sparse.csr_matrix((np.ones(len(beat)), (beat, beaten)), shape=(k, k))
    count, member = csgraph.connected_components(wins, directed=True, connection="strong")
    if count > 1:
        entered = np.zeros(count, dtype=bool)
        entered[member[beaten[member[beat] != member[beaten]]]] = True
        top = [str(labels[i]) for i in range(k) if not entered[member[i]]]
        raise DegenerateDataError(
            f"{', '.join(top[:10])} never lose(s) to the rest, so that some utility is infinite; "
            "set penalty (0.5 is mild) or add comparisons"
        )


def require_both_places(first: Integers, second: Integers, *, n_items: int) -> None:
    """Refuse comparisons from which being first cannot be told from being liked: some utilities make every d one.

    Args:
        first: (n,) item shown first, of comparisons that are connected.
        second: (n,) item shown second.
        n_items: items.

    Raises:
        DegenerateDataError: items fall into steps, and every comparison shows one of a step before one of the next.
    """
    n = len(first)
    graph = sparse.csr_matrix((np.ones(n), (first, second)), shape=(n_items, n_items))
    order, before = csgraph.breadth_first_order(graph, 0, directed=False)
    forward = set(zip(first.tolist(), second.tolist(), strict=True))
    height = np.zeros(n_items)
    for item in order[1:].tolist():
        parent = int(before[item])
        height[item] = height[parent] + (-1 if (parent, item) in forward else 1)
    if (height[first] - height[second] == 1).all():
        raise DegenerateDataError(
            "every item stands in one place against all it meets, so that being first cannot be told from being liked; "
            "show pairs in both orders, or set position=False"
        )


def _show(member: NDArray[np.int32], count: int, labels: Sequence[Hashable]) -> str:
    groups = [[str(labels[int(i)]) for i in np.flatnonzero(member == g)] for g in range(count)]
    groups.sort(key=len, reverse=True)
    shown = ["{" + ", ".join(g[:6]) + (", ..." if len(g) > 6 else "") + "}" for g in groups[:5]]
    return "; ".join(shown) + ("; ..." if count > 5 else "")
