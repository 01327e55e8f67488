"""Comparison with people: planted correlations, ceilings and differences come back, and gaps are said."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from tests.support.planted_choices import Liking, liking, tables

from motivelab.analyses.human_comparison import (
    BETWEEN,
    CEILING,
    CORRECTED,
    INSIDE,
    RELIABILITY,
    SPOKEN,
    WITH,
    analyse,
)
from motivelab.analyses.people.both_targets import DIFFERENCE, DIFFERENCE_BY_FAMILY, EXPLAINED, SLOPE
from motivelab.analyses.people.mean_ratings import mean_ratings, within_sets
from motivelab.analyses.people.rater_reliability import rater_reliability
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.tables.layout import empty_table, table_schema
from motivelab.tables.tables import Tables

WORLD = Liking(families=60, tasks=1, pairs=0, noise=4.0)
REPORTS = tables(WORLD)
OWN, MODEL = SPOKEN["own"], SPOKEN["model"]


def _with(found: Tables, **frames: pl.DataFrame) -> Tables:
    return Tables(**{**dict(found.items()), **frames})


def _people(
    *,
    own: float = 0.8,
    model: float = 0.0,
    raters: int = 8,
    disagreement: float = 0.7,
    sets: int = 1,
    severity: float = 0.0,
    seed: int = 1,
    of: Liking = WORLD,
) -> pl.DataFrame:
    """Ratings around 4 that follow liking by `own` and `model` per logit, every set with raters of its own."""
    rng = np.random.default_rng(seed)
    rows = []
    tasks = list(liking(of).items())
    aside = {target: rng.normal(0, 0.8, len(tasks)) for target in SPOKEN}
    lenient = {(s, r): rng.normal(0, severity) for s in range(sets) for r in range(raters)}
    for n, (task, worth) in enumerate(tasks):
        chosen = n % sets
        for target, gain in (("own", own), ("model", model)):
            for rater in range(raters):
                value = 4 + gain * worth + aside[target][n] + rng.normal(0, disagreement) + lenient[chosen, rater]
                name = f"{target}-{chosen}-{rater}"
                rows.append((task, target, name, value, str(chosen) if sets > 1 else None))
    return pl.DataFrame(rows, schema=table_schema("human_ratings"), orient="row")


PEOPLE = _people()
FOUND = _with(REPORTS, human_ratings=PEOPLE)
ANSWER = analyse(FOUND)


def _one(analysis: Analysis, measure: str, words: str = "", respondent: str = "one", **labels: str) -> Row:
    (row,) = analysis.select(measure=measure.format(words), respondent=respondent, **labels)
    return row


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_a_planted_correlation_is_recovered_and_an_absent_one_is_not_found() -> None:
    """Own ratings share 0.8 logits of liking (standard deviation 1.12) with reports and hold 0.8 of their own."""
    signal, noise = 0.8 * math.sqrt(1.25), 0.8
    reports = 10 * math.sqrt(1.25) / math.sqrt(125 + 16 / 2)
    observed = signal / math.sqrt(signal**2 + noise**2 + 0.49 / 8) * reports
    assert _covers(_one(ANSWER, WITH, OWN), observed)
    assert (_one(ANSWER, WITH, OWN).estimate.p or 1) < 0.001
    assert _covers(_one(ANSWER, WITH, MODEL), 0.0)
    assert _covers(_one(ANSWER, CORRECTED, OWN), signal / math.hypot(signal, noise))
    assert _one(ANSWER, CORRECTED, OWN).estimate.value > _one(ANSWER, WITH, OWN).estimate.value


def test_raters_who_disagree_hide_a_correlation_that_the_correction_gives_back() -> None:
    torn = analyse(_with(REPORTS, human_ratings=_people(disagreement=3.0, raters=4)))
    seen, given_back = (_one(torn, measure, OWN).estimate.value for measure in (WITH, CORRECTED))
    assert given_back > 1.25 * seen


def test_correlations_are_covered_at_about_the_nominal_rate_and_nulls_are_seldom_found() -> None:
    found = covered = 0
    for seed in range(18):
        world = WORLD.but(seed=seed)
        answer = analyse(_with(tables(world), human_ratings=_people(seed=seed, of=world)))
        covered += _covers(_one(answer, CORRECTED, OWN), 0.8 * math.sqrt(1.25) / math.hypot(0.8 * math.sqrt(1.25), 0.8))
        found += (_one(answer, WITH, MODEL).estimate.p or 0) < 0.05
    assert covered >= 15
    assert found <= 3


def test_reliability_is_that_of_the_mean_and_the_ceiling_is_its_root() -> None:
    true = 0.64 * 1.25 + 0.64
    reliability = _one(ANSWER, RELIABILITY, OWN, respondent="people")
    assert _covers(reliability, true / (true + 0.49 / 8))
    assert _one(ANSWER, CEILING, OWN, respondent="people").estimate.value == pytest.approx(
        math.sqrt(reliability.estimate.value)
    )


def test_lenient_raters_cost_nothing_where_all_rated_all_and_something_where_sets_differ() -> None:
    families = {task: task for task in liking(WORLD)}

    def reliability(sets: int) -> float:
        ratings = _people(severity=2.0, sets=sets).filter(pl.col("target") == "own")
        return rater_reliability(ratings, families=families).value

    assert reliability(1) > 0.9 > 0.8 > reliability(4)


def test_raters_of_unequal_number_are_counted_as_they_came() -> None:
    few = PEOPLE.filter((pl.int_range(pl.len()) % 3 != 0) | (pl.col("target") == "model"))
    answer = analyse(_with(REPORTS, human_ratings=few))
    row = _one(answer, RELIABILITY, OWN, respondent="people")
    assert "ICC(1), tasks had different raters" in row.estimate.method
    assert 0.85 < row.estimate.value < 1
    one = PEOPLE.filter(pl.col("rater") == "own-0-0")
    alone = analyse(_with(REPORTS, human_ratings=one))
    assert any("no task was rated by two people" in note for note in alone.notes)
    assert any("the reliability of the ratings is not known" in note for note in alone.notes)
    assert _one(alone, WITH, OWN).estimate.n == 60


def test_williams_and_the_jackknife_over_families_tell_the_targets_apart() -> None:
    for measure in (DIFFERENCE, DIFFERENCE_BY_FAMILY):
        row = _one(ANSWER, measure)
        expected = _one(ANSWER, WITH, OWN).estimate.value - _one(ANSWER, WITH, MODEL).estimate.value
        assert row.estimate.value == pytest.approx(expected)
        assert (row.estimate.low or 0) > 0
    same = analyse(_with(REPORTS, human_ratings=_people(model=0.8)))
    assert _covers(_one(same, DIFFERENCE), 0.0)
    assert not _one(ANSWER, DIFFERENCE).estimate.flags
    kin = liking(WORLD.but(families=30, tasks=2))
    related = _with(tables(WORLD.but(families=30, tasks=2)), human_ratings=_people(of=WORLD.but(families=30, tasks=2)))
    assert len(kin) == 60
    assert "rows_as_independent" in _one(analyse(related), DIFFERENCE).estimate.flags


def test_the_regression_holds_each_target_against_the_other() -> None:
    """Ten points a logit, own ratings 0.8 a logit: the slope is 10 * 0.8 * 1.25 / (0.64 * 1.25 + 0.64 + 0.49 / 8)."""
    truth = 10 * 0.8 * 1.25 / (0.64 * 1.25 + 0.64 + 0.49 / 8)
    assert _covers(_one(ANSWER, SLOPE, term="own"), truth)
    assert _covers(_one(ANSWER, SLOPE, term="model"), 0.0)
    assert _one(ANSWER, SLOPE, term="intercept").estimate.p is None
    assert 0.3 < _one(ANSWER, EXPLAINED).estimate.value < 0.8
    assert _covers(_one(ANSWER, BETWEEN, respondent="people"), 0.0)


def test_sets_of_tasks_are_told_apart_only_where_there_are_several() -> None:
    assert not ANSWER.select(measure=INSIDE.format(OWN))
    strict = analyse(_with(REPORTS, human_ratings=_people(sets=4, severity=4.0, raters=2)))
    assert _one(strict, INSIDE, OWN).estimate.value > _one(strict, WITH, OWN).estimate.value + 0.1


def test_means_within_sets_are_gone_and_a_task_in_two_sets_has_none() -> None:
    rows = mean_ratings(_people(sets=3))
    assert within_sets(rows, ["own"]).group_by("set").agg(pl.col("own").mean())["own"].abs().max() == pytest.approx(0)
    twice = PEOPLE.with_columns(pl.Series("set", ["1", "2"] * (PEOPLE.height // 2), dtype=pl.Categorical))
    assert mean_ratings(twice)["set"].null_count() == 60


def test_several_respondents_have_a_mean_of_their_own_with_less_noise() -> None:
    several = _with(tables(WORLD.but(respondents=("one", "two", "three"), noise=20.0)), human_ratings=PEOPLE)
    answer = analyse(several)
    each = [_one(answer, WITH, OWN, respondent=r).estimate.value for r in ("one", "two", "three")]
    pooled = _one(answer, WITH, OWN, respondent="all respondents")
    assert pooled.estimate.value > np.mean(each)
    assert "fixed_respondents" in pooled.estimate.flags
    gone = (pl.col("respondent").cast(pl.String) == "two") & (pl.col("task").cast(pl.String) == "logic-01-0")
    lacking = analyse(_with(several, self_reports=several.self_reports.filter(~gone)))
    ns = [_one(lacking, WITH, OWN, respondent=r).estimate.n for r in ("one", "two", "all respondents")]
    assert ns == [60, 59, 59]
    assert "over 8 tests" in pooled.estimate.method or "over 4 tests" in pooled.estimate.method


def test_tasks_without_a_report_are_counted_and_named() -> None:
    fewer = REPORTS.self_reports.filter(pl.col("task").cast(pl.String) != next(iter(liking(WORLD))))
    answer = analyse(_with(FOUND, self_reports=fewer))
    assert any(
        "1 of 60 tasks that people rated have no report (the first is 'writing-00-0')" in n for n in answer.notes
    )
    assert _one(answer, WITH, OWN).estimate.n == 59
    elsewhere = PEOPLE.with_columns(pl.format("x{}", pl.col("task").cast(pl.String)).cast(pl.Categorical).alias("task"))
    nothing = analyse(_with(FOUND, human_ratings=elsewhere))
    assert "not estimable: one: no task that people rated has a report" in nothing.notes


def test_the_order_of_rows_changes_no_number() -> None:
    shuffled = Tables(**{n: f.sample(fraction=1.0, shuffle=True, seed=3) for n, f in FOUND.items()})
    keys = ["respondent", "measure", "term", "statistic"]
    numbers = ["value", "low", "high", "p"]
    one, two = (to_frame(analyse(t)).sort(keys).select(*keys, pl.col(numbers).round(9)) for t in (FOUND, shuffled))
    assert one.equals(two)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(_with(FOUND, human_ratings=empty_table("human_ratings")), id="no ratings"),
        pytest.param(_with(FOUND, self_reports=empty_table("self_reports")), id="no reports"),
        pytest.param(_with(FOUND, human_ratings=PEOPLE.head(1)), id="one rating"),
        pytest.param(_with(FOUND, human_ratings=PEOPLE.head(48)), id="three tasks"),
        pytest.param(
            _with(FOUND, human_ratings=PEOPLE.with_columns(pl.lit(4.0).alias("rating"))), id="constant ratings"
        ),
        pytest.param(
            _with(FOUND, self_reports=FOUND.self_reports.with_columns(pl.lit(50.0).alias("score_100"))),
            id="constant reports",
        ),
        pytest.param(_with(FOUND, human_ratings=PEOPLE.filter(pl.col("target") == "model")), id="one target"),
        pytest.param(
            _with(tables(WORLD.but(families=1, tasks=30)), human_ratings=_people(of=WORLD.but(families=1, tasks=30))),
            id="one family",
        ),
    ],
)
def test_whatever_is_missing_there_are_finite_numbers_or_reasons(found: Tables) -> None:
    analysis = analyse(found)
    assert any(note.startswith("not estimable") for note in analysis.notes)
    for row in analysis.rows:
        e = row.estimate
        assert math.isfinite(e.value)
        assert (e.low is None) == (e.high is None)
        assert e.low is None or (math.isfinite(e.low) and math.isfinite(e.high or 0))
