"""Laws of sampling and splitting: balanced, nested, seeded, and fixed by id."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.bank.load import load_bank
from motivelab.bank.record import Bank
from motivelab.bank.sample import sample_tasks
from motivelab.bank.split import split_tasks
from motivelab.errors import StudyError
from motivelab.schema.task import CATEGORIES, Task

CORE = load_bank("core")


def made(sizes: dict[str, list[int]]) -> Bank:
    """A bank with so many tasks in each family of each category."""
    return Bank(
        "made",
        tuple(
            Task(id=f"{category}-{f}-{n}", family=f"{category}-{f}", categories=(category,), text=f"{category} {f} {n}")
            for category, families in sizes.items()
            for f, size in enumerate(families)
            for n in range(size)
        ),
    )


BANKS = st.dictionaries(
    st.sampled_from(CATEGORIES), st.lists(st.integers(1, 6), min_size=1, max_size=8), min_size=1, max_size=15
).map(made)


@given(bank=BANKS, seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_every_beginning_of_a_sample_is_within_one_task_of_proportional(bank: Bank, seed: int) -> None:
    total = Counter(task.category for task in bank.tasks)
    taken: Counter[str] = Counter()
    for place, task in enumerate(sample_tasks(bank, seed=seed), start=1):
        taken[task.category] += 1
        for category, size in total.items():
            assert abs(taken[category] - size * place / len(bank)) < 1


@given(bank=BANKS, seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_whole_sample_is_the_bank_each_task_once(bank: Bank, seed: int) -> None:
    assert sorted(t.id for t in sample_tasks(bank, seed=seed)) == sorted(bank.by_id)


@given(bank=BANKS, seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_no_family_gives_a_second_task_before_every_other_of_its_category_gave_one(bank: Bank, seed: int) -> None:
    given_so_far: Counter[str] = Counter()
    sizes = {family: len(tasks) for family, tasks in bank.families().items()}
    for task in sample_tasks(bank, seed=seed):
        given_so_far[task.family] += 1
        for family in bank.categories()[task.category]:
            assert given_so_far[family] >= min(given_so_far[task.family] - 1, sizes[family])


@pytest.mark.parametrize("size", [0, 1, 14, 15, 60, 264, 1000])
def test_a_smaller_sample_is_the_beginning_of_a_larger(size: int) -> None:
    assert sample_tasks(CORE, size=size, seed=3) == sample_tasks(CORE, seed=3)[:size]


def test_a_sample_as_large_as_the_number_of_families_takes_each_once() -> None:
    families = Counter(t.family for t in sample_tasks(CORE, size=len(CORE.families()), seed=5))
    assert max(families.values()) <= 2
    assert len(families) >= 0.9 * len(CORE.families())


def test_one_seed_gives_one_sample_on_every_machine() -> None:
    """The order comes from hashes alone, so these ids are the same everywhere."""
    bank = made({"logic": [3, 3], "puzzles": [3]})
    assert [t.id for t in sample_tasks(bank, size=4, seed=11)] == ["logic-0-2", "puzzles-0-2", "logic-1-2", "logic-0-1"]
    assert [t.id for t in sample_tasks(bank, seed=11)] != [t.id for t in sample_tasks(bank, seed=12)]


def test_tasks_added_elsewhere_do_not_disturb_a_categorys_order() -> None:
    small, large = made({"logic": [3, 3]}), made({"logic": [3, 3], "puzzles": [4]})
    order = [t.id for t in sample_tasks(large, seed=2) if t.category == "logic"]
    assert order == [t.id for t in sample_tasks(small, seed=2)]


def test_selections_narrow_the_pool_together() -> None:
    family = CORE.categories()["logic"][0]
    chosen = sample_tasks(CORE, categories=["logic"], families=[family], seed=1)
    assert {t.id for t in chosen} == {t.id for t in CORE.families()[family]}
    one = chosen[0].id
    assert [t.id for t in sample_tasks(CORE, families=[family], ids=[one], seed=1)] == [one]


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ({"categories": ["logik"]}, "category 'logik' is not in bank 'core'; did you mean 'logic'"),
        ({"families": ["regex-writin"]}, "family 'regex-writin' is not in bank 'core'; did you mean 'regex-writing'"),
        ({"ids": ["regex-writing-99"]}, "task id 'regex-writing-99' is not in bank 'core'; did you mean"),
    ],
)
def test_an_unknown_selection_names_the_nearest(selection: dict[str, list[str]], words: str) -> None:
    with pytest.raises(StudyError, match=words):
        sample_tasks(
            CORE,
            categories=selection.get("categories"),
            families=selection.get("families"),
            ids=selection.get("ids"),
            seed=1,
        )


@pytest.mark.parametrize("size", [-1, 10**6])
def test_a_size_out_of_range_says_what_there_is(size: int) -> None:
    with pytest.raises(StudyError, match=f"sample size = {size}, but {len(CORE)} tasks"):
        sample_tasks(CORE, size=size, seed=1)


@given(seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_a_split_puts_every_family_whole_into_one_part(seed: int) -> None:
    cut = split_tasks(CORE, parts={"a": 0.5, "b": 0.3, "c": 0.2}, seed=seed)
    assert sorted(t.id for tasks in cut.values() for t in tasks) == sorted(CORE.by_id)
    families = [{t.family for t in tasks} for tasks in cut.values()]
    assert sum(map(len, families)) == len(CORE.families())


def test_shares_are_met_on_average() -> None:
    shares = [len(split_tasks(CORE, parts={"a": 3, "b": 1}, seed=seed)["a"]) / len(CORE) for seed in range(20)]
    assert sum(shares) / len(shares) == pytest.approx(0.75, abs=0.03)


def test_families_added_later_move_no_other() -> None:
    small, large = made({"logic": [2] * 20}), made({"logic": [2] * 20, "puzzles": [2] * 20})
    before = split_tasks(small, parts={"a": 1, "b": 1}, seed=4)
    after = split_tasks(large, parts={"a": 1, "b": 1}, seed=4)
    for part, tasks in before.items():
        assert tuple(t for t in after[part] if t.category == "logic") == tasks


@pytest.mark.parametrize(("parts", "words"), [({}, "is empty"), ({"a": 0.0}, "'a' has share 0.0"), ({"a": -1}, "-1")])
def test_shares_must_be_positive(parts: dict[str, float], words: str) -> None:
    with pytest.raises(StudyError, match=words):
        split_tasks(CORE, parts=parts, seed=1)
