"""Laws of damaged run directories: named, left as they are, nothing asked again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.command import command, refused
from tests.support.finished_run import STUDY, completions

from motivelab.store.reading import answered
from motivelab.store.store import Store


def sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def another_programs(path: Path) -> None:
    path.unlink()
    sql(path, "CREATE TABLE x (y)")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BROKEN_STORES: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (lambda path: os.truncate(path, 40_000), "damaged"),
    "noise": (lambda path: path.write_bytes(bytes(range(7, 256)) * 100), "damaged"),
    "another program's": (another_programs, "not one of motivelab's"),
    "newer": (lambda path: sql(path, "PRAGMA user_version = 99"), "newer motivelab"),
    "a table missing": (lambda path: sql(path, "DROP TABLE response"), "damaged"),
    "manifest broken": (lambda path: sql(path, "UPDATE manifest SET value = '{'"), "manifest"),
    "a folder": (a_folder, "store.sqlite"),
}


@pytest.mark.parametrize("name", BROKEN_STORES)
@pytest.mark.parametrize("line", ["run {study} --quiet --out {run}", "report {run}", "reparse {run}"])
def test_a_broken_store_is_named_and_left_as_it_is(name: str, line: str, run: Path) -> None:
    store = run / "store.sqlite"
    for beside in run.glob("store.sqlite-*"):
        beside.unlink()
    breaking, words = BROKEN_STORES[name]
    breaking(store)
    before = store.read_bytes() if store.is_file() else b""
    parts = [part.format(run=run, study=run.parent / "small.toml") for part in line.split()]
    refused(command(*parts), "run", words, code=5)
    if name != "a table missing":  # only that one can be told from a whole store no sooner than it is read
        assert (store.read_bytes() if store.is_file() else b"") == before


@pytest.mark.parametrize(
    "damage", ["DELETE FROM text", "UPDATE text SET body = x'00ff'"], ids=["texts lost", "texts damaged"]
)
@pytest.mark.parametrize("line", ["reparse {run}", "merge {run} --out {run}-2", "show trial {trial} {run}"])
def test_lost_texts_are_damage_and_not_a_traceback(damage: str, line: str, run: Path) -> None:
    with Store.open(run) as store:
        ((trial,),) = store.query("SELECT trial FROM completion WHERE text IS NOT NULL LIMIT 1")
    sql(run / "store.sqlite", damage)
    refused(command(*line.format(run=run, trial=f"{trial & (2**64 - 1):016x}").split()), "store.sqlite", code=5)


def test_broken_readings_are_mended_by_reading_again(run: Path) -> None:
    sql(run / "store.sqlite", "UPDATE response SET answer = '{'")
    with Store.open(run) as store:
        trial = int(answered(store)[0][0])
    refused(command("show", "trial", f"{trial & (2**64 - 1):016x}", run), "motivelab reparse", code=5)
    assert command("reparse", run).code == 0
    assert command("tables", run).code == 0


def no_folder(plan: Path) -> None:
    shutil.rmtree(plan)
    plan.write_text("x", "utf-8")


BROKEN_PLANS: dict[str, Callable[[Path], object]] = {
    "lost": shutil.rmtree,
    "a file": no_folder,
    "half an index": lambda plan: (plan / "plan.json").write_text("{", "utf-8"),
    "no stimuli": lambda plan: (plan / "stimuli.json").unlink(),
    "trials cut short": lambda plan: os.truncate(plan / "trials.arrow", 500),
    "study changed": lambda plan: (plan / "study.toml").write_text(STUDY + "# more", "utf-8"),
}


@pytest.mark.parametrize("name", BROKEN_PLANS)
def test_a_broken_plan_is_told_and_made_anew_without_asking_again(name: str, run: Path) -> None:
    BROKEN_PLANS[name](run / "plan")
    before = completions(run)
    refused(command("status", run), "plan", "run the study again", code=5)
    again = command("run", run.parent / "small.toml", "--quiet", "--out", run)
    assert again.code == 0
    assert "(0 calls" in again.out
    assert completions(run) == before
    assert command("status", run).code == 0


def test_a_store_of_another_study_is_not_written_to(run: Path) -> None:
    other = run.parent / "other.toml"
    other.write_text(STUDY.replace('"small"', '"other"'), "utf-8")
    before = completions(run)
    refused(command("run", other, "--quiet", "--out", run), "'small'", "'other'", "--out", code=5)
    assert completions(run) == before
