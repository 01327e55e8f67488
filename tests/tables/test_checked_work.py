"""Checked correctness and units done: read from the texts when tables are built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from motivelab.errors import TableError
from motivelab.schema.response import Response
from motivelab.schema.task import AnswerCheck, LadderStep, Task
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.store import Store
from motivelab.tables.build import build_tables
from motivelab.tables.read import read_tables
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

Reply = Callable[[int], Response | None]
Fill = Callable[..., Store]

SUM = AnswerCheck(kind="numeric", value=5)
RUNG = LadderStep(units=4, counter="distinct_items", tokens_per_unit=20, arguments=(("least_words", 1), ("units", 4)))


@pytest.fixture
def checked_plan(plan: TrialPlan) -> TrialPlan:
    """The small study, in which the sum has a check and one of the poems is a rung."""
    tasks = tuple(_with_check(task) for task in plan.stimuli.tasks)
    return replace(plan, stimuli=replace(plan.stimuli, tasks=tasks))


def _with_check(task: Task) -> Task:
    if task.id == "poem-1":
        return replace(task, ladder=RUNG)
    return replace(task, check=SUM) if task.id in ("sum-1", "lift-1") else task


def _by_task(tables: Tables, column: str) -> dict[str, set[object]]:
    frame = tables.performances.with_columns(pl.col("task").cast(pl.String))
    return {str(task[0]): set(rows[column]) for task, rows in frame.group_by("task")}


def test_work_is_scored_by_its_tasks_check_and_refused_work_counts_as_wrong(
    checked_plan: TrialPlan, typical: Reply, filled: Fill
) -> None:
    store = filled(typical, text="<think>Perhaps 7.</think> The answer is 5.")
    correct = _by_task(build_tables(checked_plan, store), "correct")
    assert correct == {"poem-1": {None}, "poem-2": {None}, "sum-1": {1.0}, "lift-1": {0.0}}  # lift-1 is refused


def test_wrong_work_scores_nothing(checked_plan: TrialPlan, typical: Reply, filled: Fill) -> None:
    tables = build_tables(checked_plan, filled(typical, text="<think>It is 5.</think> The answer is 7."))
    assert _by_task(tables, "correct")["sum-1"] == {0.0}


def test_units_done_are_counted_on_rungs_alone(checked_plan: TrialPlan, typical: Reply, filled: Fill) -> None:
    tables = build_tables(checked_plan, filled(typical, text="1. a red hat\n2. a blue sea\n3. an old oak"))
    assert _by_task(tables, "units_done") == {"poem-1": {3}, "poem-2": {None}, "sum-1": {None}, "lift-1": {None}}
    assert _by_task(tables, "units_asked")["poem-1"] == {4}
    rungs = tables.trials.filter(pl.col("units_asked").is_not_null())["task"].cast(pl.String)
    assert set(rungs) == {"poem-1"}


def test_units_in_marked_reasoning_are_not_done(checked_plan: TrialPlan, typical: Reply, filled: Fill) -> None:
    text = "<reasoning>1. a red hat\n2. a blue sea\n3. an old oak</reasoning>\n1. a red hat\n2. a blue sea"
    assert _by_task(build_tables(checked_plan, filled(typical, text=text)), "units_done")["poem-1"] == {2}


def test_a_checker_that_is_not_installed_leaves_its_tasks_unscored(
    checked_plan: TrialPlan, typical: Reply, filled: Fill
) -> None:
    gone = AnswerCheck(kind="function", function="no_such_checker")
    tasks = tuple(replace(t, check=gone) if t.id == "sum-1" else t for t in checked_plan.stimuli.tasks)
    plan = replace(checked_plan, stimuli=replace(checked_plan.stimuli, tasks=tasks))
    correct = _by_task(build_tables(plan, filled(typical, text="It is 5.")), "correct")
    assert correct["sum-1"] == {None}
    assert correct["lift-1"] == {0.0}


def test_shares_beyond_one_in_tables_from_elsewhere_are_refused_by_row(
    checked_plan: TrialPlan, typical: Reply, filled: Fill, tmp_path: Path
) -> None:
    tables = build_tables(checked_plan, filled(typical, text="It is 5."))
    wrong = tables.performances.with_columns(correct=pl.lit(1.5))
    write_tables(Tables(**{**dict(tables.items()), "performances": wrong}), tmp_path / "out", formats=["parquet"])
    with pytest.raises(TableError, match=r"'performances', column 'correct', row 1: 1\.5 is no share"):
        read_tables(tmp_path / "out")


def test_tables_without_the_columns_of_checked_work_are_read_with_empty_ones(
    checked_plan: TrialPlan, typical: Reply, filled: Fill, tmp_path: Path
) -> None:
    write_tables(build_tables(checked_plan, filled(typical, text="It is 5.")), tmp_path / "out", formats=["parquet"])
    path = tmp_path / "out" / "performances.parquet"
    pl.read_parquet(path).drop("correct", "units_done", "units_asked").write_parquet(path)
    read = read_tables(tmp_path / "out").performances
    assert read.select(pl.col("correct", "units_done", "units_asked").is_null().all()).row(0) == (True, True, True)
