"""Choice against report, position and added text: what was planted comes back, and nothing is dropped unsaid."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from tests.support.planted_choices import Liking, liking, tables

from motivelab.analyses import choice_against_report
from motivelab.analyses.choice_against_report import AGREES, GAP, MANIPULATED, NEITHER, TIED, analyse
from motivelab.analyses.choosing import calibration, consistency
from motivelab.analyses.choosing.same_pair import SHIFT
from motivelab.analyses.choosing.trial_level import (
    AUC,
    CORRECTED,
    MARGINAL,
    PER_POINT,
    POSITION,
    SIDE,
    SLOPE,
    SLOPE_BY_NODES,
)
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.tables.layout import empty_table
from motivelab.tables.tables import Tables

WORLD = Liking(position=0.4, texts={"money": 0.9}, pairs=300, draws=2)
FOUND = tables(WORLD)
ANSWER = analyse(FOUND)


def _one(analysis: Analysis, measure: str, condition: str = "none", respondent: str = "one") -> Row:
    (row,) = analysis.select(measure=measure, condition=condition, respondent=respondent)
    return row


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def _with(found: Tables, **frames: pl.DataFrame) -> Tables:
    return Tables(**{**dict(found.items()), **frames})


def _certain(world: Liking) -> Tables:
    """Liking so strong that chance plays no part, reported in full."""
    found = tables(world)
    worth = pl.col("task").cast(pl.String).replace_strict(liking(world), return_dtype=pl.Float64)
    return _with(found, self_reports=found.self_reports.with_columns((50 + worth / 10).clip(0, 100).alias("score_100")))


def _slope_truth(found: Tables) -> float:
    """Ten points of report are one logit; the model counts in standard deviations of the reported difference."""
    scores = found.self_reports.group_by("task").agg(pl.col("score_100").mean()).with_columns(pl.col("task").cast(str))
    value = dict(scores.iter_rows())
    plain = found.choices.filter(pl.col("condition") == "none", pl.col("chosen_position") != 0)
    d = [value[a] - value[b] for a, b in plain.select("first_task", "second_task").iter_rows()]
    return math.sqrt(float(np.mean(np.square(d)))) / 10


def test_the_effects_of_report_position_and_text_are_recovered_together() -> None:
    for condition in ("none", "money"):
        assert _covers(_one(ANSWER, SLOPE, condition), _slope_truth(FOUND))
        assert _covers(_one(ANSWER, SLOPE_BY_NODES, condition), _slope_truth(FOUND))
        assert _covers(_one(ANSWER, POSITION, condition), 0.4)
        assert (_one(ANSWER, SLOPE, condition).estimate.p or 1) < 0.001
        assert _covers(_one(ANSWER, PER_POINT, condition), 0.1)
    assert _covers(_one(ANSWER, SIDE, "money"), 0.9)
    assert not ANSWER.select(measure=SIDE, condition="none")


def test_the_effect_of_the_report_is_covered_at_about_the_nominal_rate() -> None:
    covered = 0
    for seed in range(14):
        found = tables(Liking(seed=seed, families=30, pairs=150))
        covered += _covers(_one(analyse(found), SLOPE), _slope_truth(found))
    assert covered >= 11


def test_choices_at_random_go_with_nothing() -> None:
    told = 0
    for seed in range(12):
        found = tables(Liking(seed=seed, by_family=0.0, by_task=0.0, noise=9.0, pairs=60, texts={"money": 0.0}))
        answer = analyse(found)
        assert not answer.select(measure=SLOPE)[0].estimate.value > 1
        told += sum(_one(answer, m, "money").estimate.p < 0.05 for m in (SLOPE, SIDE, SHIFT, MANIPULATED))  # type: ignore[operator]
    assert told <= 7


def test_every_error_of_the_model_leaves_families_out_and_the_bootstrap_says_so_itself() -> None:
    for measure in (SLOPE, PER_POINT, POSITION, MARGINAL, AUC, CORRECTED):
        assert "dyadic jackknife" in _one(ANSWER, measure).estimate.method
    assert "dyadic jackknife" in _one(ANSWER, SIDE, "money").estimate.method
    assert "node bootstrap" in _one(ANSWER, SLOPE_BY_NODES).estimate.method


def test_noise_of_the_report_flattens_its_effect_and_the_correction_takes_that_back() -> None:
    found = tables(WORLD.but(noise=14.0, texts={}, pairs=500))
    answer = analyse(found)
    assert (_one(answer, SLOPE).estimate.high or 9) < _slope_truth(found)
    assert _covers(_one(answer, CORRECTED), _slope_truth(found))


def test_a_report_asked_once_cannot_be_corrected_and_that_is_said() -> None:
    answer = analyse(tables(WORLD.but(reports=1, pairs=100)))
    assert not answer.select(measure=CORRECTED)
    assert any(note.startswith("not estimable: one, none, effect of") and "asked once" in note for note in answer.notes)


def test_the_first_place_is_told_from_liking_by_pairs_shown_in_both_orders() -> None:
    crossed = _one(ANSWER, consistency.FIRST_CROSSED)
    plain = FOUND.choices.filter(pl.col("condition") == "none")
    assert crossed.estimate.value == pytest.approx((plain["chosen_position"] == 1).mean())
    assert (crossed.estimate.low or 0) > 0.5
    shares = [
        _one(ANSWER, m).estimate.value
        for m in (consistency.SAME_TASK, consistency.ALWAYS_FIRST, consistency.ALWAYS_SECOND)
    ]
    assert sum(shares) == pytest.approx(1)
    assert shares[1] > 2 * shares[2]


def test_repetitions_agree_as_often_as_the_chances_say() -> None:
    """With chance p of the first task two draws agree with p squared and (1 - p) squared."""
    even = _one(analyse(tables(WORLD.but(by_family=0.0, by_task=0.0, position=0.0, texts={}))), consistency.AGAIN)
    assert _covers(even, 0.5)
    sure = _one(analyse(tables(WORLD.but(by_family=6.0, texts={}))), consistency.AGAIN)
    assert sure.estimate.value > 0.85


def test_pairs_in_one_order_asked_once_have_no_consistency_and_that_is_said() -> None:
    answer = analyse(tables(WORLD.but(orders=1, draws=1)))
    for measure in (consistency.AGAIN, consistency.SAME_TASK):
        assert not answer.select(measure=measure)
        assert any(measure in note and note.startswith("not estimable") for note in answer.notes)


def test_the_text_moves_the_share_of_its_task_against_the_same_pair_and_order_without_it() -> None:
    """From even chances 0.9 logits lead to expit(0.9) - 0.5 on either side and place."""
    found = tables(WORLD.but(by_family=0.0, by_task=0.0, position=0.0, pairs=400))
    row = _one(analyse(found), SHIFT, "money")
    assert _covers(row, 1 / (1 + math.exp(-0.9)) - 0.5)
    assert (row.estimate.p or 1) < 0.001
    assert row.estimate.n == 4 * 400


def test_a_place_preferred_by_all_passes_for_no_effect_of_a_text() -> None:
    """The text was always about the task shown first, and the first task is always liked better by place alone."""
    found = tables(WORLD.but(texts={"money": 0.0}, position=1.5))
    lopsided = found.choices.filter((pl.col("condition") == "none") | (pl.col("manipulated_position") == 1))
    answer = analyse(_with(found, choices=lopsided))
    assert (_one(answer, MANIPULATED, "money").estimate.low or 0) > 0.6
    assert _covers(_one(answer, SHIFT, "money"), 0.0)
    assert any("all 4 cells" in note for note in answer.notes)
    assert any("always about the task in one place" in note for note in answer.notes)


def test_cells_without_their_unmanipulated_pair_are_counted() -> None:
    plain = (pl.col("condition") == "none") & (pl.col("pair") == FOUND.choices["pair"][0])
    answer = analyse(_with(FOUND, choices=FOUND.choices.filter(~plain)))
    assert any("4 of 1200 cells" in note for note in answer.notes)
    nothing = analyse(_with(FOUND, choices=FOUND.choices.filter(pl.col("condition") != "none")))
    assert any(note.startswith("not estimable: one, money, shift") for note in nothing.notes)
    assert nothing.select(measure=SLOPE, condition="money")


def test_chosen_tasks_are_reported_higher_by_the_planted_gap() -> None:
    gap = _one(ANSWER, GAP)
    scores = dict(FOUND.self_reports.group_by(pl.col("task").cast(str)).agg(pl.col("score_100").mean()).iter_rows())
    plain = FOUND.choices.filter(pl.col("condition") == "none").select(pl.col("chosen_task", "unchosen_task").cast(str))
    by_hand = float(np.mean([scores[a] - scores[b] for a, b in plain.iter_rows()]))
    assert gap.estimate.value == pytest.approx(by_hand)
    assert (gap.estimate.low or 0) > 0


def test_equal_reports_stay_in_the_model_and_are_counted() -> None:
    heaped = FOUND.self_reports.with_columns(((pl.col("score_100") / 25).round() * 25).alias("score_100"))
    answer = analyse(_with(FOUND, self_reports=heaped))
    tied, agrees, slope = (_one(answer, m) for m in (TIED, AGREES, SLOPE))
    assert tied.estimate.value > 0.2
    assert slope.estimate.n == tied.estimate.n == agrees.estimate.n + round(tied.estimate.value * tied.estimate.n)
    assert any("reported equally high" in note for note in answer.notes)


def test_calibration_bands_hold_every_reported_choice_once_and_rise() -> None:
    shares = ANSWER.select(measure=calibration.SHARE, respondent="one")
    points = ANSWER.select(measure=calibration.DIFFERENCE, respondent="one")
    assert [r.labels["band"] for r in shares] == [f"{n:02d}" for n in range(1, 11)]
    assert sum(r.estimate.n for r in shares) == FOUND.choices.filter(pl.col("condition") == "none").height
    assert shares[-1].estimate.value > 0.7 > 0.3 > shares[0].estimate.value - 0.15
    sizes = [r.estimate.value for r in points]
    assert sizes == sorted(sizes)


def test_auc_and_marginal_effect_rise_with_agreement() -> None:
    weak = analyse(tables(WORLD.but(by_family=0.2, by_task=0.1, noise=0.5)))
    for measure, low in ((AUC, 0.65), (MARGINAL, 0.15)):
        assert _one(ANSWER, measure).estimate.value > low > _one(weak, measure).estimate.value


def test_neither_is_a_share_of_its_own_and_no_choice_of_a_task() -> None:
    found = tables(WORLD.but(neither=0.3))
    answer = analyse(found)
    plain = found.choices.filter(pl.col("condition") == "none")
    assert (
        _one(answer, NEITHER).estimate.value == (plain["chosen_position"] == 0).mean() == pytest.approx(0.3, abs=0.06)
    )
    assert _one(answer, SLOPE).estimate.n == (plain["chosen_position"] != 0).sum()


def test_respondents_together_stand_for_themselves_without_a_p() -> None:
    answer = analyse(tables(WORLD.but(respondents=("one", "two"), pairs=60)))
    for measure in (AGREES, GAP):
        row = _one(answer, measure, respondent="all respondents")
        assert row.estimate.p is None
        assert "fixed_respondents" in row.estimate.flags
        assert row.estimate.n == sum(_one(answer, measure, respondent=r).estimate.n for r in ("one", "two"))
    assert not answer.select(measure=SLOPE, respondent="all respondents")


def test_each_measures_p_values_are_adjusted_together() -> None:
    answer = analyse(tables(WORLD.but(respondents=("one", "two"), pairs=60)))
    for measure, tests in ((SLOPE, 4), (SIDE, 2), (AGREES, 2)):
        assert _one(answer, measure, "money" if measure == SIDE else "none").estimate.method.endswith(
            f"over {tests} tests"
        )


def test_the_order_of_rows_and_the_names_of_respondents_change_no_number() -> None:
    world = WORLD.but(respondents=("one", "two"), pairs=60)
    found = tables(world)
    shuffled = Tables(**{n: f.sample(fraction=1.0, shuffle=True, seed=3) for n, f in found.items()})
    keys = ["respondent", "measure", "condition", "band", "statistic"]
    numbers = ["value", "low", "high", "se", "p", "n"]
    one, two = (to_frame(analyse(t)).sort(keys).select(*keys, *numbers) for t in (found, shuffled))
    assert one.with_columns(pl.col(numbers).cast(pl.Float64).round(9)).equals(
        two.with_columns(pl.col(numbers).cast(pl.Float64).round(9))
    )


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(_with(FOUND, choices=empty_table("choices")), id="no choices"),
        pytest.param(_with(FOUND, self_reports=empty_table("self_reports")), id="no reports"),
        pytest.param(tables(WORLD.but(families=1, pairs=1)), id="one family"),
        pytest.param(tables(WORLD.but(families=2, tasks=1, pairs=1)), id="one pair"),
        pytest.param(tables(WORLD.but(neither=1.0, pairs=20)), id="neither always"),
        pytest.param(_certain(WORLD.but(by_family=90.0, position=0.0, pairs=40)), id="choices reports never miss"),
        pytest.param(
            _with(FOUND, self_reports=FOUND.self_reports.with_columns(pl.lit(50.0).alias("score_100"))),
            id="all reports equal",
        ),
        pytest.param(
            _with(
                FOUND,
                choices=FOUND.choices.with_columns(
                    pl.lit(1, pl.Int64).alias("chosen_position"),
                    (pl.col("manipulated_position") == 1).alias("manipulated_chosen"),
                ),
            ),
            id="always the first",
        ),
    ],
)
def test_whatever_is_missing_there_are_finite_numbers_or_reasons(found: Tables) -> None:
    analysis = choice_against_report.analyse(found)
    assert any(note.startswith("not estimable") for note in analysis.notes)
    for row in analysis.rows:
        e = row.estimate
        assert math.isfinite(e.value)
        assert (e.low is None) == (e.high is None)
        if e.low is not None and e.high is not None:
            assert e.low - 1e-9 <= e.value <= e.high + 1e-9
