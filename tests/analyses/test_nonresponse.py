"""What got no answer and why, and which work is refused."""

from __future__ import annotations

import polars as pl
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, replace_tables, working

from motivelab.analyses import nonresponse as question
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.working.refusals import DIFFERENCE, ODDS, REFUSED, REPORT

WORLD = Planted(respondents=("one",), families=20, tasks=3, pairs=0, shifts={"money": 8.0, "futility": -12.0})
PLANTED = PlantedWork(world=WORLD, complies=0.7, refusals={"none": 1.0, "money": 1.0, "futility": -0.5})
FOUND = working(PLANTED)
ANSWER = question.analyse(FOUND)


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_the_odds_of_a_refusal_follow_report_and_condition_as_planted() -> None:
    (report,) = ANSWER.select(measure=ODDS, term=REPORT)
    assert _covers(report, -0.7)
    for condition, truth in (("money", 0.0), ("futility", 1.5)):
        (row,) = ANSWER.select(measure=ODDS, condition=condition)
        assert _covers(row, truth)
        assert row.labels["reference"] == "none"


def test_the_difference_in_refusals_is_that_of_the_shares_on_the_same_tasks() -> None:
    (row,) = ANSWER.select(measure=DIFFERENCE, condition="futility")
    share = FOUND.performances.group_by(pl.col("condition").cast(pl.String)).agg((~pl.col("complied")).mean())
    by = dict(share.rows())
    assert abs(row.estimate.value - (by["futility"] - by["none"])) < 1e-12
    assert row.estimate.low is not None
    assert row.estimate.low > 0
    assert "Benjamini-Hochberg over 2 tests" in row.estimate.method


def test_conditions_that_change_nothing_are_seldom_said_to_change_refusals() -> None:
    told = total = 0
    for seed in range(8):
        world = WORLD.but(shifts={"money": 0.0, "futility": 0.0}, families=5, tasks=2, replicates=1, seed=seed)
        even = PlantedWork(world=world, refusals={"none": 0.0, "money": 0.0, "futility": 0.0}, seed=seed)
        rows = question.analyse(working(even)).select(measure=DIFFERENCE)
        total += len(rows)
        told += sum((row.estimate.p or 1.0) < 0.05 for row in rows)
    assert total == 16
    assert told == 0


def test_every_reason_that_occurs_has_its_share_and_they_add_up() -> None:
    reasons = pl.int_range(pl.len()).replace_strict({0: "refusal", 1: "unparsable", 2: "refusal"}, default=None)
    broken = FOUND.trials.with_columns(
        pl.coalesce(reasons, pl.col("status").cast(pl.String)).cast(FOUND.trials["status"].dtype).alias("status")
    )
    answer = question.analyse(replace_tables(FOUND, trials=broken))
    by_reason = answer.select(measure=question.REASON)
    assert {row.labels["outcome"] for row in by_reason} == {"refusal", "unparsable"}
    for procedure in {row.labels["procedure"] for row in by_reason}:
        (whole,) = answer.select(measure=question.SHARE, procedure=procedure)
        parts = [row.estimate.value for row in by_reason if row.labels["procedure"] == procedure]
        assert abs(sum(parts) - whole.estimate.value) < 1e-12


def test_refusals_of_a_category_are_told_and_a_category_without_any_does_not_enter_the_odds() -> None:
    work = FOUND.performances
    gentle = pl.col("category").cast(pl.String) == "writing"
    done = work.with_columns(pl.when(gentle).then(pl.lit(value=True)).otherwise("complied").alias("complied"))
    answer = question.analyse(replace_tables(FOUND, performances=done))
    (none,) = answer.select(measure=REFUSED, category="writing")
    assert none.estimate.value == 0
    (odds,) = answer.select(measure=ODDS, term=REPORT)
    assert odds.estimate.n == work.filter(~gentle).height


def test_where_nothing_was_refused_that_is_said_once_a_respondent() -> None:
    answer = question.analyse(
        working(PlantedWork(world=WORLD, refusals=dict.fromkeys(("none", "money", "futility"), 60.0)))
    )
    assert not answer.select(measure=DIFFERENCE)
    assert sum("nothing was refused under any" in note for note in answer.notes) == 1


def test_without_work_the_shares_of_questions_stand() -> None:
    answer = question.analyse(replace_tables(FOUND, performances=FOUND.performances.clear()))
    assert answer.select(measure=question.SHARE)
    assert any("no task was worked on" in note for note in answer.notes)
