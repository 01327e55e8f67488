"""Shifts stand in points and in standard units, and what was noticed of a text is told apart from what it moved."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.support.planted_behaviour import WHOLE, shuffled, with_facets
from tests.support.planted_tables import Planted, tables

from motivelab.analyses import motivation_by_condition
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.shifting.score_cube import POOLED
from motivelab.analyses.shifting.shift_sizes import D_AV, D_Z, EQUIVALENT
from motivelab.tables.tables import Tables

FOUND = motivation_by_condition.analyse(WHOLE)


def test_d_z_is_the_mean_of_family_shifts_over_their_spread() -> None:
    (row,) = FOUND.select(respondent="one", measure=D_Z, condition="money", reference="none", moment="pre")
    reports = WHOLE.self_reports.filter(pl.col("respondent").cast(pl.String) == "one").with_columns(
        pl.col("condition").cast(pl.String)
    )
    by_task = reports.group_by("family", "task", "condition").agg(pl.col("score_100").mean())
    wide = by_task.pivot("condition", index=["family", "task"], values="score_100")
    by_family = wide.group_by("family").agg((pl.col("money") - pl.col("none")).mean().alias("d"))["d"].to_numpy()
    assert row.estimate.value == pytest.approx(by_family.mean() / by_family.std(ddof=1))
    assert row.estimate.df == len(by_family) - 1
    assert row.estimate.low is not None
    assert row.estimate.low > 0


def test_the_shift_over_the_spread_between_tasks_is_d_av() -> None:
    labels = {"respondent": "one", "condition": "money", "reference": "none"}
    (shift,) = FOUND.select(measure=motivation_by_condition.SHIFT, **labels)
    (d_av,) = FOUND.select(measure=D_AV, **labels)
    spread = shift.estimate.value / d_av.estimate.value
    assert 12 < spread < 25  # categories lie 12 and 25 points apart, families 4, tasks 3


def test_a_text_that_does_nothing_is_shown_to_do_less_than_five_points_and_one_that_does_is_not() -> None:
    labels = {"respondent": "one", "measure": EQUIVALENT, "reference": "none"}
    (idle,), (acts,) = (FOUND.select(condition=c, **labels) for c in ("control", "money"))
    assert idle.estimate.p is not None
    assert idle.estimate.p < 0.05
    assert acts.estimate.p is not None
    assert acts.estimate.p > 0.5
    assert idle.estimate.level == 0.9


def test_only_shifts_carry_the_statistic_that_figures_of_shifts_draw() -> None:
    checked = with_facets(WHOLE, {"gain": {"money": 30.0}}, instrument="manipulation_check")
    rows = motivation_by_condition.analyse(checked).rows
    drawn = {r.labels["measure"] for r in rows if r.estimate.statistic == "mean_difference"}
    assert drawn == {motivation_by_condition.SHIFT}


def test_the_manipulation_check_says_what_was_noticed() -> None:
    checked = with_facets(WHOLE, {"gain": {"money": 20.0}, "loss": {}}, instrument="manipulation_check")
    analysis = motivation_by_condition.analyse(checked)
    (gain,), (loss,) = (
        analysis.select(
            measure=motivation_by_condition.CHECK, respondent="one", facet=f, condition="money", reference="none"
        )
        for f in ("gain", "loss")
    )
    assert gain.estimate.low is not None
    assert gain.estimate.high is not None
    assert gain.estimate.low <= 20 <= gain.estimate.high
    assert loss.estimate.low is not None
    assert loss.estimate.high is not None
    assert loss.estimate.low <= 0 <= loss.estimate.high


def test_several_neutral_conditions_are_a_reference_each_and_one_together() -> None:
    two = WHOLE.self_reports.with_columns(
        pl.when(pl.col("condition").cast(pl.String) == "futility")
        .then(pl.lit("neutral"))
        .otherwise(pl.col("construct").cast(pl.String))
        .cast(WHOLE.self_reports["construct"].dtype)
        .alias("construct")
    )
    analysis = motivation_by_condition.analyse(Tables(**{**dict(WHOLE.items()), "self_reports": two}))
    labels = {"measure": motivation_by_condition.SHIFT, "respondent": "one", "condition": "money"}
    one, other, both = (
        analysis.select(reference=r, **labels)[0].estimate.value for r in ("control", "futility", POOLED)
    )
    assert both == pytest.approx((one + other) / 2)


def test_the_order_of_rows_decides_nothing() -> None:
    keys = ["respondent", "measure", "moment", "condition", "reference", "statistic"]
    a, b = (to_frame(motivation_by_condition.analyse(t)).sort(keys) for t in (WHOLE, shuffled(WHOLE)))
    for column in ("value", "low", "high", "p"):
        np.testing.assert_allclose(a[column].to_numpy(), b[column].to_numpy(), rtol=1e-9, atol=1e-9)


def test_texts_that_do_nothing_are_seldom_found_to_act() -> None:
    tested = found = 0
    for seed in range(10):
        world = Planted(respondents=("one",), families=6, tasks=2, pairs=0, performances=False, seed=seed)
        null = tables(world.but(shifts={"control": 0.0, "money": 0.0, "futility": 0.0}))
        for row in motivation_by_condition.analyse(null).select(measure=motivation_by_condition.SHIFT):
            tested += 1
            found += row.estimate.low is not None and not row.estimate.low <= 0 <= (row.estimate.high or 0.0)
    assert tested == 50
    assert found <= 7  # 2 to 3 are expected at the nominal rate
