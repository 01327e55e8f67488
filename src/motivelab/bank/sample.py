"""A seeded sample of tasks, balanced over categories and spread over families."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b

from motivelab.bank.record import Bank
from motivelab.errors import StudyError, choices
from motivelab.schema.task import Task


def sample_tasks(
    bank: Bank,
    *,
    size: int | None = None,
    categories: Sequence[str] | None = None,
    families: Sequence[str] | None = None,
    ids: Sequence[str] | None = None,
    seed: int,
) -> tuple[Task, ...]:
    """A stratified sample, as the first `size` of one seeded order of all eligible tasks.

    Every beginning of that order is balanced: each home category has its proportional share to within one task, and
    within a category every family gives a task before any gives a second. So samples are nested: with one seed, the
    smaller sample is the beginning of the larger. (Rounding each size's shares by itself, by largest remainder, would
    keep the balance but not the nesting: a category's seats can fall as the house grows.) The order depends on ids and
    seed alone, by hashing, and so is the same on every computer.

    Args:
        bank: where the tasks come from.
        size: how many; None takes all that are eligible.
        categories: keep only these home categories.
        families: keep only these families.
        ids: keep only these tasks.
        seed: any whole number; another seed, another order.

    Raises:
        StudyError: an unknown category, family or id, or fewer eligible tasks than `size`.

    Example:
        >>> from motivelab.bank.load import load_bank
        >>> bank = load_bank("core")
        >>> sample_tasks(bank, size=5, seed=1) == sample_tasks(bank, size=9, seed=1)[:5]
        True

    Reference:
        R. Tijdeman (1980). The chairman assignment problem. Discrete Mathematics 32, 323-330.
    """
    pool = _eligible(bank, categories=categories, families=families, ids=ids)
    if size is None:
        size = len(pool)
    if not 0 <= size <= len(pool):
        raise StudyError(
            f"sample size = {size!r}, but {len(pool)} tasks of bank {bank.name!r} are eligible;"
            f" ask for 0 to {len(pool)} or select more"
        )
    strata: dict[str, list[Task]] = {}
    for task in pool:
        strata.setdefault(task.category, []).append(task)
    spread = {category: _spread(tasks, seed=seed) for category, tasks in strata.items()}
    order = _interleave({category: len(tasks) for category, tasks in spread.items()}, size=size, seed=seed)
    taken = dict.fromkeys(spread, 0)
    sample = []
    for category in order:
        sample.append(spread[category][taken[category]])
        taken[category] += 1
    return tuple(sample)


def seeded_key(seed: int, *names: str) -> bytes:
    """A sort key that shuffles: uniform over names for a seed, and the same everywhere.

    >>> seeded_key(1, "a") == seeded_key(1, "a"), seeded_key(1, "a") == seeded_key(2, "a")
    (True, False)
    """
    return blake2b("\x1f".join((str(seed), *names)).encode(), digest_size=8).digest()


def _eligible(
    bank: Bank, *, categories: Sequence[str] | None, families: Sequence[str] | None, ids: Sequence[str] | None
) -> list[Task]:
    """The tasks that every given selection keeps."""
    pool = list(bank.tasks)
    if categories is not None:
        _known("category", categories, bank.categories(), bank=bank)
        pool = [task for task in pool if task.category in set(categories)]
    if families is not None:
        _known("family", families, bank.families(), bank=bank)
        pool = [task for task in pool if task.family in set(families)]
    if ids is not None:
        _known("task id", ids, bank.by_id, bank=bank)
        pool = [task for task in pool if task.id in set(ids)]
    return pool


def _known(kind: str, names: Sequence[str], valid: Collection[str], *, bank: Bank) -> None:
    for name in names:
        if name not in valid:
            raise StudyError(f"{kind} {name!r} is not in bank {bank.name!r}; {choices(name, valid)}")


def _spread(tasks: list[Task], *, seed: int) -> list[Task]:
    """One category's tasks in rounds: each round takes one task of every family that has any left."""
    families: dict[str, list[Task]] = {}
    for task in tasks:
        families.setdefault(task.family, []).append(task)
    placed = []
    for family, members in families.items():
        for turn, task in enumerate(sorted(members, key=lambda t: seeded_key(seed, "task", t.id))):
            placed.append((turn, seeded_key(seed, "family", family, str(turn)), task))
    return [task for _, _, task in sorted(placed, key=lambda entry: entry[:2])]


def _interleave(sizes: dict[str, int], *, size: int, seed: int) -> list[str]:
    """A category for each place, every beginning within one of proportional (Tijdeman's rule)."""
    total = sum(sizes.values())
    names = sorted(sizes, key=lambda name: seeded_key(seed, "category", name))
    slack = 1 / (2 * len(names) - 2) if len(names) > 1 else 0.0
    taken = dict.fromkeys(names, 0)
    order = []
    for place in range(1, size + 1):
        owed = {name: sizes[name] * place / total - taken[name] for name in names}
        ready = [name for name in names if owed[name] >= slack - 1e-9 and taken[name] < sizes[name]]
        chosen = min(ready, key=lambda name: (1 - slack - owed[name]) * total / sizes[name])
        taken[chosen] += 1
        order.append(chosen)
    return order
