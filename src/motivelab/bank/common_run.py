"""How much of one sequence stands in another in the same order."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

LONGEST = 2000
"""Entries compared; what a reply holds beyond them is ignored, so that no reply can take long to score."""


def common_run(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Length of the longest common subsequence.

    >>> common_run("sort", "short"), common_run([1, 2, 3], [])
    (4, 0)
    """
    previous = [0] * (min(len(other), LONGEST) + 1)
    for left in one[:LONGEST]:
        current = [0]
        for place, right in enumerate(other[:LONGEST]):
            current.append(previous[place] + 1 if left == right else max(current[-1], previous[place + 1]))
        previous = current
    return previous[-1]


def agreement(found: Sequence[Hashable], wanted: Sequence[Hashable]) -> float:
    """Common subsequence as a share of the longer sequence: 1 only where both are the same; 0 for two empty ones.

    >>> agreement([1, 2, 3], [1, 3, 2])
    0.6666666666666666
    """
    longer = max(len(found), len(wanted))
    return common_run(found, wanted) / longer if longer else 0.0
