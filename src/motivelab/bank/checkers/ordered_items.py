"""A list whose entries and order are both asked for."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.listed import best_agreement


def check(answer: str, *, items: Sequence[str]) -> float:
    """Share of the entries that stand in the right order: 1 for exactly the list, case aside.

    >>> check("1. fig\\n2. Pear\\n3. plum", items=["fig", "pear", "plum"])
    1.0
    """
    wanted = [item.casefold() for item in items]
    return best_agreement(answer, wanted, read=lambda found: [item.casefold().strip(" .\"'") for item in found])
