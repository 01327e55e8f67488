"""docs/bank.md tells the truth: its examples run and its files load."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from motivelab.bank.bank_rules import retired_ids
from motivelab.bank.lint import BANK_RULES, TASK_RULES
from motivelab.bank.load import bank_names, load_bank

GUIDE = Path(__file__).parents[2] / "docs" / "bank.md"
TEXT = GUIDE.read_text("utf-8")


def test_every_example_gives_what_it_says() -> None:
    outcome = doctest.testfile(str(GUIDE), module_relative=False)
    assert (outcome.failed, outcome.attempted > 5) == (0, True)


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL))
def test_every_file_shown_can_be_loaded(block: str, tmp_path: Path) -> None:
    path = tmp_path / "shown.toml"
    path.write_text(block, encoding="utf-8")
    assert len(load_bank(path)) >= 1


def test_every_rule_and_bank_is_named() -> None:
    names = [rule.__name__ for rule in (*TASK_RULES, *BANK_RULES)] + list(bank_names())
    assert [name for name in names if f"`{name}`" not in TEXT] == []


def test_the_list_of_retired_ids_can_be_read() -> None:
    assert isinstance(retired_ids(), frozenset)
