"""Deals are balanced overall, by category and by family, and meet each other evenly."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.design.deal import deal
from motivelab.schema.task import Task


def make_tasks(sizes: list[int], categories: int) -> list[Task]:
    return [
        Task(id=f"f{f}-{i}", family=f"f{f}", categories=(f"c{f % categories}",), text="")
        for f, size in enumerate(sizes)
        for i in range(size)
    ]


def spread(levels: np.ndarray[tuple[int], np.dtype[np.int64]], n: int) -> int:
    counts = np.bincount(levels, minlength=n)
    return int(counts.max() - counts.min())


@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=30),
    categories=st.integers(1, 4),
    levels=st.integers(1, 7),
    seed=st.integers(0, 9),
)
@settings(max_examples=60, deadline=None)
def test_levels_are_balanced_overall_by_category_and_by_family(
    sizes: list[int], categories: int, levels: int, seed: int
) -> None:
    tasks = make_tasks(sizes, categories)
    asking = [deal(tasks, levels=n, seed=seed, label="asking") for n in (2, 3)]
    dealt = deal(tasks, levels=levels, seed=seed, label="wording", against=asking)
    assert spread(dealt, levels) <= 1
    for group in ([t.category for t in tasks], [t.family for t in tasks]):
        for name in set(group):
            assert spread(dealt[[other == name for other in group]], levels) <= 1


def test_a_deal_does_not_depend_on_the_order_of_tasks() -> None:
    tasks = make_tasks([5, 3, 1, 1, 4, 5], 2)
    forward = dict(zip([t.id for t in tasks], deal(tasks, levels=3, seed=1, label="x").tolist(), strict=True))
    back = deal(tasks[::-1], levels=3, seed=1, label="x").tolist()
    assert dict(zip([t.id for t in tasks[::-1]], back, strict=True)) == forward


def test_another_seed_or_label_is_another_deal() -> None:
    tasks = make_tasks([5] * 12, 3)
    one = deal(tasks, levels=3, seed=1, label="x")
    assert (one != deal(tasks, levels=3, seed=2, label="x")).any()
    assert (one != deal(tasks, levels=3, seed=1, label="y")).any()


def test_wordings_of_a_manipulation_meet_those_of_an_instrument_evenly() -> None:
    for sizes in ([5] * 60, [1] * 300, [5] * 30 + [1] * 150):
        tasks = make_tasks(sizes, 5)
        asking = {n: deal(tasks, levels=n, seed=4, label="asking") for n in (2, 3)}
        for levels in (3, 6):
            dealt = deal(tasks, levels=levels, seed=4, label="wording money", against=list(asking.values()))
            for n, other in asking.items():
                met = np.bincount(other * levels + dealt, minlength=n * levels)
                assert met.max() - met.min() <= 4, (sizes[:3], levels, n, met)
