"""Choice on score differences: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.attenuated_slope import corrected_interval, corrected_slope
from motivelab.schema.estimate import Estimate
from motivelab.stats.choice_model import ChoiceModel, choice_model
from motivelab.stats.pair_mean import pair_mean
from motivelab.stats.pair_share import pair_share

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "models.json").read_text())
C = np.genfromtxt(REFERENCE / "choices.csv", delimiter=",", names=True)


def test_choice_model_equals_glm_with_the_dyadic_sum_written_out_in_r() -> None:
    m = choice_model(
        C["win"],
        difference=C["dif"],
        first=C["f1"],
        second=C["f2"],
        covariates={"named": C["named"]},
        errors="dyadic",
    )
    r = R["choice"]
    e = [m.position, m.slope, m.covariates["named"]]
    assert [x.value for x in e] == pytest.approx(r["b"], rel=1e-6)
    assert [x.se for x in e] == pytest.approx(r["se"], rel=1e-6)
    assert m.sd_difference == pytest.approx(r["sd"], rel=1e-9)
    assert [m.marginal_effect.value, m.marginal_effect.se] == pytest.approx([r["ame"], r["ame_se"]], rel=1e-6)
    assert [m.auc.value, m.auc.se] == pytest.approx([r["auc"], r["auc_se"]], rel=1e-6)


def test_errors_by_default_equal_every_family_left_out_once_as_written_out_in_r() -> None:
    m = choice_model(C["win"], difference=C["dif"], first=C["f1"], second=C["f2"], covariates={"named": C["named"]})
    r = R["jackknife"]
    assert m.covariance == pytest.approx(np.array(r["covariance"]), rel=1e-6)
    e = [m.position, m.slope, m.covariates["named"]]
    assert [x.se for x in e] == pytest.approx(np.sqrt(np.diag(r["covariance"])), rel=1e-6)
    assert [x.df for x in e] == pytest.approx(r["df"], rel=1e-6)
    assert [m.marginal_effect.se, m.marginal_effect.df] == pytest.approx([r["ame_se"], r["ame_df"]], rel=1e-6)
    assert [m.auc.se, m.auc.df] == pytest.approx([r["auc_se"], r["auc_df"]], rel=1e-6)


def test_means_and_shares_over_choices_equal_every_family_left_out_once_as_written_out_in_r() -> None:
    mean, share = (f(C[c], first=C["f1"], second=C["f2"]) for f, c in ((pair_mean, "dif"), (pair_share, "win")))
    for e, r in ((mean, R["pairs"]["mean"]), (share, R["pairs"]["share"])):
        assert [e.value, e.se, e.df] == pytest.approx([r["value"], r["se"], r["df"]], rel=1e-6)
    assert [share.low, share.high] == pytest.approx(R["pairs"]["share"]["ends"], rel=1e-6)


@given(seed=st.integers(0, 10**6), scale=st.sampled_from([1e-6, 0.01, 1e5]))
@settings(max_examples=20, deadline=None)
def test_neither_units_nor_labels_nor_the_order_of_trials_move_an_interval(seed: int, scale: float) -> None:
    """The slope is per standard deviation of the difference; a covariate in another unit has its own in that unit."""
    rng = np.random.default_rng(seed)
    f = rng.integers(0, 9, (100, 2))
    d, z = rng.normal(size=(2, 100))
    y = rng.random(100) < special.expit(0.3 + d + 0.4 * z)
    a = choice_model(y, difference=d, first=f[:, 0], second=f[:, 1], covariates={"z": z})
    o = rng.permutation(100)
    names = np.array([f"family {i}" for i in rng.permutation(9)])
    b = choice_model(
        y[o], difference=scale * d[o], first=names[f[o, 0]], second=names[f[o, 1]], covariates={"z": scale * z[o]}
    )
    for one, other in ((a.slope, b.slope), (a.position, b.position), (a.auc, b.auc)):
        assert (other.low, other.high, other.df) == pytest.approx((one.low, one.high, one.df), rel=1e-6)
    assert (b.covariates["z"].se or 0) * scale == pytest.approx(a.covariates["z"].se, rel=1e-6)


def test_of_choices_by_coin_toss_few_are_told_apart_at_24_families() -> None:
    """The published dyadic sum tells 12 to 17 in 100 apart."""
    told = {"dyadic": 0, "dyadic_jackknife": 0}
    for seed in range(200):
        rng = np.random.default_rng(seed)
        a = rng.integers(0, 24, 60)
        b = (a + rng.integers(1, 24, 60)) % 24
        a, b = np.tile(np.r_[a, b], 3), np.tile(np.r_[b, a], 3)
        score = rng.normal(size=24)
        y = rng.integers(0, 2, len(a))
        for errors in told:
            m = choice_model(y, difference=score[a] - score[b], first=a, second=b, errors=errors)  # type: ignore[arg-type]
            told[errors] += (m.slope.p or 0) < 0.05
    assert told["dyadic"] > 20
    assert told["dyadic_jackknife"] <= 10


def test_copying_every_trial_leaves_the_errors_as_they_are() -> None:
    rng = np.random.default_rng(4)
    f, d = rng.integers(0, 12, (150, 2)), rng.normal(size=150)
    y = rng.random(150) < special.expit(d)
    a = choice_model(y, difference=d, first=f[:, 0], second=f[:, 1])
    f, d, y = np.repeat(f, 4, axis=0), np.repeat(d, 4), np.repeat(y, 4)
    b = choice_model(y, difference=d, first=f[:, 0], second=f[:, 1])
    assert (b.slope.se, b.slope.df) == pytest.approx((a.slope.se, a.slope.df), rel=1e-6)
    assert (b.auc.se, b.auc.df) == pytest.approx((a.auc.se, a.auc.df), rel=1e-6)


def test_a_family_in_every_trial_is_named_as_a_hinge() -> None:
    rng = np.random.default_rng(8)
    d = rng.normal(size=200)
    y = rng.random(200) < special.expit(d)
    m = choice_model(y, difference=d, first=np.zeros(200), second=rng.integers(1, 20, 200))
    for e in (m.slope, m.marginal_effect, m.auc):
        assert e.flags == ("hinge_family",)
        assert (e.low or 9) < e.value < (e.high or 0)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_showing_every_pair_the_other_way_round_turns_position_and_keeps_the_slope(seed: int) -> None:
    rng = np.random.default_rng(seed)
    f = rng.integers(0, 15, (120, 2))
    d = rng.normal(size=120)
    y = rng.random(120) < special.expit(0.3 + d)
    a = choice_model(y, difference=d, first=f[:, 0], second=f[:, 1])
    b = choice_model(~y, difference=-d, first=f[:, 1], second=f[:, 0])
    assert b.slope.value == pytest.approx(a.slope.value)
    assert b.slope.se == pytest.approx(a.slope.se)
    assert b.position.value == pytest.approx(-a.position.value)
    assert b.auc.value == pytest.approx(a.auc.value)


def _noisy(seed: int) -> tuple[ChoiceModel, ChoiceModel, float]:
    rng = np.random.default_rng(seed)
    f = rng.integers(0, 150, (3000, 2))
    f = f[f[:, 0] != f[:, 1]]
    utility = rng.normal(size=150)
    true = utility[f[:, 0]] - utility[f[:, 1]]
    y = rng.random(len(f)) < special.expit(0.6 + 1.2 * true)
    noise = rng.normal(0, 0.6, size=len(f)) * np.sqrt(2)
    reliability = 2 / (2 + 0.72)
    m = choice_model(y, difference=true + noise, first=f[:, 0], second=f[:, 1], reliability=reliability)
    clean = choice_model(y, difference=true, first=f[:, 0], second=f[:, 1])
    return m, clean, 1.2 * float(np.sqrt((true**2).mean()))


def test_position_and_slope_are_recovered_and_the_correction_undoes_the_predictors_noise() -> None:
    for seed in (1, 2):
        m, clean, truth = _noisy(seed)
        assert clean.position.low is not None
        assert clean.position.low < 0.6 < (clean.position.high or 0)
        assert clean.slope.value == pytest.approx(truth, rel=0.15)
        assert m.slope.value < 0.85 * clean.slope.value
        assert m.corrected_slope is not None
        # Per standard deviation of the observed difference, which is the larger.
        assert m.corrected_slope.value * np.sqrt(2 / 2.72) == pytest.approx(truth, rel=0.2)


def test_node_bootstrap_is_wider_than_dyadic_errors_and_centred_alike() -> None:
    a = choice_model(C["win"], difference=C["dif"], first=C["f1"], second=C["f2"])
    b = choice_model(
        C["win"],
        difference=C["dif"],
        first=C["f1"],
        second=C["f2"],
        errors="node_bootstrap",
        rng=np.random.default_rng(1),
        n_resamples=400,
    )
    assert b.slope.value == a.slope.value
    assert b.slope.method == "logit, node bootstrap (400), conservative"
    assert (b.auc.method, b.auc.low) == (a.auc.method, a.auc.low)
    assert a.auc.method == "placements, logit scale, dyadic jackknife"
    assert (b.slope.se or 0) > 0.9 * (a.slope.se or 0)
    assert (b.slope.low or 0) < b.slope.value < (b.slope.high or 0)


def test_degenerate_choices_are_refused_or_flagged() -> None:
    f, s = C["f1"], C["f2"]
    with pytest.raises(DegenerateDataError, match="separated"):
        choice_model(C["dif"] > 0.1, difference=C["dif"], first=f, second=s)
    with pytest.raises(DegenerateDataError, match="every difference is 0"):
        choice_model(C["win"], difference=np.zeros(len(f)), first=f, second=s)
    with pytest.raises(DegenerateDataError, match="rng is None"):
        choice_model(C["win"], difference=C["dif"], first=f, second=s, errors="node_bootstrap")
    with pytest.raises(DegenerateDataError, match=r"hold \[5, 3\] labels for 4 trials"):
        choice_model([1, 0, 1, 0], difference=[1, 2, -1, 1], first=[1, 2, 3, 1, 2], second=[2, 3, 1])
    with pytest.raises(DegenerateDataError, match="at least 3"):
        choice_model([1, 0, 1, 0], difference=[1, 2, -1, 1], first=[1, 1, 1, 1], second=[2, 2, 2, 2])
    m = choice_model(C["win"], difference=C["dif"], first=f, second=s, reliability=0.05, errors="dyadic")
    assert m.corrected_slope is not None
    assert "beyond_correction" in m.corrected_slope.flags
    assert "few_clusters" in m.slope.flags
    with pytest.raises(DegenerateDataError, match=r"errors is 'sandwich'.*dyadic_jackknife"):
        choice_model(C["win"], difference=C["dif"], first=f, second=s, errors="sandwich")  # type: ignore[arg-type]


def test_a_reliability_with_an_interval_widens_the_corrected_slope_and_one_as_sharp_as_a_number_does_not() -> None:
    def corrected(reliability: float | Estimate) -> Estimate:
        m = choice_model(
            C["win"], difference=C["dif"], first=C["f1"], second=C["f2"], reliability=reliability, level=0.9
        )
        assert m.corrected_slope is not None
        return m.corrected_slope

    def known(low: float, high: float) -> Estimate:
        return Estimate(statistic="r", value=0.8, low=low, high=high, level=0.9, n=9, unit="family", method="by hand")

    fixed, sharp, wide = corrected(0.8), corrected(known(0.8, 0.8)), corrected(known(0.7, 0.85))
    assert fixed.flags == ("reliability_fixed",)
    assert sharp.flags == wide.flags == ()
    assert (sharp.value, sharp.low, sharp.high) == (fixed.value, fixed.low, fixed.high)
    assert (wide.low or 9) < (fixed.low or 0) < fixed.value < (fixed.high or 9) < (wide.high or 0)
    # Where the slope is certain only the reliability is left: its ends are what would be had if they were known.
    value, low, high = (corrected_slope(1.0, r) for r in (0.8, 0.85, 0.7))
    assert corrected_interval(1.0, 0.8, slopes=(1.0, 1.0), reliabilities=(0.7, 0.85)) == pytest.approx((low, high))
    assert low < value < high
    assert corrected_interval(-1.0, 0.8, slopes=(-1.0, -1.0), reliabilities=(0.7, 0.85)) == pytest.approx((-high, -low))
    assert corrected(known(-0.1, 0.9)).flags == ("beyond_correction",)
    with pytest.raises(DegenerateDataError, match=r"level 0\.9; give one with an interval at level 0\.95"):
        choice_model(C["win"], difference=C["dif"], first=C["f1"], second=C["f2"], reliability=known(0.7, 0.85))


def test_three_families_have_no_dyadic_sum_and_a_bootstrap_needs_draws() -> None:
    f, s = [1, 2, 3, 1, 2] * 4, [2, 3, 1, 3, 1] * 4
    d, y = np.random.default_rng(3).normal(size=20), [1, 0, 1, 0, 1, 1, 0, 0, 1, 0] * 2
    m = choice_model(y, difference=d, first=f, second=s, errors="dyadic")
    assert (m.slope.low, m.slope.p, "not_positive" in m.slope.flags) == (None, None, True)
    assert (choice_model(y, difference=d, first=f, second=s).slope.se or 0) > 0.1
    with pytest.raises(DegenerateDataError, match="n_resamples is 1"):
        choice_model(y, difference=d, first=f, second=s, errors="node_bootstrap", n_resamples=1)
