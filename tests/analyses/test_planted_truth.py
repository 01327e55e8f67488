"""What was planted is found, with its sign, its size and nothing more."""

from __future__ import annotations

import math

import polars as pl
from tests.support.planted_tables import Planted, only, tables

from motivelab.analyses import (
    choice_against_report,
    motivation_by_category,
    motivation_by_condition,
    nonresponse,
    performance_summary,
    report_stability,
)
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.catalogue import analyse_all
from motivelab.analyses.protocol.possible_range import POSSIBLE

WORLD = Planted(respondents=("one",), families=8, tasks=2)
FOUND = tables(WORLD)


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_shifts_by_condition_are_recovered_against_none_and_against_the_control() -> None:
    analysis = motivation_by_condition.analyse(FOUND)
    for reference in ("none", "control"):
        for condition, truth in (("money", 8.0), ("futility", -12.0)):
            (row,) = analysis.select(measure=motivation_by_condition.SHIFT, condition=condition, reference=reference)
            assert _covers(row, truth)
            assert row.estimate.p is not None
            assert row.estimate.p < 0.05
    (idle,) = analysis.select(measure=motivation_by_condition.SHIFT, condition="control", reference="none")
    assert _covers(idle, 0.0)


def test_p_values_of_one_reference_are_adjusted_together() -> None:
    rows = motivation_by_condition.analyse(FOUND).select(measure=motivation_by_condition.SHIFT, reference="none")
    row = next(r for r in rows if r.labels["condition"] == "money")
    assert row.estimate.method.endswith("p by Benjamini-Hochberg over 3 tests")


def test_a_planted_difference_between_categories_is_found_with_its_sign() -> None:
    (widest,) = motivation_by_category.analyse(FOUND).select(measure=motivation_by_category.WIDEST)
    assert (widest.labels["category"], widest.labels["reference"]) == ("writing", "harmful")
    assert _covers(widest, 37.0)


def test_equal_categories_are_seldom_told_apart_although_the_extremes_were_picked() -> None:
    told = 0
    for seed in range(40):
        world = WORLD.but(
            categories={f"c{i}": 0.0 for i in range(6)},
            families=5,
            tasks=1,
            replicates=1,
            shifts={},
            pairs=0,
            seed=seed,
        )
        (row,) = motivation_by_category.analyse(tables(world.but(performances=False))).select(
            measure=motivation_by_category.WIDEST
        )
        told += row.estimate.low is not None and row.estimate.low > 0
    assert told <= 5


def test_a_category_of_two_families_borrows_their_spread_from_all_and_covers_its_truth() -> None:
    covered = total = 0
    for seed in range(30):
        world = WORLD.but(families=2, tasks=1, shifts={}, pairs=0, performances=False, seed=seed, spread=1.0)
        few = motivation_by_category.analyse(tables(world.but(categories={f"c{i}": 3.0 * i for i in range(10)})))
        for row in few.select(measure=motivation_by_category.MEAN)[1:]:
            total += 1
            covered += _covers(row, 58.0 + 3.0 * int(row.labels["category"][1:]))
            assert "pooled_spread" in row.estimate.flags
            assert row.estimate.df == 10
    assert 0.92 <= covered / total <= 0.98


def test_no_interval_reaches_beyond_what_its_value_can_be() -> None:
    """Two families, the extremes far apart: symmetric intervals of means and of their differences reach too far."""
    world = WORLD.but(
        families=2, tasks=1, categories={"low": -50.0, "high": 35.0}, shifts={"money": 5.0}, pairs=9, spread=30.0
    )
    found = tables(world)
    cut = set()
    for analysis in analyse_all(found):
        for row in analysis.rows:
            low, high = POSSIBLE.get(row.scale, (-math.inf, math.inf))
            if row.estimate.low is not None and row.estimate.high is not None:
                assert low <= row.estimate.low <= row.estimate.high <= high
                cut |= {row.scale} if "cut_to_range" in row.estimate.flags else set()
    assert {"percent", "points"} <= cut


def test_an_interval_of_a_mean_stays_inside_the_response_range() -> None:
    world = WORLD.but(families=2, tasks=1, categories={"low": -57.0, "high": 40.0}, shifts={}, pairs=0, spread=8.0)
    for row in motivation_by_category.analyse(tables(world)).select(measure=motivation_by_category.MEAN):
        assert row.estimate.low is not None
        assert row.estimate.high is not None
        assert 0 <= row.estimate.low <= row.estimate.high <= 100


def test_choices_that_follow_reports_agree_and_those_at_random_do_not() -> None:
    (agrees,) = choice_against_report.analyse(FOUND).select(measure=choice_against_report.AGREES)
    assert agrees.estimate.low is not None
    assert agrees.estimate.low > 0.5
    random = tables(WORLD.but(agreement=0.0))
    (chance,) = choice_against_report.analyse(random).select(measure=choice_against_report.AGREES)
    assert _covers(chance, 0.5)


def test_a_position_bias_shows_as_a_share_of_first_picks() -> None:
    biased = FOUND.choices.with_columns(pl.lit(1, dtype=pl.Int64).alias("chosen_position"))
    swapped = type(FOUND)(**{**dict(FOUND.items()), "choices": biased})
    (first,) = choice_against_report.analyse(swapped).select(measure=choice_against_report.FIRST)
    assert first.estimate.value == 1.0
    assert first.estimate.low is not None
    assert 0.5 < first.estimate.low < 1.0


def test_neither_is_no_choice_of_a_task() -> None:
    halved = FOUND.choices.with_columns(
        pl.lit(True).alias("neither_offered"),
        pl.when(pl.int_range(pl.len()) % 2 == 0).then(0).otherwise("chosen_position").alias("chosen_position"),
    )
    analysis = choice_against_report.analyse(type(FOUND)(**{**dict(FOUND.items()), "choices": halved}))
    (neither,) = analysis.select(measure=choice_against_report.NEITHER)
    (first,) = analysis.select(measure=choice_against_report.FIRST)
    assert neither.estimate.value == 0.5
    assert first.estimate.n == neither.estimate.n / 2


def test_work_is_summarised_by_condition_and_refusals_count_as_not_done() -> None:
    analysis = performance_summary.analyse(FOUND)
    (done,) = analysis.select(measure=performance_summary.COMPLIED, condition="none")
    work = FOUND.performances.filter(pl.col("condition") == "none")
    assert done.estimate.value == work["complied"].mean()
    (length,) = analysis.select(measure=performance_summary.LENGTH, condition="none")
    assert length.estimate.n == work["complied"].sum()
    (quality,) = analysis.select(measure=performance_summary.QUALITY, condition="none")
    assert _covers(quality, 4.0)


def test_repetitions_agree_as_far_as_the_planted_noise_lets_them() -> None:
    steady, noisy = (
        report_stability.analyse(tables(WORLD.but(spread=spread, pairs=0))).select(measure=report_stability.ONE)[0]
        for spread in (1.0, 25.0)
    )
    assert steady.estimate.value > 0.97
    assert noisy.estimate.value < 0.6


def test_what_is_open_does_not_count_as_not_answered() -> None:
    half = FOUND.trials.with_columns(
        pl.when(pl.int_range(pl.len()) % 2 == 0)
        .then(pl.lit("open"))
        .otherwise("status")
        .cast(FOUND.trials["status"].dtype)
        .alias("status")
    )
    analysis = nonresponse.analyse(type(FOUND)(**{**dict(FOUND.items()), "trials": half}))
    shares = analysis.select(measure=nonresponse.SHARE)
    assert {row.estimate.value for row in shares} == {0.0}
    assert sum(row.estimate.n for row in shares) == FOUND.trials.height // 2


def test_another_instrument_stands_in_and_is_named() -> None:
    other = FOUND.self_reports.with_columns(
        pl.lit("drive").cast(FOUND.self_reports["instrument"].dtype).alias("instrument")
    )
    analysis = motivation_by_category.analyse(type(FOUND)(**{**dict(FOUND.items()), "self_reports": other}))
    assert analysis.rows
    assert "'drive' stands in for it" in analysis.notes[0]


def test_without_a_control_shifts_against_none_remain() -> None:
    analysis = motivation_by_condition.analyse(only(FOUND, pl.col("condition") != "control"))
    assert not analysis.select(reference="control")
    assert analysis.select(reference="none")
    assert any("neutral control" in note for note in analysis.notes)
