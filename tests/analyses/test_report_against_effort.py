"""Report and effort: what was planted is found in both parts, work cut off at the cap included."""

from __future__ import annotations

import polars as pl
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, replace_tables, working

from motivelab.analyses import report_against_effort as question
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.to_frame import to_frame

VISIBLE, REASONING = question.LENGTHENS["visible_tokens"], question.LENGTHENS["reasoning_tokens"]
WORLD = Planted(respondents=("one", "two"), families=20, tasks=3, pairs=0, shifts={})
PLANTED = PlantedWork(world=WORLD, tokens=0.2, complies=0.8, refusals={"none": 1.5}, cap=330)
FOUND = working(PLANTED)
ANSWER = question.analyse(FOUND)


def _one(**labels: str) -> Row:
    (row,) = ANSWER.select(**labels)
    return row


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_the_slope_of_the_log_odds_of_handing_in_work_is_recovered_for_each_and_pooled() -> None:
    for respondent in ("one", "two", "all respondents"):
        assert _covers(_one(respondent=respondent, measure=question.COMPLIES), 0.8)


def test_the_slope_of_log_tokens_is_recovered_although_the_longest_third_of_works_is_cut_off() -> None:
    assert FOUND.performances.filter("complied")["truncated"].mean() > 0.2  # type: ignore[operator]  # a float here
    row = _one(respondent="all respondents", measure=VISIBLE)
    assert _covers(row, 0.2)
    assert row.estimate.low is not None
    assert row.estimate.low > 0.1
    assert "works cut off" in row.estimate.method


def test_taking_cut_off_work_as_whole_would_miss_it() -> None:
    blind = FOUND.performances.with_columns(truncated=pl.lit(value=False))
    (row,) = question.analyse(replace_tables(FOUND, performances=blind)).select(
        respondent="all respondents", measure=VISIBLE
    )
    assert not _covers(row, 0.2)


def test_reasoning_tokens_have_a_slope_of_their_own() -> None:
    row = _one(respondent="all respondents", measure=REASONING)
    assert row.estimate.high is not None
    assert row.estimate.high < 0


def test_report_that_goes_with_nothing_is_seldom_said_to_go_with_effort() -> None:
    told = total = 0
    for seed in range(8):
        nothing = PlantedWork(
            world=WORLD.but(families=6, tasks=2, replicates=1, seed=seed), refusals={"none": 1.0}, seed=100 + seed
        )
        for row in question.analyse(working(nothing)).rows:
            if row.estimate.p is not None:
                total += 1
                told += row.estimate.p < 0.05
    assert total > 70
    assert told / total <= 0.05


def test_where_all_work_was_handed_in_the_odds_are_a_note_and_the_length_an_estimate() -> None:
    answer = question.analyse(working(PLANTED.but(refusals={"none": 50.0})))
    assert not answer.select(measure=question.COMPLIES)
    assert any("work was handed in on every task" in note for note in answer.notes)
    assert answer.select(measure=VISIBLE, respondent="one")


def test_without_token_counts_the_first_part_stands_alone() -> None:
    blank = FOUND.performances.with_columns(visible_tokens=pl.lit(None, pl.Float64), reasoning_tokens=None)
    answer = question.analyse(replace_tables(FOUND, performances=blank.cast({"reasoning_tokens": pl.Float64})))
    assert answer.select(measure=question.COMPLIES, respondent="one")
    assert not answer.select(measure=VISIBLE)
    assert any("no such tokens were counted" in note for note in answer.notes)


def test_the_order_of_rows_changes_nothing() -> None:
    shuffled = replace_tables(FOUND, **{n: f.sample(fraction=1.0, shuffle=True, seed=5) for n, f in FOUND.items()})
    keys = ["respondent", "measure", "term"]
    one, two = (
        to_frame(a).sort(keys).select(*keys, pl.col("value", "low").round(6))
        for a in (ANSWER, question.analyse(shuffled))
    )
    assert one.equals(two)
