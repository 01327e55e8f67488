"""Laws of the shipped bank's size and make."""

from __future__ import annotations

from collections import Counter

from motivelab.bank.lint import lint_bank
from motivelab.bank.load import load_bank
from motivelab.schema.task import CATEGORIES

CORE = load_bank("core")


def test_every_rule_is_kept() -> None:
    assert [str(finding) for finding in lint_bank(CORE)] == []


def test_the_bank_is_large_enough() -> None:
    assert len(CORE) >= 1320
    assert len(CORE.families()) >= 264
    assert tuple(CORE.categories()) == CATEGORIES


def test_every_family_has_five_tasks() -> None:
    assert {family: len(tasks) for family, tasks in CORE.families().items() if len(tasks) != 5} == {}


def test_there_is_refusable_and_impossible_work_beside_the_doable() -> None:
    kinds = Counter(task.compliance for task in CORE.tasks)
    assert min(kinds["refusable"], kinds["impossible"]) >= 0.03 * len(CORE)
    assert kinds["doable"] >= 0.75 * len(CORE)


def test_families_often_belong_to_several_categories() -> None:
    several = [family for family, tasks in CORE.families().items() if len(tasks[0].categories) > 1]
    assert len(several) >= 0.4 * len(CORE.families())


def test_commands_begin_in_many_ways() -> None:
    first = Counter(task.text.split()[0] for task in CORE.tasks)
    assert len(first) >= 300
    assert max(first.values()) <= 0.05 * len(CORE)
