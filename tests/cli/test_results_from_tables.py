"""Laws of tables made elsewhere: what contradicts itself is refused by file, row and value, never analysed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.support.command import command, refused

import motivelab
from motivelab.tables.read import read_tables

STUDY = """
name = "mixed"
[[respondents]]
model = "sim/coherent"
[[judges]]
model = "sim/judge"
[tasks]
sample = 4
[manipulations]
use = ["money"]
[[procedures]]
kind = "self_report"
[[procedures]]
kind = "performance"
conditions = ["none"]
[[procedures]]
kind = "judgement"
[[procedures]]
kind = "forced_choice"
pairs = 3
"""

Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "mixed.toml").write_text(STUDY, "utf-8")
    run = motivelab.run(folder / "mixed.toml", out=folder / "run", progress=False)
    motivelab.tables(run, out=folder / "tables")
    return folder / "tables"


@pytest.fixture
def tables(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "tables"))


def put(**values: object) -> Change:
    return lambda frame: frame.with_columns(pl.lit(value).alias(name) for name, value in values.items())


def more(column: str, amount: int) -> Change:
    return lambda frame: frame.with_columns(pl.col(column) + amount)


def twice(ledger: pl.DataFrame) -> pl.DataFrame:
    return ledger.with_columns(pl.col(pl.Int64) * 2)


CONTRADICTIONS: dict[str, tuple[str, Change, str]] = {
    "another respondent": ("self_reports", put(respondent="somebody"), "says respondent 'sim/coherent'"),
    "another condition": ("self_reports", put(condition="moneyy"), "'moneyy', but of trial"),
    "another family": ("performances", put(family="all of them"), "'all of them', but of trial"),
    "another judge": ("judgements", put(judge="anna"), "says respondent 'sim/judge'"),
    "another pair": ("choices", more("pair", 7), "says pair"),
    "not answered": ("trials", put(status="open"), "ledger"),
    "no trials": ("trials", lambda frame: frame.clear(), "'trials' has 0 such trials"),
    "chosen is not what stood there": (
        "choices",
        lambda frame: frame.with_columns(chosen_position=3 - pl.col("chosen_position")),
        "'chosen_task', row 1",
    ),
    "a task beside itself": (
        "choices",
        lambda frame: frame.with_columns(second_task="first_task"),
        "are one task; a pair has two",
    ),
    "work of less than no tokens": ("performances", more("visible_tokens", -9999), "is less than nothing"),
    "paid to be asked": ("trials", put(cost_usd=-0.5), "-0.5 is less than nothing"),
    "a ledger that counts twice": ("nonresponse", twice, "such trials; correct it, or leave the ledger out"),
    "a ledger cut short": ("nonresponse", lambda frame: frame.head(2), "there is no row of respondent"),
    "a ledger below nothing": (
        "nonresponse",
        lambda frame: frame.with_columns(pl.col("answered") + 9, pl.col("refusal") - 9),
        "-9 is less than nothing",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_tables_that_contradict_each_other_are_refused_by_file_and_row(name: str, tables: Path) -> None:
    table, change, words = CONTRADICTIONS[name]
    path = tables / f"{table}.parquet"
    change(pl.read_parquet(path)).write_parquet(path)
    out = tables.parent / "out"
    ledger = tables / "nonresponse.parquet"
    told = path if name not in ("not answered", "no trials") else ledger
    refused(command("analyse", "--tables", tables, "--out", out), str(told), words, code=2)
    assert not out.exists()


@pytest.mark.parametrize("status", ["open", "refusal"])
def test_an_answer_to_a_trial_without_one_is_refused_where_no_ledger_is_there_to_tell(
    status: str, tables: Path
) -> None:
    for path in tables.glob("nonresponse.*"):
        path.unlink()
    trials = tables / "trials.parquet"
    put(status=status)(pl.read_parquet(trials)).write_parquet(trials)
    refused(command("analyse", "--tables", tables), "self_reports.parquet", f"{status!r}, not 'answered'", code=2)


def test_what_reports_leave_out_is_taken_from_their_trials(tables: Path) -> None:
    path = tables / "self_reports.parquet"
    whole = read_tables(tables).self_reports
    pl.read_parquet(path).drop("moment", "instrument", "format").write_parquet(path)
    assert_frame_equal(read_tables(tables).self_reports, whole)


def test_reports_that_nobody_says_what_they_answer_are_refused(tables: Path) -> None:
    alone = tables.parent / "alone"
    alone.mkdir()
    pl.read_parquet(tables / "self_reports.parquet").drop("instrument").write_parquet(alone / "self_reports.parquet")
    refused(command("analyse", "--tables", alone), "self_reports.parquet", "'instrument'", "is empty", code=2)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def with_semicolons(path: Path) -> None:
    path.with_suffix(".csv").write_text(path.with_suffix(".csv").read_text("utf-8").replace(",", ";"), "utf-8")
    path.unlink()


def with_half_a_quote(path: Path) -> None:
    csv = path.with_suffix(".csv")
    csv.write_text(csv.read_text("utf-8") + '"abc', "utf-8")
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (as_folder, "is no file"),
        (with_semicolons, "parted by semicolons"),
        (with_half_a_quote, "cannot be read"),
    ],
)
def test_a_damaged_file_is_told_in_a_line_that_speaks_of_the_file(
    damage: Callable[[Path], None], words: str, tables: Path
) -> None:
    damage(tables / "choices.parquet")
    said = command("analyse", "--tables", tables)
    refused(said, "choices.", words, code=2)
    assert len(said.err.splitlines()) == 1
    assert "infer_schema" not in said.err


@pytest.mark.parametrize("layout", ["motivelab", "nahum2026"])
def test_a_place_of_the_wrong_kind_is_told_as_such(layout: str, tables: Path) -> None:
    wrong = tables if layout == "nahum2026" else tables / "trials.parquet"
    refused(command("analyse", "--tables", wrong, "--layout", layout), str(wrong), "name", code=2)
    nowhere = tables / "nowhere"
    refused(command("analyse", "--tables", nowhere, "--layout", layout), str(nowhere), "there is no such", code=2)


RATINGS = {
    "of nothing": ("task,target,rater,rating\n", "there is no rating in it"),
    "of other tasks": ("task,target,rater,rating\nsonnet,own,p1,3\n", "none of the tasks rated there"),
    "parted by tabs": ("task\ttarget\trater\trating\nsonnet\town\tp1\t3\n", "parted by tabs"),
    "in words": ("task,target,rater,rating\nsonnet,own,p1,high\n", "'high' is not a number. Correct it; it may not"),
}


@pytest.mark.parametrize("name", RATINGS)
def test_ratings_that_say_nothing_of_what_was_asked_are_refused(name: str, tables: Path) -> None:
    text, words = RATINGS[name]
    path = tables.parent / "people.csv"
    path.write_text(text, "utf-8")
    refused(command("analyse", "--tables", tables, "--human", path), str(path), words, code=2)


def test_a_folder_of_ratings_is_not_read_as_one_file(tables: Path) -> None:
    folder = tables.parent / "people"
    folder.mkdir()
    for rater in ("p1", "p2"):
        (folder / f"{rater}.csv").write_text(f"task,target,rater,rating\nsonnet,own,{rater},3\n", "utf-8")
    refused(command("analyse", "--tables", tables, "--human", folder), "this is no file", code=2)
