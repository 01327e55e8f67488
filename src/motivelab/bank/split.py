"""A bank cut into fixed parts by family."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from motivelab.bank.record import Bank
from motivelab.bank.sample import seeded_key
from motivelab.errors import StudyError
from motivelab.schema.task import Task


def split_tasks(bank: Bank, *, parts: Mapping[str, float], seed: int) -> dict[str, tuple[Task, ...]]:
    """Every family, whole, in exactly one part.

    A family's part follows from its id and the seed alone: families added to the bank later move no other family, so a
    held-out part stays held out. The price is that shares are met on average, not exactly.

    Args:
        bank: what is cut.
        parts: each part's name and share; shares are relative to their sum.
        seed: any whole number.

    Raises:
        StudyError: no part, or a share that is not positive.

    Example:
        >>> from motivelab.bank.load import load_bank
        >>> bank = load_bank("core")
        >>> cut = split_tasks(bank, parts={"explore": 0.3, "confirm": 0.7}, seed=7)
        >>> len(cut["explore"]) + len(cut["confirm"]) == len(bank)
        True
    """
    if not parts:
        raise StudyError("split parts = {} is empty; name at least one part with its share")
    for name, share in parts.items():
        if not share > 0:
            raise StudyError(
                f"split part {name!r} has share {share!r}; give every part a positive share or leave it out"
            )
    total = sum(parts.values())
    upper = dict(zip(parts, accumulate(share / total for share in parts.values()), strict=True))
    cut: dict[str, list[Task]] = {name: [] for name in parts}
    for family, tasks in bank.families().items():
        place = int.from_bytes(seeded_key(seed, "split", family)) / 2**64
        # Rounding can leave the last bound a hair below 1, so the last part takes what lies beyond.
        part = next((name for name, bound in upper.items() if place < bound), next(reversed(upper)))
        cut[part].extend(tasks)
    return {name: tuple(tasks) for name, tasks in cut.items()}
