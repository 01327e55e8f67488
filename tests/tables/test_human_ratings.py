"""What people say of the tasks comes in by file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.support.planted_tables import Planted, tables

from motivelab.errors import TableError
from motivelab.tables.layout import empty_table
from motivelab.tables.read import read_tables
from motivelab.tables.read_human_ratings import read_human_ratings
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

GOOD = "task,target,rater,rating,set\na,own,p1,5,1\na,model,p1,6.5,1\nb,own,p2,2,2\n"


def _file(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_text(text, "utf-8")
    return path


def test_ratings_are_read_with_the_codebooks_types(tmp_path: Path) -> None:
    ratings = read_human_ratings(_file(tmp_path, GOOD))
    assert ratings.schema == empty_table("human_ratings").schema
    assert ratings["rating"].to_list() == [5.0, 6.5, 2.0]


def test_the_set_may_be_absent(tmp_path: Path) -> None:
    ratings = read_human_ratings(_file(tmp_path, "rater,rating,task,target\np,1,a,own\n"))
    assert ratings["set"].to_list() == [None]


def test_parquet_is_read_too(tmp_path: Path) -> None:
    ratings = read_human_ratings(_file(tmp_path, GOOD))
    ratings.write_parquet(tmp_path / "people.parquet")
    assert_frame_equal(read_human_ratings(tmp_path / "people.parquet"), ratings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("6.5", "high", "column 'rating', row 2: 'high' is not a number"),
        ("b,own", "b,self", r"column 'target', row 3: 'self' is not one of its levels; .*Valid: model, own"),
        ("p2", "", "column 'rater', row 3: the cell is empty"),
        ("rater", "who", "has no column 'who'"),
        (",rating", ",score", "did you mean|no column 'score'"),
        ("a,model,p1", "a,own,p1", "row 2: rater 'p1' rates task 'a' for target 'own' a second time"),
    ],
)
def test_what_does_not_fit_is_named_by_file_column_and_row(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(TableError, match=message) as told:
        read_human_ratings(_file(tmp_path, GOOD.replace(old, new, 1)))
    assert "people.csv" in str(told.value)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="lacks the column 'target'"):
        read_human_ratings(_file(tmp_path, "task,rater,rating\na,p,1\n"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01"])
def test_a_file_that_is_no_csv_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"people\.csv: .*task"):
        read_human_ratings(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="people"):
        read_human_ratings(tmp_path / "people.csv")


def test_ratings_go_into_a_folder_of_tables_and_come_back_and_none_leave_no_file(tmp_path: Path) -> None:
    found = tables(Planted(families=2, tasks=1, shifts={}, pairs=2, performances=False))
    write_tables(found, tmp_path)
    assert not list(tmp_path.glob("human_ratings*"))
    ratings = read_human_ratings(_file(tmp_path, GOOD))
    write_tables(Tables(**{**dict(found.items()), "human_ratings": ratings}), tmp_path)
    assert_frame_equal(read_tables(tmp_path).human_ratings, ratings, categorical_as_str=True)


def test_tables_made_without_ratings_have_an_empty_table_of_them() -> None:
    found = tables(Planted(families=1, tasks=1, shifts={}, pairs=0, performances=False))
    assert found.human_ratings.height == 0
    assert [name for name, _ in found.items()][-1] == "human_ratings"
    assert isinstance(found.human_ratings, pl.DataFrame)
