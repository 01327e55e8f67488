"""Rows that each belong to two nodes: choices between tasks of two families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dyads:
    """Which two nodes each row belongs to, whatever their order.

    Attributes:
        first: (n,) node on one side, coded 0 .. n_nodes - 1.
        second: (n,) node on the other; the same node for a row inside one node (a loop).
        n_nodes: nodes.
        pair: (n,) code of the pair of nodes.
        n_pairs: pairs, loops among them.
    """

    first: Integers
    second: Integers
    n_nodes: int
    pair: Integers
    n_pairs: int

    @property
    def across(self) -> NDArray[np.bool_]:
        """(n,) whether the two nodes differ."""
        return np.asarray(self.first != self.second)


def dyads(first: Integers, second: Integers) -> Dyads:
    """Number the nodes that occur and their pairs.

    Example:
        >>> d = dyads(np.array([4, 9, 4]), np.array([9, 4, 7]))
        >>> d.first.tolist(), d.second.tolist(), d.n_nodes, d.pair.tolist()
        ([0, 2, 0], [2, 0, 1], 3, [1, 1, 0])
    """
    n = len(first)
    used, both = np.unique(np.concatenate([first, second]), return_inverse=True)
    a, b = both[:n].astype(np.int64), both[n:].astype(np.int64)
    keys, pair = np.unique(np.minimum(a, b) * len(used) + np.maximum(a, b), return_inverse=True)
    return Dyads(first=a, second=b, n_nodes=len(used), pair=pair.astype(np.int64), n_pairs=len(keys))


def node_sums(rows: Floats, d: Dyads) -> Floats:
    """(n_nodes, k) sums of the (n, k) rows that touch each node; a loop touches its node once.

    Example:
        >>> node_sums(np.array([[1.0], [2.0]]), dyads(np.array([0, 1]), np.array([1, 1]))).tolist()
        [[1.0], [3.0]]
    """
    across = d.across
    touched = np.concatenate([d.first, d.second[across]])
    twice = np.concatenate([rows, rows[across]])
    return np.column_stack([np.bincount(touched, weights=c, minlength=d.n_nodes) for c in twice.T])


def pair_sums(rows: Floats, d: Dyads) -> Floats:
    """(n_pairs, k) sums of the (n, k) rows of each pair."""
    return np.column_stack([np.bincount(d.pair, weights=c, minlength=d.n_pairs) for c in rows.T])


def rows_by_node(d: Dyads) -> list[Integers]:
    """The rows that touch each node, in their order."""
    across = np.flatnonzero(d.across)
    touched = np.concatenate([d.first, d.second[across]])
    row = np.concatenate([np.arange(len(d.first)), across])
    order = np.lexsort([row, touched])
    cuts = np.cumsum(np.bincount(touched, minlength=d.n_nodes))[:-1]
    return np.split(row[order], cuts)
