"""Agreement of judges: published and R's numbers, laws, planted truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.stats.fleiss_kappa import fleiss_kappa
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.krippendorff_alpha import krippendorff_alpha
from motivelab.stats.weighted_kappa import weighted_kappa

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "agreement.json").read_text())
FULL, GAPS = (np.genfromtxt(HERE / f"{n}.csv", delimiter=",", skip_header=1) for n in ("judges", "judges_missing"))
NONE = float("nan")
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
).T
METRICS = ("nominal", "ordinal", "interval", "ratio")


@pytest.mark.parametrize(("metric", "value"), list(zip(METRICS, (0.743, 0.815, 0.849, 0.797), strict=True)))
def test_alpha_equals_krippendorffs_worked_example(metric: Any, value: float) -> None:
    e = krippendorff_alpha(KRIPPENDORFF, metric=metric)
    assert e.value == pytest.approx(value, abs=5e-4)
    assert e.n == 11
    assert {"missing", "unpaired", "few_clusters"} <= set(e.flags)


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_equals_its_definition_in_r(metric: Any) -> None:
    assert krippendorff_alpha(FULL, metric=metric).value == pytest.approx(EXPECTED["alpha"][metric], abs=1e-10)
    assert krippendorff_alpha(GAPS, metric=metric).value == pytest.approx(EXPECTED["alpha_missing"][metric], abs=1e-10)


def test_kappas_equal_r() -> None:
    a, b = FULL[:, 0].astype(int).tolist(), FULL[:, 1].astype(int).tolist()
    for weights in ("unweighted", "linear", "quadratic"):
        e, want = weighted_kappa(a, b, weights=weights, categories=range(1, 8)), EXPECTED[weights]
        assert e.value == pytest.approx(want["value"], abs=1e-10)
        assert e.se == pytest.approx(want["se"], abs=1e-6)
        if "low" in want:
            assert e.low == pytest.approx(want["low"], abs=1e-8)
            assert e.high == pytest.approx(want["high"], abs=1e-8)


def test_fleiss_kappa_equals_fleiss_own_example() -> None:
    """Thirty patients sorted by six psychiatrists each (Fleiss 1971, table 1): kappa .430."""
    counts = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
                00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""
    patients = [[c for c, times in enumerate(row) for _ in range(int(times))] for row in counts.split()]
    e = fleiss_kappa(patients)
    assert e.value == pytest.approx(0.430, abs=5e-4)
    assert e.n == 30


def test_fleiss_kappa_equals_irr_by_definition() -> None:
    for x, key in ((FULL, "fleiss"), (GAPS, "fleiss_complete")):
        e = fleiss_kappa(x)
        assert e.value == pytest.approx(EXPECTED[key]["kappa"], abs=1e-10)
        assert e.p == pytest.approx(EXPECTED[key]["p"], abs=1e-9)
    assert "missing" in fleiss_kappa(GAPS).flags


@given(seed=st.integers(0, 10**6), metric=st.sampled_from(METRICS))
@settings(max_examples=30, deadline=None)
def test_order_of_units_and_judges_does_not_matter_and_alpha_is_at_most_one(seed: int, metric: Any) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (30, 3)).astype(float)
    x[rng.random(x.shape) < 0.1] = np.nan
    one = krippendorff_alpha(x, metric=metric)
    two = krippendorff_alpha(x[rng.permutation(30)][:, rng.permutation(3)], metric=metric)
    assert two.value == pytest.approx(one.value, abs=1e-10)
    assert one.value <= 1
    assert one.low is not None
    assert one.high is not None
    assert one.low <= one.value <= one.high


@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 10), shift=st.floats(-50, 50))
@settings(max_examples=20, deadline=None)
def test_each_metric_ignores_what_its_scale_allows(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (25, 3)).astype(float)

    def alpha(y: Any, metric: Any) -> float:
        return krippendorff_alpha(y, metric=metric).value

    assert alpha(x * scale + shift, "interval") == pytest.approx(alpha(x, "interval"), abs=1e-8)
    assert alpha(x * scale, "ratio") == pytest.approx(alpha(x, "ratio"), abs=1e-8)
    assert alpha(np.exp(x), "ordinal") == pytest.approx(alpha(x, "ordinal"), abs=1e-8)
    assert alpha(-x, "nominal") == pytest.approx(alpha(x, "nominal"), abs=1e-8)


def test_special_cases_meet() -> None:
    two = FULL[:, :2]
    binary = (two > 4).astype(int)
    assert krippendorff_alpha(binary, metric="nominal").value == pytest.approx(
        krippendorff_alpha(binary, metric="interval").value
    )
    a, b = binary[:, 0].tolist(), binary[:, 1].tolist()
    plain = weighted_kappa(a, b, weights="unweighted")
    assert weighted_kappa(a, b, weights="linear").value == pytest.approx(plain.value)
    assert weighted_kappa(a, b, weights="quadratic").value == pytest.approx(plain.value)
    assert weighted_kappa(b, a).value == pytest.approx(weighted_kappa(a, b).value)
    # With many units alpha (nominal) tends to Fleiss' kappa, and quadratic kappa to the ICC of absolute agreement.
    many = np.tile(FULL, (50, 1))
    assert krippendorff_alpha(many, metric="nominal").value == pytest.approx(fleiss_kappa(many).value, abs=1e-4)
    c = np.tile(two, (50, 1)).astype(int)
    quadratic = weighted_kappa(c[:, 0].tolist(), c[:, 1].tolist(), categories=range(1, 8)).value
    assert quadratic == pytest.approx(intraclass_correlation(c).icc2.value, abs=1e-3)


def test_recovers_planted_agreement() -> None:
    rng = np.random.default_rng(1)
    units = 20_000
    truth = rng.integers(0, 4, (units, 1))
    x = np.where(rng.random((units, 3)) < 0.8, truth, rng.integers(0, 4, (units, 3)))
    assert fleiss_kappa(x).value == pytest.approx(0.64, abs=0.01)
    assert krippendorff_alpha(x, metric="nominal").value == pytest.approx(0.64, abs=0.01)
    assert weighted_kappa(x[:, 0], x[:, 1], weights="unweighted").value == pytest.approx(0.64, abs=0.015)
    scores = rng.normal(size=(3000, 1)) * 2 + rng.normal(size=(3000, 2))
    assert krippendorff_alpha(np.round(scores, 1), metric="interval").value == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("metric", METRICS)
def test_bootstrap_and_jackknife_intervals_agree_roughly_and_share_the_weights_of_a_run(metric: Any) -> None:
    family = np.repeat(np.arange(40), 2)
    shared = cluster_weights(family.tolist(), n_resamples=800, rng=np.random.default_rng(1))
    jackknife = krippendorff_alpha(FULL, metric=metric, clusters=shared)
    bootstrap = krippendorff_alpha(FULL, metric=metric, clusters=shared, interval="bootstrap")
    again = krippendorff_alpha(FULL, metric=metric, clusters=shared, interval="bootstrap")
    assert (again.low, again.high) == (bootstrap.low, bootstrap.high)
    assert jackknife.low is not None
    assert jackknife.high is not None
    assert bootstrap.low == pytest.approx(jackknife.low, abs=0.06)
    assert bootstrap.high == pytest.approx(jackknife.high, abs=0.06)
    assert bootstrap.n_units == 40


def test_families_change_intervals_not_values() -> None:
    family = np.repeat(np.arange(20), 4)
    x = np.repeat(FULL[:20], 4, axis=0).astype(int)
    for one, many in (
        (fleiss_kappa(x), fleiss_kappa(x, clusters=family)),
        (weighted_kappa(x[:, 0], x[:, 1]), weighted_kappa(x[:, 0], x[:, 1], clusters=family)),
        (krippendorff_alpha(x, metric="ordinal"), krippendorff_alpha(x, metric="ordinal", clusters=family)),
    ):
        assert many.value == pytest.approx(one.value)
        assert many.low is not None
        assert many.high is not None
        assert one.low is not None
        assert one.high is not None
        assert many.high - many.low > 1.3 * (one.high - one.low)


def test_perfect_agreement_is_one_without_an_interval() -> None:
    x = [["a", "a"], ["b", "b"], ["c", "c"], ["a", "a"]]
    for e in (
        krippendorff_alpha(x, metric="nominal"),
        fleiss_kappa(x),
        weighted_kappa([r[0] for r in x], [r[1] for r in x]),
    ):
        assert e.value == pytest.approx(1)
        assert e.low is None
        assert "perfect" in e.flags


def test_almost_perfect_agreement_warns_that_its_interval_hangs_on_few_units() -> None:
    x = np.repeat([[1, 1], [2, 2], [3, 3]], 30, axis=0)
    x[0, 0] = 2
    many = [krippendorff_alpha(x, metric="nominal"), fleiss_kappa(x), weighted_kappa(x[:, 0], x[:, 1])]
    assert all("few_disagreements" in e.flags for e in many)
    x[:15, 0] = 2
    many = [krippendorff_alpha(x, metric="nominal"), fleiss_kappa(x), weighted_kappa(x[:, 0], x[:, 1])]
    assert not any("few_disagreements" in e.flags for e in many)


def test_a_bootstrap_warns_below_a_hundred_units() -> None:
    e = krippendorff_alpha(FULL, metric="interval", interval="bootstrap", n_resamples=50, rng=np.random.default_rng(1))
    assert "few_clusters" in e.flags
    assert "few_clusters" not in krippendorff_alpha(FULL, metric="interval").flags


def test_intervals_stop_where_agreement_must() -> None:
    rng = np.random.default_rng(8)
    apart = np.sort(rng.permuted(np.tile(np.arange(4), (12, 1)), axis=1)[:, :2], axis=1)
    for e in (
        krippendorff_alpha(apart, metric="interval"),
        krippendorff_alpha(KRIPPENDORFF, metric="ordinal"),
        fleiss_kappa(apart),
        weighted_kappa(apart[:, 0], apart[:, 1], weights="linear", interval="jackknife"),
    ):
        assert e.low is not None
        assert -1 <= e.low <= e.value


def test_agreement_that_no_unit_changes_has_no_interval() -> None:
    every = np.tile(np.arange(4.0), (12, 1))
    distinct = np.arange(48.0).reshape(12, 4)
    rng = np.random.default_rng(1)
    for e in (
        krippendorff_alpha(distinct, metric="nominal"),
        krippendorff_alpha(every, metric="interval", interval="bootstrap", n_resamples=99, rng=rng),
        fleiss_kappa(every),
        weighted_kappa(np.ones(12), np.arange(12) % 3),
        weighted_kappa(np.ones(12), np.arange(12) % 3, interval="jackknife"),
    ):
        assert (e.low, e.high) == (None, None)
        assert "no_interval" in e.flags
    assert weighted_kappa(np.ones(12), np.arange(12) % 3).value == 0


def test_disagreement_is_negative_and_flagged() -> None:
    x = [[1, 2], [2, 1], [1, 2], [2, 1], [1, 2], [1, 2]]
    for e in (krippendorff_alpha(x, metric="nominal"), fleiss_kappa(x), weighted_kappa(*zip(*x, strict=True))):
        assert e.value < 0
        assert "negative" in e.flags


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: krippendorff_alpha([[1, 1], [1, 1]], metric="nominal"), "no choice"),
        (lambda: krippendorff_alpha([[1, None], [None, 2], [3, 3]], metric="nominal"), "1 units"),
        (lambda: krippendorff_alpha([["a", "b"], ["b", "b"]], metric="interval"), "not a finite number"),
        (lambda: krippendorff_alpha([[-1, 1], [2, 2]], metric="ratio"), "one sign"),
        (lambda: krippendorff_alpha([[1, 2], [2, 2]], metric="nominal", interval="bootstrap"), "needs rng"),
        (lambda: krippendorff_alpha([[1, 2], [2]], metric="nominal"), "table"),
        (lambda: krippendorff_alpha([[1, "b"], [2, 2]], metric="nominal"), "no order"),
        (lambda: weighted_kappa([1, 1], [1, 1]), "no choice"),
        (lambda: weighted_kappa([1, 2], [1]), "paired"),
        (lambda: weighted_kappa([1, None], [None, 2]), "0 units"),
        (lambda: weighted_kappa([1, 9], [1, 2], categories=[1, 2]), "not among"),
        (lambda: fleiss_kappa([["a", "a"], ["a", "a"]]), "no choice"),
        (lambda: fleiss_kappa([["a"], ["b"]]), "1 judges"),
    ],
)
def test_degenerate_ratings_are_refused(call: Any, message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        call()


def test_leaving_out_rows_is_leaving_out_families_of_one() -> None:
    rng = np.random.default_rng(8)
    a = rng.integers(1, 8, 60)
    b = np.clip(a + rng.integers(-1, 2, 60), 1, 7)
    rows = weighted_kappa(a, b, interval="jackknife")
    families = weighted_kappa(a, b, clusters=np.arange(60))
    assert (rows.low, rows.high, rows.se) == (families.low, families.high, families.se)
    asymptotic = weighted_kappa(a, b)
    assert "few_rows" in asymptotic.flags
    assert "few_rows" not in rows.flags
    assert rows.p == asymptotic.p


def test_unknown_metrics_and_intervals_of_alpha_are_refused_with_what_there_is() -> None:
    with pytest.raises(DegenerateDataError, match="metric is 'intervall'; did you mean 'interval'"):
        krippendorff_alpha(FULL, metric="intervall")  # type: ignore[arg-type]
    with pytest.raises(DegenerateDataError, match="interval is 'bca'; Valid: bootstrap, jackknife"):
        krippendorff_alpha(FULL, metric="nominal", interval="bca")  # type: ignore[arg-type]


def test_unknown_weights_and_intervals_are_refused_with_what_there_is() -> None:
    with pytest.raises(DegenerateDataError, match="quadratic"):
        weighted_kappa([1, 2, 3], [1, 2, 2], weights="cubic")  # type: ignore[arg-type]  # what a caller may type
    with pytest.raises(DegenerateDataError, match="jackknife"):
        weighted_kappa([1, 2, 3], [1, 2, 2], interval="bootstrap")  # type: ignore[arg-type]  # likewise
