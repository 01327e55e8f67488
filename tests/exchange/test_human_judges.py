"""Laws of people as judges: they are blind, what they wrote comes back to the right work, and mistakes are named."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import motivelab
from motivelab.errors import InputError, MotivelabError, StoreCorruptedError
from motivelab.procedures.betrayal import betrays_condition
from motivelab.tables.read import read_tables
from motivelab.tables.write import write_tables

STUDY = """
name = "worked"
[[respondents]]
model = "sim/coherent"
[[respondents]]
model = "sim/null"
[tasks]
sample = 8
[manipulations]
use = ["money"]
control = false
[[procedures]]
kind = "performance"
"""
CRITERIA = ("quality", "completion", "effort", "consistency", "creativity", "detail", "relevance")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("human")
    (folder / "s.toml").write_text(STUDY, "utf-8")
    return motivelab.run(folder / "s.toml", out=folder / "run", progress=False).directory


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "run"))


def rows_of(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def filled(sheet: Path, rate: Callable[[int, dict[str, str]], object], *, delimiter: str = ",") -> Path:
    """A copy of the sheet in which every criterion has a rating."""
    rows = rows_of(sheet)
    path = sheet.with_name("filled.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        for place, row in enumerate(rows):
            value = rate(place, row)
            writer.writerow(row | dict.fromkeys(CRITERIA, value))
    return path


def test_the_sheet_shows_neither_author_nor_condition_and_draws_evenly_over_both(run: Path, tmp_path: Path) -> None:
    found = motivelab.export_works(run, out=tmp_path / "w.csv", n=16)
    sheet, guide, key = found.files
    for text in (sheet.read_text("utf-8-sig"), guide.read_text("utf-8")):
        assert not any(word in text for word in ("sim/", "coherent", "money", "worked"))
    rows, works = rows_of(sheet), json.loads(key.read_text("utf-8"))["works"]
    assert [r["id"] for r in rows] == sorted(works)
    trials = motivelab.open_run(run).tables.trials
    drawn = trials.filter(pl.col("trial_id").is_in(list(works.values())))
    strata = Counter(drawn.select("respondent", "condition").iter_rows())
    assert len(strata) == 4
    assert max(strata.values()) - min(strata.values()) <= 1
    # the order of the sheet tells nothing either: a sheet in the order of drawing would alternate between strata
    by_id = {r["trial_id"]: r["respondent"] + r["condition"] for r in drawn.iter_rows(named=True)}
    order = [by_id[works[r["id"]]] for r in rows]
    assert any(len(set(order[i : i + 4])) < 4 for i in range(0, 16, 4))


def test_the_same_seed_draws_the_same_works_and_another_seed_others(run: Path, tmp_path: Path) -> None:
    sheets = [
        motivelab.export_works(run, out=tmp_path / f"{i}.csv", n=9, seed=seed).files[0].read_bytes()
        for i, seed in enumerate((1, 1, 2))
    ]
    assert sheets[0] == sheets[1] != sheets[2]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_ratings_come_back_to_the_work_they_were_given_for(run: Path, tmp_path: Path, delimiter: str) -> None:
    sheet, _, key = motivelab.export_works(run, out=tmp_path / "w.csv", n=12).files
    path = filled(sheet, lambda place, _: place % 7 + 1 if place != 3 else "", delimiter=delimiter)
    motivelab.import_ratings(run, sheet=path, key=key, judge="p-1")
    works = json.loads(key.read_text("utf-8"))["works"]
    wanted = {works[r["id"]]: float(place % 7 + 1) for place, r in enumerate(rows_of(sheet)) if place != 3}
    tables = motivelab.open_run(run).tables
    rated = tables.judgements.filter(pl.col("judge").cast(pl.String) == "human/p-1")
    assert rated.height == 11 * len(CRITERIA)
    for row in rated.iter_rows(named=True):
        assert row["value"] == row["score"] == wanted[row["parent_trial_id"]]
        assert row["score_100"] == pytest.approx((row["value"] - 1) / 6 * 100)
    authors = dict(tables.trials.select("trial_id", pl.col("respondent").cast(pl.String)).iter_rows())
    assert all(r["author"] == authors[r["parent_trial_id"]] for r in rated.iter_rows(named=True))


def test_several_people_are_several_judges_and_the_tables_stay_whole(run: Path, tmp_path: Path) -> None:
    """The ledger adds up, every observation belongs to a trial, and the tables survive being written and read."""
    before = motivelab.open_run(run).tables
    sheet, _, key = motivelab.export_works(run, out=tmp_path / "w.csv", n=6).files
    for name, rating in (("ada", 2), ("bob", 6)):
        motivelab.import_ratings(run, sheet=filled(sheet, lambda *_, r=rating: r), key=key, judge=name)
    tables = motivelab.open_run(run).tables
    write_tables(tables, tmp_path / "tables")
    again = read_tables(tmp_path / "tables")
    assert again.trials.height == before.trials.height + 12
    judged = again.judgements.group_by("judge").agg(pl.col("score").mean()).sort("score")
    assert judged.rows() == [("human/ada", 2.0), ("human/bob", 6.0)]
    assert motivelab.report(run, out=tmp_path / "r.html").path.is_file()


def test_ratings_are_replaced_only_where_that_is_said(run: Path, tmp_path: Path) -> None:
    sheet, _, key = motivelab.export_works(run, out=tmp_path / "w.csv", n=3).files
    motivelab.import_ratings(run, sheet=filled(sheet, lambda *_: 1), key=key, judge="ada")
    with pytest.raises(InputError, match="--replace"):
        motivelab.import_ratings(run, sheet=filled(sheet, lambda *_: 7), key=key, judge="ada")
    motivelab.import_ratings(run, sheet=filled(sheet, lambda *_: 7), key=key, judge="ada", replace=True)
    assert motivelab.open_run(run).tables.judgements["score"].unique().to_list() == [7.0]
    for left in motivelab.export_works(run, out=tmp_path / "v.csv", n=3).files:
        for other in tmp_path.glob("v.*"):
            other.unlink()
        left.write_text("mine", "utf-8")
        with pytest.raises(InputError, match="exists already"):
            motivelab.export_works(run, out=tmp_path / "v.csv", n=3)
        assert left.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (
            lambda place, row: 8 if place == 1 else 1,
            "row 2, column 'quality': '8': expected a whole number from 1 to 7",
        ),
        (lambda place, row: "3.5", "row 1, column 'quality': '3.5'"),
        (lambda place, row: "nan", "'nan'"),
        (lambda place, row: "=1+1", "'=1+1'"),
        (lambda place, row: "", "no work was rated"),
        (lambda place, row: row.update(id="w9999") or 1, "row 1, column 'id': 'w9999' is no work"),
        (lambda place, row: row.update(id="w0001") or 1, "row 2, column 'id': 'w0001' was rated above"),
    ],
)
def test_a_wrong_sheet_is_refused_by_row_column_and_value_and_nothing_is_kept(
    run: Path, tmp_path: Path, rate: Callable[[int, dict[str, str]], object], words: str
) -> None:
    sheet, _, key = motivelab.export_works(run, out=tmp_path / "w.csv", n=3).files
    with pytest.raises(InputError) as refused:
        motivelab.import_ratings(run, sheet=filled(sheet, rate), key=key, judge="ada")
    assert words in str(refused.value)
    assert not (run / "human").exists()


def test_what_is_no_sheet_no_key_no_name_or_another_runs_is_refused(run: Path, tmp_path: Path) -> None:
    sheet, _, key = motivelab.export_works(run, out=tmp_path / "w.csv", n=3).files
    good = filled(sheet, lambda *_: 1)

    def refused(words: str, **changed: object) -> None:
        given = {"sheet": good, "key": key, "judge": "ada"} | changed
        with pytest.raises(MotivelabError, match=words):
            motivelab.import_ratings(run, **given)  # type: ignore[arg-type]

    refused("is no key", key=good)
    refused("cannot be read", key=tmp_path / "none.json")
    refused("cannot be read", sheet=tmp_path / "none.csv")
    refused("a pseudonym does", judge="../ada")
    short = tmp_path / "short.csv"
    short.write_text("id,quality\nw0001,3\n", "utf-8")
    refused("no column 'completion'", sheet=short)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("id;quality\nw0001;ü\n".encode("latin-1"))
    refused("is not UTF-8", sheet=latin)
    endless = tmp_path / "endless.csv"
    endless.write_text(good.read_text("utf-8") + "w0001," + "x" * 200_000 + "\n", "utf-8")
    refused("is no CSV", sheet=endless)
    foreign = json.loads(key.read_text("utf-8"))
    foreign["works"] = {"w0001": "0123456789abcdef"}
    key.write_text(json.dumps(foreign), "utf-8")
    refused("1 of its 1 works are not of this run")


def test_damaged_ratings_are_named_and_not_passed_over(run: Path) -> None:
    (run / "human").mkdir()
    (run / "human" / "ada.json").write_text("{}", "utf-8")
    with pytest.raises(StoreCorruptedError, match=r"ada\.json"):
        motivelab.open_run(run).tables  # noqa: B018 - looking is the test


@pytest.mark.parametrize(
    ("work", "betrays"),
    [
        ("For a bonus of 50 dollars, here it is.", True),
        ("FOR A BONUS, OF 50! dollars", True),
        ("Here is a bonus of fifty flowers.", False),
        ("A poem about the long way home.", False),
        ("", False),
    ],
)
def test_work_that_repeats_its_manipulation_is_not_blind(work: str, betrays: bool) -> None:
    said = "You do this for a bonus of 50 dollars, on the long way home."
    assert betrays_condition(work, said, task="Write about the long way home.") is betrays
    assert not betrays_condition(work, "")
