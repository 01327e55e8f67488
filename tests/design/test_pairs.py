"""Pairs connect all tasks, never within a family, with nearly equal numbers of opponents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motivelab.design.pairs import Pairs, draw_pairs
from motivelab.errors import PlanError
from motivelab.schema.task import Task


def make_tasks(sizes: list[int]) -> list[Task]:
    return [
        Task(id=f"f{f}-{i}", family=f"f{f}", categories=("c",), text="") for f, n in enumerate(sizes) for i in range(n)
    ]


def n_components(pairs: Pairs, n: int) -> int:
    piece = list(range(n))

    def root(a: int) -> int:
        while piece[a] != a:
            a = piece[a]
        return a

    for a, b in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        piece[root(a)] = root(b)
    return len({root(a) for a in range(n)})


def test_a_walk_that_leaves_a_circle_behind_comes_back_for_it() -> None:
    pairs = draw_pairs(make_tasks([5, 2, 4, 4, 6, 2, 2, 5, 1, 2, 1, 4]), pairs=405, complete_block=4, seed=0)
    assert min(pairs.first.min(), pairs.second.min()) >= 0


@given(data=st.data(), sizes=st.lists(st.integers(1, 6), min_size=2, max_size=12), seed=st.integers(0, 9))
@settings(max_examples=80, deadline=None)
def test_a_design_is_connected_distinct_and_between_families(data: st.DataObject, sizes: list[int], seed: int) -> None:
    tasks = make_tasks(sizes)
    n = len(tasks)
    most = (n * n - sum(s * s for s in sizes)) // 2
    block = data.draw(st.sampled_from([0, 2, min(4, len(sizes))]))
    least = block * (block - 1) // 2 + n - max(block, 1)
    assume(least <= most)
    wanted = data.draw(st.integers(least, most))
    pairs = draw_pairs(tasks, pairs=wanted, complete_block=block, seed=seed)
    assert len(pairs) == wanted
    met = {frozenset(p) for p in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)}
    assert len(met) == wanted
    assert all(tasks[a].family != tasks[b].family for a, b in map(tuple, met))
    assert n_components(pairs, n) == 1
    shown = np.bincount(pairs.first, minlength=n) - np.bincount(pairs.second, minlength=n)
    assert abs(shown).max() <= 1


@pytest.mark.parametrize(("n", "wanted"), [(30, 30), (30, 60), (31, 100), (60, 300)])
def test_tasks_meet_nearly_equal_numbers_of_opponents(n: int, wanted: int) -> None:
    opponents = draw_pairs(make_tasks([5] * (n // 5) + [1] * (n % 5)), pairs=wanted, seed=3).opponents(n)
    assert opponents.max() - opponents.min() <= 2
    assert opponents.sum() == 2 * wanted


def test_a_complete_block_pairs_its_tasks_completely() -> None:
    pairs = draw_pairs(make_tasks([3] * 10), pairs=100, complete_block=8, seed=2)
    a, b = pairs.first[:28], pairs.second[:28]
    assert len(set(a.tolist()) | set(b.tolist())) == 8
    assert len({x // 3 for x in [*a.tolist(), *b.tolist()]}) == 8


def test_fewer_pairs_are_the_beginning_of_more() -> None:
    tasks = make_tasks([3] * 10)
    few, many = (draw_pairs(tasks, pairs=n, seed=2) for n in (40, 90))
    assert {frozenset(p) for p in zip(few.first.tolist(), few.second.tolist(), strict=True)} <= {
        frozenset(p) for p in zip(many.first.tolist(), many.second.tolist(), strict=True)
    }


@pytest.mark.parametrize(
    ("sizes", "pairs", "block", "message"),
    [
        ([5, 5], 8, 0, r"pairs = 8 cannot connect 10 tasks: at least 9 are needed"),
        ([5, 5, 5], 14, 3, r"pairs = 14 cannot connect 15 tasks and the complete block of 3: at least 15"),
        ([2, 2], 5, 0, r"only 4 pairs of different families"),
        ([4], 3, 0, r"belong to one family"),
        ([4, 4], 10, 3, r"complete_block = 3.*there are 2"),
    ],
)
def test_what_cannot_be_paired_is_refused_with_the_numbers_that_would_do(
    sizes: list[int], pairs: int, block: int, message: str
) -> None:
    with pytest.raises(PlanError, match=message):
        draw_pairs(make_tasks(sizes), pairs=pairs, complete_block=block, seed=1)
