"""Every main effect and interaction of crossed facets, one pair of which may be nested."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.variance_components import Term, term_cells

Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossedTerms:
    """Terms of a random model.

    Attributes:
        terms: ready for `variance_components`.
        names: facets of each term, in the order the facets were given.
        replicated: whether every term has a cell with two rows; terms without are left to the residual.
    """

    terms: tuple[Term, ...]
    names: tuple[tuple[str, ...], ...]
    replicated: bool


def crossed_terms(codes: Mapping[str, Integers], *, nested: tuple[str, str]) -> CrossedTerms:
    """Main effects and interactions; the inner of the `nested` pair stands for the outer as well.

    Args:
        codes: level of each row on each facet; levels of the inner facet are unique over the outer.
        nested: (outer, inner); either may be absent.

    Example:
        >>> group, item, time = (np.repeat([0, 1], 8), np.repeat([0, 1, 2, 3], 4), np.tile([0, 0, 1, 1], 4))
        >>> found = crossed_terms({"group": group, "item": item, "time": time}, nested=("group", "item"))
        >>> [" x ".join(name) for name in found.names]
        ['group', 'item', 'time', 'group x time', 'item x time']
    """
    outer, inner = nested
    stimulus = [f for f in nested if f in codes]
    crossed = [f for f in codes if f not in stimulus]
    sets: list[frozenset[str]] = []
    for size in range(len(crossed) + 1):
        for others in itertools.combinations(crossed, size):
            if others:
                sets.append(frozenset(others))
            sets += [frozenset((*others, f)) for f in stimulus]
    names = [tuple(f for f in codes if f in s) for s in sets]
    cells = [term_cells([codes[f] for f in name]) for name in names]
    n_rows = len(next(iter(codes.values())))
    keep = [i for i, (_, first) in enumerate(cells) if len(first) < n_rows]
    replicated = len(keep) == len(sets)
    sets, names, cells = [sets[i] for i in keep], [names[i] for i in keep], [cells[i] for i in keep]
    index = {s: i for i, s in enumerate(sets)}

    def crossing(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
        both = a | b
        return both - {outer} if inner in both else both

    return CrossedTerms(
        terms=tuple(
            Term(codes=code, first=first, joint=tuple(index.get(crossing(s, other), -1) for other in sets))
            for s, (code, first) in zip(sets, cells, strict=True)
        ),
        names=tuple(names),
        replicated=replicated,
    )
