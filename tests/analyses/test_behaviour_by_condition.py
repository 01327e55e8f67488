"""What was planted in work and choices is found: length, refusals, ratings, correctness, cost, and following texts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.support.planted_behaviour import WHOLE, WORLD, shuffled, with_work
from tests.support.planted_tables import only, tables, without

from motivelab.analyses import behaviour_by_condition
from motivelab.analyses.behaviour_by_condition import CHOICE, SHIFT
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.shifting.work_cells import COMPLIANCE, CORRECT, COST, LENGTH, QUALITY, REASONING
from motivelab.tables.tables import Tables

TABLES = with_work(
    without_shifts := tables(WORLD.but(shifts={"control": 0.0, "money": 0.0, "futility": 0.0}, families=12)),
    longer={"money": 1.3},
    refused={"futility": 0.4},
    better={"money": 0.5},
    right={"money": 0.9},
    dearer={"money": 2.0},
)
FOUND = behaviour_by_condition.analyse(TABLES)


def _row(measure: str, *, condition: str = "money", reference: str = "none", respondent: str = "one") -> Row:
    (row,) = FOUND.select(measure=measure, condition=condition, reference=reference, respondent=respondent)
    return row


@pytest.mark.parametrize(
    ("outcome", "condition", "truth"),
    [
        (LENGTH, "money", 1.3),
        (LENGTH, "futility", 1.0),
        (QUALITY, "money", 0.5),
        (QUALITY, "futility", 0.0),
        (CORRECT, "money", 30.0),
        (CORRECT, "futility", 0.0),
        (COMPLIANCE, "money", 0.0),
        (COMPLIANCE, "futility", -35.0),
    ],
)
def test_every_outcome_shifts_as_far_as_was_planted(outcome: str, condition: str, truth: float) -> None:
    for respondent in ("one", "two"):
        for reference in ("none", "control"):
            e = _row(SHIFT + outcome, condition=condition, reference=reference, respondent=respondent).estimate
            assert e.low is not None
            assert e.high is not None
            slack = 0.5 * (e.high - e.low)  # of 32 intervals one or two miss, by less than a standard error or two
            assert e.low - slack <= truth <= e.high + slack


def test_the_price_of_a_condition_is_in_dollars_a_thousand_tasks() -> None:
    (plain,), (paid,) = (FOUND.select(measure=COST, condition=c, respondent="one") for c in ("none", "money"))
    assert plain.estimate.value == pytest.approx(0.1)
    assert paid.estimate.value == pytest.approx(0.2)
    assert _row(SHIFT + COST).estimate.value == pytest.approx(0.1)


def test_a_choice_follows_the_text_about_one_of_its_tasks() -> None:
    analysis = behaviour_by_condition.analyse(WHOLE)
    (money,), (futility,) = (
        analysis.select(measure=CHOICE, condition=c, reference="none", respondent="one") for c in ("money", "futility")
    )
    assert money.estimate.low is not None
    assert money.estimate.low > 0
    assert futility.estimate.high is not None
    assert futility.estimate.high < 0
    assert money.scale == "points"
    assert money.estimate.n == WORLD.pairs * 2 * 2  # each order and side once, against the same two tasks
    idle = _row(CHOICE).estimate
    assert idle.low is not None
    assert idle.high is not None
    assert idle.low <= 0 <= idle.high


def test_a_liking_for_the_task_and_its_place_are_no_effect_of_the_text() -> None:
    """Whoever always takes the task shown first, text or no text, is not moved by any text."""
    first = WHOLE.choices.with_columns(
        pl.lit(1, dtype=pl.Int64).alias("chosen_position"), pl.col("first_task").alias("chosen_task")
    ).filter(pl.col("manipulated_position").is_null() | (pl.col("manipulated_position") == 1))
    analysis = behaviour_by_condition.analyse(Tables(**{**dict(WHOLE.items()), "choices": first}))
    assert {r.estimate.value for r in analysis.select(measure=CHOICE)} == {0.0}
    assert {r.estimate.p for r in analysis.select(measure=CHOICE)} == {None}


def test_ratios_of_works_cut_off_are_flagged_as_ratios_of_lower_bounds() -> None:
    assert "censored" not in _row(SHIFT + LENGTH).estimate.flags
    cut = TABLES.performances.with_columns(pl.lit(True).alias("truncated"))
    analysis = behaviour_by_condition.analyse(Tables(**{**dict(TABLES.items()), "performances": cut}))
    assert all("censored" in r.estimate.flags for r in analysis.select(measure=SHIFT + LENGTH))


def test_what_was_not_measured_is_named() -> None:
    assert f"not estimable: {REASONING}: no tokens of reasoning were counted apart" in FOUND.notes
    bare = behaviour_by_condition.analyse(without(TABLES, "judgements", "choices"))
    assert f"not estimable: {QUALITY}: no work was rated" in bare.notes
    assert f"not estimable: {CHOICE}: no choice was answered" in bare.notes
    one = only(TABLES, pl.col("condition") == "none", of=("performances", "judgements", "trials", "choices"))
    assert {r.labels["measure"] for r in behaviour_by_condition.analyse(one).rows} == {COST}


def test_outcomes_that_no_text_moves_are_seldom_found_to_move() -> None:
    tested = found = 0
    rare = dict.fromkeys(("none", "control", "money", "futility"), 0.03)
    for seed in range(12):
        still = with_work(without_shifts, refused=rare, seed=seed)
        for row in behaviour_by_condition.analyse(still).rows:
            if row.labels["measure"] in (SHIFT + COMPLIANCE, SHIFT + CORRECT):
                tested += 1
                found += row.estimate.low is not None and not row.estimate.low <= 0 <= (row.estimate.high or 0.0)
    assert tested == 12 * 2 * 2 * 5
    assert found <= 24  # 12 are expected at the nominal rate


def test_the_order_of_rows_decides_nothing() -> None:
    keys = ["respondent", "measure", "condition", "reference"]
    a, b = (to_frame(behaviour_by_condition.analyse(t)).sort(keys) for t in (TABLES, shuffled(TABLES)))
    for column in ("value", "low", "high", "p"):
        np.testing.assert_allclose(a[column].to_numpy(), b[column].to_numpy(), rtol=1e-9, atol=1e-9)
