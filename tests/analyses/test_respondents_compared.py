"""Profiles are told apart where they were planted apart, and alike where they were planted alike."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.support.planted_behaviour import shuffled
from tests.support.planted_tables import Planted, only, tables

from motivelab.analyses import respondents_compared
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.respondents_compared import ALIKE, ALIKE_TASKS, LEVEL, PARTS, PROFILE
from motivelab.tables.tables import Tables

LIFTS = {f"c{i}": 4.0 * i - 18 for i in range(10)}
WORLD = Planted(
    respondents=("one", "two", "three"), families=4, tasks=2, shifts={}, pairs=0, performances=False, categories=LIFTS
)
ALL = tables(WORLD)


def _moved(by_category: dict[str, float], *, respondent: str) -> Tables:
    moved = pl.col("category").cast(pl.String).replace_strict(by_category, default=0.0, return_dtype=pl.Float64)
    reports = ALL.self_reports.with_columns(
        pl.when(pl.col("respondent").cast(pl.String) == respondent)
        .then(pl.col("score_100") + moved)
        .otherwise("score_100")
        .clip(0, 100)
        .alias("score_100")
    )
    return Tables(**{**dict(ALL.items()), "self_reports": reports})


FOUND = respondents_compared.analyse(_moved({"c2": 15.0}, respondent="two"))


def test_a_profile_is_how_far_each_category_lies_above_the_mean_of_all_tasks() -> None:
    rows = FOUND.select(measure=PROFILE, respondent="one")
    own = ALL.self_reports.filter(pl.col("respondent").cast(pl.String) == "one")
    for row in rows:
        inside = own.filter(pl.col("category").cast(pl.String) == row.labels["category"])["score_100"]
        assert row.estimate.value == pytest.approx(float(inside.to_numpy().mean() - own["score_100"].to_numpy().mean()))
    covered = [
        r.estimate.low is not None
        and r.estimate.high is not None
        and r.estimate.low <= LIFTS[r.labels["category"]] <= r.estimate.high
        for r in rows
    ]
    assert sum(covered) >= 9


def test_the_category_in_which_one_respondent_departs_is_found_and_the_others_are_not() -> None:
    apart = {
        (r.labels["respondent"], r.labels["other"], r.labels["category"])
        for r in FOUND.select(measure=PARTS)
        if (r.estimate.p or 0.0) < 0.01 and abs(r.estimate.value) > 8
    }
    assert apart == {("one", "two", "c2"), ("two", "three", "c2")}
    (row,) = FOUND.select(measure=PARTS, respondent="one", other="two", category="c2")
    assert row.estimate.value == pytest.approx(-15 * 0.9, abs=3)


def test_a_respondent_higher_throughout_differs_in_level_and_not_in_profile() -> None:
    higher = respondents_compared.analyse(_moved(dict.fromkeys(LIFTS, 5.0), respondent="two"))
    (level,) = higher.select(measure=LEVEL, respondent="one", other="two")
    assert level.estimate.value == pytest.approx(-5, abs=1)
    assert level.estimate.p is not None
    assert level.estimate.p < 0.01
    assert not [r for r in higher.select(measure=PARTS) if (r.estimate.p or 0.0) < 0.05]


def test_respondents_that_want_the_same_have_profiles_that_go_together() -> None:
    (same,) = FOUND.select(measure=ALIKE, respondent="one", other="three")
    assert same.estimate.low is not None
    assert same.estimate.low > 0.8
    mirrored = respondents_compared.analyse(_moved({c: -2 * v for c, v in LIFTS.items()}, respondent="two"))
    (against,) = mirrored.select(measure=ALIKE, respondent="one", other="two")
    assert against.estimate.high is not None
    assert against.estimate.high < -0.5
    (tasks,) = mirrored.select(measure=ALIKE_TASKS, respondent="one", other="two")
    assert tasks.estimate.value < -0.5


def test_reports_that_follow_no_category_have_profiles_whose_correlation_holds_zero() -> None:
    held = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        noise = ALL.self_reports.with_columns(pl.Series("score_100", rng.uniform(20, 80, ALL.self_reports.height)))
        analysis = respondents_compared.analyse(Tables(**{**dict(ALL.items()), "self_reports": noise}))
        for row in analysis.select(measure=ALIKE):
            held += row.estimate.low is not None and row.estimate.low <= 0 <= (row.estimate.high or 0.0)
    assert held >= 29  # of 36


def test_one_respondent_and_one_category_are_named_as_reasons() -> None:
    alone = respondents_compared.analyse(only(ALL, pl.col("respondent").cast(pl.String) == "one"))
    assert {r.labels["measure"] for r in alone.rows} == {PROFILE}
    assert any("there is one alone" in n for n in alone.notes)
    narrow = respondents_compared.analyse(only(ALL, pl.col("category").cast(pl.String) == "c1"))
    assert {r.labels["measure"] for r in narrow.rows} == {LEVEL, ALIKE_TASKS}


def test_the_order_of_rows_decides_nothing() -> None:
    a, b = (
        to_frame(respondents_compared.analyse(t)).filter(pl.col("measure") == PROFILE).sort("respondent", "category")
        for t in (ALL, shuffled(ALL))
    )
    np.testing.assert_allclose(a["low"].to_numpy(), b["low"].to_numpy(), rtol=1e-9)
    one, two = (respondents_compared.analyse(t).select(measure=ALIKE) for t in (ALL, shuffled(ALL)))
    pairs = [
        {frozenset((r.labels["respondent"], r.labels["other"])): r.estimate.low for r in rows} for rows in (one, two)
    ]
    assert pairs[0] == pytest.approx(pairs[1])
