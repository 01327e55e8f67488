"""A collection whose order does not matter."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.listed import items_of


def check(answer: str, *, items: Sequence[str]) -> float:
    """Overlap of the entries given with those wanted (Jaccard): 1 for exactly the set, case and order aside.

    >>> check("{3, 5}", items=["5", "3"]), check("3, 5, 7, 9", items=["3", "5"])
    (1.0, 0.5)
    """
    found = {item.casefold().strip(" .\"'") for item in items_of(answer)}
    wanted = {item.casefold() for item in items}
    return len(found & wanted) / len(found | wanted)
