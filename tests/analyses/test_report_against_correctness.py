"""Report and checked correctness, and judges calibrated against checks."""

from __future__ import annotations

import polars as pl
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, replace_tables, working

from motivelab.analyses import report_against_correctness as question
from motivelab.analyses.protocol.analysis import Row

WORLD = Planted(respondents=("one", "two"), families=20, tasks=3, pairs=0, shifts={})
FOUND = working(PlantedWork(world=WORLD, right=0.7, worth=1.5))
ANSWER = question.analyse(FOUND)


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_the_slope_of_the_log_odds_of_right_work_is_recovered() -> None:
    for respondent in ("one", "two", "all respondents"):
        (row,) = ANSWER.select(respondent=respondent, measure=question.ODDS)
        assert _covers(row, 0.7)


def test_reports_go_with_correctness_in_total() -> None:
    (row,) = ANSWER.select(respondent="all respondents", measure=question.MEASURE, term="total")
    assert row.estimate.low is not None
    assert row.estimate.low > 0.2


def test_what_judges_give_to_right_work_beside_wrong_is_recovered() -> None:
    for respondent in ("one", "two"):
        (row,) = ANSWER.select(respondent=respondent, measure=question.GAIN)
        assert _covers(row, 1.5)


def test_judges_who_do_not_see_what_is_right_are_found_out() -> None:
    blind = question.analyse(working(PlantedWork(world=WORLD, right=0.0, worth=0.0)))
    (row,) = blind.select(respondent="one", measure=question.CALIBRATION)
    assert _covers(row, 0.0)


def test_a_report_that_tells_right_from_wrong_without_fail_has_no_odds_but_a_reason() -> None:
    means = FOUND.self_reports.group_by("respondent", "task").agg(pl.col("score_100").mean().alias("report"))
    work = FOUND.performances.join(means, on=["respondent", "task"], how="left", maintain_order="left")
    sure = work.with_columns((pl.col("report") > 60).cast(pl.Float64).alias("correct")).select(
        FOUND.performances.columns
    )
    answer = question.analyse(replace_tables(FOUND, performances=sure))
    assert not answer.select(measure=question.ODDS, respondent="one")
    assert any(question.ODDS in note and note.startswith("not estimable: one") for note in answer.notes)


def test_where_no_task_has_a_check_it_is_said() -> None:
    blank = FOUND.performances.with_columns(correct=pl.lit(None, pl.Float64))
    answer = question.analyse(replace_tables(FOUND, performances=blank))
    assert not answer.rows
    assert "has a check" in answer.notes[0]


def test_all_work_right_is_a_reason_and_no_number() -> None:
    answer = question.analyse(replace_tables(FOUND, performances=FOUND.performances.with_columns(correct=pl.lit(1.0))))
    assert not answer.rows
    assert all(note.startswith("not estimable: ") for note in answer.notes)
