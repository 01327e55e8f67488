"""Across respondents an effect has an interval over respondents where there are enough of them, and else no p."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.support.planted_behaviour import shuffled, with_facets, with_work
from tests.support.planted_tables import Planted, only, tables

from motivelab.analyses import conditions_across_respondents
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.shifting.across_respondents import FIXED, LME4, MEANS, MIXED, SPREAD
from motivelab.analyses.shifting.outcome_cells import outcome_cells
from motivelab.stats.mixed_model import mixed_model

_GROUPS = ("respondent", "task", "family")
WORLD = Planted(respondents=tuple("abcdef"), families=5, tasks=2, pairs=0)
WHOLE = with_work(
    with_facets(tables(WORLD), {"interest": {"money": 6.0}}), longer={"money": 1.4}, better={"money": 0.5}
)
FOUND = conditions_across_respondents.analyse(WHOLE)


@pytest.mark.parametrize("measure", [MIXED, MEANS])
@pytest.mark.parametrize("reference", ["none", "control"])
@pytest.mark.parametrize(
    ("outcome", "truth", "slack"),
    [("reported motivation", 8.0, 1.0), ("interest", 6.0, 1.0), ("judged quality", 0.5, 0.1)],
)
def test_what_all_respondents_share_is_found(
    measure: str, reference: str, outcome: str, truth: float, slack: float
) -> None:
    (row,) = FOUND.select(measure=measure, outcome=outcome, condition="money", reference=reference)
    e = row.estimate
    assert row.labels["respondent"] == "all respondents"
    assert e.value == pytest.approx(truth, abs=slack)
    assert e.p is not None
    assert e.p < 0.05
    assert (e.unit, e.n_units or e.n) == ("respondent", 6)


def test_tokens_are_told_as_a_ratio() -> None:
    (row,) = FOUND.select(measure=MIXED, outcome="tokens of the work", condition="money", reference="none")
    assert row.estimate.value == pytest.approx(1.4, abs=0.1)
    assert row.estimate.statistic == "ratio"


def test_the_t_on_respondent_means_has_one_df_fewer_than_there_are_respondents() -> None:
    assert {r.estimate.df for r in FOUND.select(measure=MEANS)} == {5.0}


def test_respondents_that_respond_in_their_own_way_widen_the_interval_and_show_in_the_spread() -> None:
    moved = pl.col("respondent").cast(pl.String).replace_strict(dict(zip("abcdef", range(-15, 15, 5), strict=True)))
    apart = WHOLE.self_reports.with_columns(
        pl.when(pl.col("condition").cast(pl.String) == "money")
        .then((pl.col("score_100") + moved).clip(0, 100))
        .otherwise("score_100")
        .alias("score_100")
    )
    differ = conditions_across_respondents.analyse(type(WHOLE)(**{**dict(WHOLE.items()), "self_reports": apart}))
    labels = {"outcome": "reported motivation", "moment": "pre"}
    (alike,), (unlike,) = (a.select(measure=SPREAD, **labels) for a in (FOUND, differ))
    assert unlike.estimate.value > 3 > alike.estimate.value
    (shift,) = differ.select(measure=MIXED, condition="money", reference="none", **labels)
    assert shift.estimate.low is not None
    assert shift.estimate.low < 0


def test_fewer_than_five_respondents_are_fixed_and_have_no_p_across_them() -> None:
    few = only(
        WHOLE,
        pl.col("respondent").cast(pl.String).is_in(["a", "b", "c", "d", "judge"]),
        of=("trials", "self_reports", "performances"),
    )
    rows = conditions_across_respondents.analyse(few).select(outcome="reported motivation")
    assert {r.labels["measure"] for r in rows} == {FIXED}
    assert {r.estimate.p for r in rows} == {None}
    (money,) = [r for r in rows if (r.labels["condition"], r.labels["reference"]) == ("money", "none")]
    assert money.estimate.value == pytest.approx(8.0, abs=1.0)
    assert money.estimate.unit == "family"


def test_one_respondent_and_one_condition_are_named_as_reasons() -> None:
    alone = conditions_across_respondents.analyse(tables(WORLD.but(respondents=("a",))))
    assert not alone.rows
    assert any("one respondent alone" in n for n in alone.notes)
    plain = conditions_across_respondents.analyse(tables(WORLD.but(shifts={})))
    assert not plain.rows
    assert any("one condition only" in n for n in plain.notes)


def test_the_order_of_rows_decides_nothing() -> None:
    keys = ["measure", "outcome", "condition", "reference"]
    a, b = (to_frame(conditions_across_respondents.analyse(t)).sort(keys) for t in (WHOLE, shuffled(WHOLE)))
    for column in ("value", "low", "high", "p"):
        np.testing.assert_allclose(a[column].to_numpy(), b[column].to_numpy(), rtol=1e-6, atol=1e-9)


def test_reports_are_fitted_by_the_model_that_lme4_fits() -> None:
    """The export to R repeats these numbers; levels of facets and work are taken out beforehand instead."""
    (outcome,) = [o for o in outcome_cells(WHOLE) if o.labels == {"outcome": "reported motivation", "moment": "pre"}]
    columns = {name: outcome.cells[name].fill_null("").to_numpy() for name in ("condition", *_GROUPS)}
    model = mixed_model(
        {"score": outcome.cells["score"].to_numpy(), **columns}, formula=LME4, reference={"condition": "none"}
    )
    for condition in ("money", "futility"):
        wanted = model.fixed[f"condition[{condition}]"]
        labels = {"outcome": "reported motivation", "moment": "pre", "condition": condition, "reference": "none"}
        (row,) = FOUND.select(measure=MIXED, **labels)
        e = row.estimate
        assert (e.value, e.se, e.df) == pytest.approx((wanted.value, wanted.se, wanted.df), rel=1e-6)
