"""Sets of tasks that people rated, in the founding study's layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from motivelab.errors import InputError
from motivelab.exchange.nahum2026.human import HumanTask, read_human_set

HEADER = "sub_task_id,sub_task,motivation_score,motivation_bin\n"
GOOD = HEADER + '7,"Fold a map, twice.",59.5,6\n1204,Hum a tune.,18.44444444,2\n'


def _file(folder: Path, text: str) -> Path:
    path = folder / "tasks_1.csv"
    path.write_text(text, "utf-8")
    return path


def test_tasks_bear_the_ids_of_the_imported_bank(tmp_path: Path) -> None:
    first, second = read_human_set(_file(tmp_path, GOOD))
    assert first == HumanTask(task="subtask-0007", text="Fold a map, twice.", models_mean=59.5, band=6)
    assert (second.task, second.models_mean) == ("subtask-1204", 18.44444444)


def test_a_mark_of_byte_order_and_further_columns_do_no_harm(tmp_path: Path) -> None:
    marked = "\ufeff" + GOOD.replace("motivation_bin", "motivation_bin,note").replace("59.5,6", "59.5,6,x")
    assert len(read_human_set(_file(tmp_path, marked))) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sub_task_id", "id", "no column 'sub_task_id'"),
        ("1204,", "12o4,", r"row 2, column 'sub_task_id': '12o4' is no whole number"),
        ("1204,", "9" * 5000 + ",", "row 2, column 'sub_task_id'"),
        ("tune", "tune" * 50_000, "not a CSV file"),
        ("1204,", "7,", r"row 2, column 'sub_task_id': 7 stands there a second time"),
        ("59.5", "high", r"row 1, column 'motivation_score': 'high' is no mean"),
        ("59.5", "nan", r"row 1, column 'motivation_score': 'nan' is no mean"),
        ("59.5", "101", r"row 1, column 'motivation_score': '101' is no mean"),
        ("59.5,6", "59.5,11", r"row 1, column 'motivation_bin': '11' is no whole number from 1 to 10"),
        ("59.5,6", "59.5", r"row 1, column 'motivation_bin': None is no whole number"),
        ("Hum a tune.", "", r"row 2, column 'sub_task': the cell is empty"),
    ],
)
def test_what_does_not_fit_is_named_by_file_column_and_row(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as told:
        read_human_set(_file(tmp_path, GOOD.replace(old, new, 1)))
    assert "tasks_1.csv" in str(told.value)


def test_what_is_no_csv_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tasks_1.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"tasks_1\.csv"):
        read_human_set(path)
    with pytest.raises(InputError, match=r"gone\.csv"):
        read_human_set(tmp_path / "gone.csv")
