"""Laws of a person's own tasks: every format gives the same records, and a fault is named by row and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from motivelab.bank.load import load_bank
from motivelab.bank.user_tasks import COLUMNS, NO_CATEGORY, load_user_tasks
from motivelab.errors import StimulusError

ROWS: list[dict[str, Any]] = [
    {
        "id": "knots-1",
        "text": "Tie a bowline, in words.",
        "family": "knots",
        "categories": ["physical", "explanation"],
        "version": 2,
        "compliance": "impossible",
        "check_kind": None,
        "check_accept": None,
        "check_value": None,
        "check_tolerance": None,
        "check_function": None,
        "check_arguments": None,
        "max_tokens": 300,
    },
    {
        "id": "knots-2",
        "text": "Count the crossings, commas, and \"quotes\" of a trefoil.",
        "family": "knots",
        "categories": ["physical", "explanation"],
        "version": 1,
        "compliance": "doable",
        "check_kind": "numeric",
        "check_accept": None,
        "check_value": 3.0,
        "check_tolerance": 0.5,
        "check_function": None,
        "check_arguments": None,
        "max_tokens": None,
    },
    {
        "id": "words-1",
        "text": "Name a word for silence.",
        "family": "words",
        "categories": ["language"],
        "version": 1,
        "compliance": "doable",
        "check_kind": "exact",
        "check_accept": ["hush", "quiet"],
        "check_value": None,
        "check_tolerance": None,
        "check_function": None,
        "check_arguments": None,
        "max_tokens": None,
    },
    {
        "id": "words-2",
        "text": "Write an acrostic on the word OWL.",
        "family": "words",
        "categories": ["language"],
        "version": 1,
        "compliance": "doable",
        "check_kind": "function",
        "check_accept": None,
        "check_value": None,
        "check_tolerance": None,
        "check_function": "acrostic",
        "check_arguments": json.dumps({"word": "OWL", "least_words": 2}),
        "max_tokens": None,
    },
]  # fmt: skip


def frame() -> pl.DataFrame:
    return pl.DataFrame(ROWS, infer_schema_length=None)


def in_format(folder: Path, suffix: str) -> Path:
    path = folder / f"mine{suffix}"
    if suffix == ".csv":
        lists = [pl.col(name).list.join(";") for name in ("categories", "check_accept")]
        frame().with_columns(lists).write_csv(path)
    elif suffix == ".parquet":
        frame().write_parquet(path)
    else:
        rows = [{k: v for k, v in row.items() if v is not None} for row in ROWS]
        rows[3]["check_arguments"] = json.loads(rows[3]["check_arguments"])
        path.write_text("\n\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl", ".ndjson"])
def test_every_format_gives_the_same_tasks(tmp_path: Path, suffix: str) -> None:
    tasks = load_user_tasks(in_format(tmp_path, suffix))
    assert tasks == load_user_tasks(in_format(tmp_path, ".parquet"))
    first, second, third, fourth = tasks
    assert (first.version, first.compliance, first.max_tokens) == (2, "impossible", 300)
    assert first.categories == ("physical", "explanation")
    assert second.text == ROWS[1]["text"]
    assert second.check is not None
    assert (second.check.value, second.check.tolerance) == (3, 0.5)
    assert third.check is not None
    assert third.check.accept == ("hush", "quiet")
    assert fourth.check is not None
    assert dict(fourth.check.arguments) == {"word": "OWL", "least_words": 2}


def test_id_and_text_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_text("id,text\n7,Fold a map.\n", encoding="utf-8")
    (task,) = load_user_tasks(path)
    assert (task.id, task.family, task.categories, task.version) == ("7", "7", (NO_CATEGORY,), 1)


@pytest.mark.parametrize(("verbatim", "text"), [("true", " Sing.  "), ("false", "Sing."), ("", "Sing.")])
def test_outer_blanks_go_unless_a_row_is_verbatim(tmp_path: Path, verbatim: str, text: str) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(f'id,text,verbatim\nsong-1," Sing.  ",{verbatim}\n', "utf-8")
    assert load_user_tasks(path)[0].text == text


def test_a_table_is_a_bank_by_its_path(tmp_path: Path) -> None:
    bank = load_bank(in_format(tmp_path, ".csv"))
    assert (bank.name, len(bank)) == ("mine", 4)
    assert load_bank("mine", paths=[tmp_path]).digest == bank.digest


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("id,txt", "a,b", "unknown column 'txt'; did you mean 'text'"),
        ("id,version", "a,1", "column 'text' is missing"),
        ("id,text,version", "a,Sort.,two", "row 1: column 'version' is 'two', not a whole number"),
        ("id,text,version", "a,Sort.,1.5", "column 'version' is '1.5', not a whole number"),
        ("id,text,version", "a,Sort.,0", "task 'a': version = 0"),
        ("id,text,compliance", "a,Sort.,doabel", "did you mean 'doable'"),
        ("id,text", "a,", "row 1, task 'a': 'text' is missing"),
        ("id,text", ",Sort.", "row 1: 'id' is missing"),
        ("id,text,check_kind,check_value", "a,Sort.,numeric,much", "column 'check_value' is 'much', not a number"),
        ("id,text,check_value", "a,Sort.,3", "check.kind = None"),
        ("id,text,check_kind,check_arguments", "a,Sort.,function,{", "column 'check_arguments' is '{', not JSON"),
        ("id,text,category,categories", "a,Sort.,logic,logic", "has both 'category' and 'categories'"),
    ],
)
def test_a_fault_is_named_by_row_and_column(tmp_path: Path, header: str, row: str, words: str) -> None:
    path = tmp_path / "faulty.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(StimulusError, match=words) as caught:
        load_user_tasks(path)
    assert "faulty.csv" in str(caught.value)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "faulty.jsonl"
    path.write_text('{"id": "a", "text": "Sort."}\n{"id": \n', encoding="utf-8")
    with pytest.raises(StimulusError, match="line 2: not JSON"):
        load_user_tasks(path)


@pytest.mark.parametrize("name", ["notes.txt", "table.parquet", "table.csv"])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    with pytest.raises(StimulusError, match=name):
        load_user_tasks(path)


def test_a_missing_file_is_refused_with_the_known_endings(tmp_path: Path) -> None:
    with pytest.raises(StimulusError, match=r"no such file.*\.parquet"):
        load_user_tasks(tmp_path / "absent.csv")


def test_two_rows_with_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("id,text\na,Sort.\na,Fold.\n", encoding="utf-8")
    with pytest.raises(StimulusError, match="task id 'a' stands in family"):
        load_bank(path)


def test_every_column_is_documented() -> None:
    guide = Path(__file__).parents[2] / "docs" / "bank.md"
    assert [column for column in COLUMNS if f"`{column}`" not in guide.read_text("utf-8")] == []
