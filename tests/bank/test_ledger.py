"""Laws of the ledger: a changed wording says so by a raised version, and a withdrawn task by its retired id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motivelab.bank.bank_rules import retired_ids
from motivelab.bank.ledger import Entry, ledger_faults, ledger_of, main, read_ledger, write_ledger
from motivelab.bank.load import bank_names, load_bank
from motivelab.errors import StimulusError

LEDGER = Path(__file__).parent / "versions.json"


def test_no_shipped_wording_changed_without_a_raised_version() -> None:
    now = ledger_of(load_bank(name) for name in bank_names())
    faults = ledger_faults(now, read_ledger(LEDGER), retired=retired_ids(), file=LEDGER.name)
    assert [str(fault) for fault in faults] == []


def test_the_committed_ledger_is_up_to_date() -> None:
    """Refresh it with `python -m motivelab.bank.ledger tests/bank/versions.json`."""
    assert read_ledger(LEDGER) == ledger_of(load_bank(name) for name in bank_names())


def test_every_shipped_id_stands_in_one_bank_only() -> None:
    assert len(read_ledger(LEDGER)) == sum(len(load_bank(name)) for name in bank_names())


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"a-1": Entry(1, "other")}, "another text under version 1; raise its version to 2"),
        ({"a-1": Entry(0, "text")}, "version 0 where 1 was"),
        ({}, "is gone from the bank; restore it"),
    ],
)
def test_an_unsaid_change_is_a_fault(now: dict[str, Entry], words: str) -> None:
    (fault,) = ledger_faults(now, {"a-1": Entry(1, "text")}, retired=(), file="versions.json")
    assert words in str(fault)


@pytest.mark.parametrize(
    "now", [{"a-1": Entry(2, "other")}, {"a-1": Entry(1, "text"), "a-2": Entry(1, "new")}, {"a-1": Entry(2, "text")}]
)
def test_a_change_that_says_so_is_none(now: dict[str, Entry]) -> None:
    assert ledger_faults(now, {"a-1": Entry(1, "text")}, retired=(), file="versions.json") == ()


def test_a_retired_task_may_be_gone() -> None:
    assert ledger_faults({}, {"a-1": Entry(1, "text")}, retired={"a-1"}, file="versions.json") == ()


def test_refreshing_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "versions.json"
    assert main([str(path)]) == 0
    first = path.read_text()
    assert main([str(path)]) == 0
    assert path.read_text() == first
    assert len(first.splitlines()) == len(read_ledger(path)) + 2


def test_refreshing_refuses_an_unsaid_change_and_leaves_the_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "versions.json"
    task = load_bank("core").tasks[0]
    write_ledger({task.id: Entry(task.version, "0" * 32)}, path)
    before = path.read_text()
    assert main([str(path)]) == 1
    assert path.read_text() == before
    assert re.search(rf"{task.id}: \[ledger\] another text", capsys.readouterr().out)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "versions.json"
    path.write_text('{"a-1": 3}')
    with pytest.raises(StimulusError, match="no ledger of wordings"):
        read_ledger(path)
