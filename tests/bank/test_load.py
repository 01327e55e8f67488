"""Laws of loading a bank: what is found, in which order, and what is refused with which words."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from motivelab.bank.load import available_banks, bank_names, load_bank
from motivelab.bank.record import Bank
from motivelab.errors import StimulusError
from motivelab.schema.task import CATEGORIES, AnswerCheck, LadderStep, Task

GOOD = """
category = "logic"
[[family]]
id = "riddles"
categories = ["logic", "puzzles"]
[[family.task]]
id = "riddles-1"
text = "Name the animal that walks on four legs in the morning."
[[family.task]]
id = "riddles-2"
version = 3
compliance = "impossible"
text = "Hear the colour of the number nine."
check = { kind = "numeric", value = 9 }
"""


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "data-home"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return home


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", bank_names())
def test_every_shipped_bank_loads_in_category_order(name: str) -> None:
    bank = load_bank(name)
    seen = list(bank.categories())
    assert bank.name == name
    assert seen == [category for category in CATEGORIES if category in seen]


@pytest.mark.parametrize("name", bank_names())
def test_loading_twice_gives_the_same_digest(name: str) -> None:
    assert load_bank(name).digest == load_bank(name).digest


def test_a_changed_letter_changes_the_digest(tmp_path: Path) -> None:
    one = load_bank(write(tmp_path / "a" / "bank.toml", GOOD))
    other = load_bank(write(tmp_path / "b" / "bank.toml", GOOD.replace("four", "five")))
    assert one.digest != other.digest


@pytest.mark.parametrize(
    "change",
    [
        {"id": "b-1"},
        {"family": "b"},
        {"categories": ("logic", "puzzles")},
        {"text": "Sort them."},
        {"version": 2},
        {"compliance": "refusable"},
        {"check": AnswerCheck(kind="numeric", value=3)},
        {"check": AnswerCheck(kind="numeric", value=2, tolerance=0.5)},
        {"ladder": LadderStep(units=2, counter="paragraphs", tokens_per_unit=9)},
        {"max_tokens": 9},
    ],
)
def test_a_change_of_any_field_changes_the_digest(change: dict[str, Any]) -> None:
    check = AnswerCheck(kind="numeric", value=2)
    one = Task(id="a-1", family="a", categories=("logic",), text="Sort it.", check=check)
    assert Bank("mine", (one,)).digest != Bank("mine", (dataclasses.replace(one, **change),)).digest
    assert Bank("mine", (one,)).digest == Bank("other", (one,)).digest


def test_a_file_gives_its_fields_to_its_tasks(tmp_path: Path) -> None:
    bank = load_bank(write(tmp_path / "mine.toml", GOOD))
    second = bank.by_id["riddles-2"]
    assert (bank.name, second.version, second.compliance, second.categories) == (
        "mine",
        3,
        "impossible",
        ("logic", "puzzles"),
    )
    assert second.check is not None
    assert second.check.value == 9


def test_the_frame_has_one_row_a_task_in_the_banks_order(tmp_path: Path) -> None:
    bank = load_bank(write(tmp_path / "mine.toml", GOOD))
    frame = bank.frame()
    assert frame["id"].to_list() == [task.id for task in bank.tasks]
    assert frame["check"].to_list() == [None, "numeric"]
    assert frame["categories"].to_list()[0] == ["logic", "puzzles"]


def test_a_name_is_found_in_paths_before_the_shipped_bank_of_that_name(tmp_path: Path) -> None:
    write(tmp_path / "core.toml", GOOD)
    assert len(load_bank("core", paths=[tmp_path])) == 2


def test_a_path_that_bears_the_name_is_the_bank(tmp_path: Path) -> None:
    write(tmp_path / "riddling" / "logic.toml", GOOD)
    assert len(load_bank("riddling", paths=[tmp_path / "riddling"])) == 2


def test_the_data_directory_is_searched_by_name(data_home: Path) -> None:
    write(data_home / "motivelab" / "banks" / "stored" / "logic.toml", GOOD)
    assert load_bank("stored").name == "stored"
    assert "stored" in available_banks()


def test_the_data_directory_never_shadows_a_shipped_bank(data_home: Path) -> None:
    write(data_home / "motivelab" / "banks" / "core.toml", GOOD)
    assert len(load_bank("core")) > 2


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(StimulusError, match="did you mean 'core'"):
        load_bank("coer")


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StimulusError, match="no such bank file or folder"):
        load_bank(tmp_path / "absent.toml")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StimulusError, match=r"holds no \.toml file"):
        load_bank(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "riddles-2"', 'id = "riddles-1"', "riddles-1.*stands in family 'riddles' and again"),
        ("version = 3", "version = 0", "family 'riddles', task 'riddles-2': version = 0"),
        ("version = 3", "version = true", "version = True is not a whole number"),
        ("version = 3", "verson = 3", "unknown key 'verson'; did you mean 'version'"),
        ('"impossible"', '"imposible"', "compliance = 'imposible'; did you mean 'impossible'"),
        ('["logic", "puzzles"]', '["puzzles"]', "the file's category is 'logic'"),
        ('["logic", "puzzles"]', '["logic", "logic"]', "names one category twice"),
        ('["logic", "puzzles"]', '"logic"', "is not a list of strings"),
        ('text = "Hear the colour of the number nine."', 'text = "  "', "text = '  ' is not a non-empty string"),
        ('text = "Hear the colour of the number nine."', "", "task 'riddles-2': 'text' is missing"),
        ('kind = "numeric"', 'kind = "number"', "check.kind = 'number'"),
        ("value = 9", "value = nan", "check.value = nan is not a finite number"),
        ("value = 9", "value = 9, tolerance = -1", "tolerance = -1.0 is negative"),
        ("value = 9", 'value = 9, accept = ["nine"]', "unknown key 'accept'"),
        ('category = "logic"', 'category = "logic"\nfamilies = 3', "unknown key 'families'; did you mean 'family'"),
        ('category = "logic"', "", "'category' is missing"),
        ('id = "riddles"', 'id = "riddles', "not TOML"),
    ],
)
def test_a_fault_is_named_with_file_place_and_value(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    path = write(tmp_path / "faulty.toml", GOOD.replace(old, new, 1))
    with pytest.raises(StimulusError, match=words) as caught:
        load_bank(path)
    assert "faulty" in str(caught.value)


def test_a_file_without_families_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "bare.toml", 'category = "logic"\n')
    with pytest.raises(StimulusError, match=r"write \[\[family\]\]"):
        load_bank(path)


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('category = "caf\xe9"'.encode("latin-1"))
    with pytest.raises(StimulusError, match="not UTF-8"):
        load_bank(path)


def test_looking_up_an_unknown_task_names_the_nearest(tmp_path: Path) -> None:
    bank = load_bank(write(tmp_path / "mine.toml", GOOD))
    with pytest.raises(StimulusError, match="did you mean 'riddles-1'"):
        bank.task("ridles-1")


def test_text_is_brought_to_normal_form_c(tmp_path: Path) -> None:
    decomposed = GOOD.replace("colour", "cafe\u0301")
    bank = load_bank(write(tmp_path / "mine.toml", decomposed))
    assert "caf\u00e9" in bank.by_id["riddles-2"].text
