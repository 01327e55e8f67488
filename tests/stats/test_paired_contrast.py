"""Paired contrasts and equivalence: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import ClusterWeights, cluster_weights
from motivelab.stats.equivalence_test import equivalence_test
from motivelab.stats.paired_contrast import PairedContrast, paired_contrast

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "contrasts.json").read_text())
D = np.genfromtxt(REFERENCE / "contrasts.csv", delimiter=",", names=True)


def _ends(c: PairedContrast) -> list[float | None]:
    return [c.difference.low, c.difference.high, c.difference.p]


def test_rows_give_the_paired_t_and_the_noncentral_intervals_of_r() -> None:
    c, r = paired_contrast(D["a"], D["b"]), R["rows"]
    assert [c.difference.low, c.difference.high, c.difference.p] == pytest.approx(
        [r["low"], r["high"], r["p"]], rel=1e-6
    )
    assert [c.d_z.value, c.d_z.low, c.d_z.high] == pytest.approx([r["d_z"], *r["d_z_ci"]], rel=1e-6)
    exact = paired_contrast(D["a"], D["b"], d_av_interval="noncentral_t").d_av
    assert [exact.value, exact.low, exact.high] == pytest.approx([r["d_av"], *r["d_av_ci"]], rel=1e-6)


def test_standard_units_have_the_jackknife_written_out_in_r() -> None:
    rows = paired_contrast(D["a"], D["b"], d_z_interval="jackknife")
    families = paired_contrast(D["a"], D["b"], clusters=D["family"])
    for e, r in (
        (rows.d_av, R["rows"]["d_av_jackknife"]),
        (rows.d_z, R["rows"]["d_z_jackknife"]),
        (families.d_av, R["families"]["d_av_jackknife"]),
    ):
        assert [e.low, e.high, e.df] == pytest.approx([*r["ci"], r["df"]], rel=1e-6)


@pytest.mark.parametrize("level", [0.9, 0.99])
def test_intervals_of_other_levels_equal_r(level: float) -> None:
    c, r = paired_contrast(D["a"], D["b"], level=level), R["rows"]["levels"][str(level)]
    assert [c.difference.low, c.difference.high] == pytest.approx([r["low"], r["high"]], rel=1e-6)
    assert [c.d_z.low, c.d_z.high] == pytest.approx(r["d_z_ci"], rel=1e-6)


def test_skew_against_the_difference_is_flagged_and_the_jackknife_covers_it() -> None:
    rng, held, flagged, short = np.random.default_rng(5), 0, 0, 0
    for _ in range(300):
        b = rng.normal(size=60)
        a = b + 1.5 - rng.exponential(size=60)
        plain, c = paired_contrast(a, b).d_z, paired_contrast(a, b, d_z_interval="jackknife")
        flagged += "skewed" in plain.flags
        short += bool(plain.low is not None and plain.high is not None and plain.low <= 0.5 <= plain.high)
        for e, truth in ((c.d_z, 0.5), (c.d_av, 0.5 / np.sqrt(1.5))):
            held += bool(e.low is not None and e.high is not None and e.low <= truth <= e.high)
    assert held >= 0.93 * 600
    assert flagged > 0.8 * 300
    assert short < 0.88 * 300


def test_families_give_the_t_and_d_z_of_family_means_of_r() -> None:
    c, r = paired_contrast(D["a"], D["b"], clusters=D["family"]), R["families"]
    assert [c.difference.low, c.difference.high, c.difference.p] == pytest.approx(
        [r["low"], r["high"], r["p"]], rel=1e-6
    )
    assert [c.d_z.value, c.d_z.low, c.d_z.high] == pytest.approx([r["d_z"], *r["d_z_ci"]], rel=1e-6)


def test_two_one_sided_tests_equal_r() -> None:
    t, r = equivalence_test(D["a"] - D["b"], bounds=(-2, 6)), R["tost"]
    assert [t.p_above_low, t.p_below_high] == pytest.approx([r["p_low"], r["p_high"]], rel=1e-6)
    assert [t.difference.low, t.difference.high] == pytest.approx([r["low"], r["high"]], rel=1e-6)
    assert t.difference.level == pytest.approx(0.9)
    for alpha, ends in R["tost_levels"].items():
        other = equivalence_test(D["a"] - D["b"], bounds=(-2, 6), alpha=float(alpha)).difference
        assert [other.low, other.high] == pytest.approx(ends, rel=1e-6)


@given(seed=st.integers(0, 10**6), alpha=st.sampled_from([0.01, 0.05, 0.1]), clustered=st.booleans())
@settings(max_examples=50, deadline=None)
def test_equivalent_exactly_when_the_interval_lies_inside_the_bounds(seed: int, alpha: float, clustered: bool) -> None:
    rng = np.random.default_rng(seed)
    d = rng.normal(0.1, 1, 40)
    t = equivalence_test(
        d, bounds=(-0.4, 0.5), alpha=alpha, clusters=np.repeat(np.arange(10), 4) if clustered else None
    )
    assert t.difference.low is not None
    assert t.difference.high is not None
    assert t.equivalent == (t.difference.low > -0.4 and t.difference.high < 0.5)


@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 100), shift=st.floats(-50, 50))
@settings(max_examples=30, deadline=None)
def test_standard_units_do_not_change_with_the_scale_and_turn_with_the_sides(
    seed: int, scale: float, shift: float
) -> None:
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(12), 3)
    b = rng.normal(size=36)
    a = b + rng.normal(0.3, 1, 36)
    for clusters in (None, g, cluster_weights(g.tolist(), n_resamples=499, rng=rng)):
        one = paired_contrast(a, b, clusters=clusters)
        two = paired_contrast(a * scale + shift, b * scale + shift, clusters=clusters)
        turned = paired_contrast(b, a, clusters=clusters)
        # A resample equal to the data may fall on either side of the estimate by rounding.
        near = 1e-5 if not isinstance(clusters, ClusterWeights) else 0.02
        for name in ("d_z", "d_av"):
            e, f, h = getattr(one, name), getattr(two, name), getattr(turned, name)
            assert [f.value, f.low, f.high] == pytest.approx([e.value, e.low, e.high], rel=near, abs=near)
            assert h.high == pytest.approx(-e.low, rel=near, abs=near)


def test_skewed_family_effects_are_recovered_in_points_and_standard_units() -> None:
    rng = np.random.default_rng(20)
    g = np.repeat(np.arange(200), 5)
    b = 70 + rng.normal(0, 10, 1000)
    a = b + rng.exponential(6, 200)[g] + rng.normal(0, 2, 1000)
    c = paired_contrast(a, b, clusters=cluster_weights(g.tolist(), n_resamples=1000, rng=rng))
    for e, truth in ((c.difference, 6.0), (c.d_z, 6 / np.sqrt(36 + 4 / 5)), (c.d_av, 6 / np.sqrt((100 + 140) / 2))):
        assert e.low is not None
        assert e.high is not None
        assert e.low < truth < e.high, e.statistic
        assert e.high - e.low < 0.4 * truth


def test_differences_without_variance_are_flagged_and_columns_without_are_refused() -> None:
    c = paired_contrast([2.0, 3.0, 4.0], [1.0, 2.0, 3.0])
    assert (c.difference.value, c.difference.low, c.difference.flags[-1]) == (1.0, None, "no_variance")
    assert np.isnan(c.d_z.value)
    with pytest.raises(DegenerateDataError, match="neither a nor b varies"):
        paired_contrast([2.0, 2.0, 2.0], [1.0, 1.0, 1.0])
    with pytest.raises(DegenerateDataError, match="do not vary"):
        equivalence_test([0.0, 0.0, 0.0], bounds=(-1, 1))
    with pytest.raises(DegenerateDataError, match="first must be below"):
        equivalence_test([0.0, 1.0], bounds=(1, -1))
    with pytest.raises(DegenerateDataError, match="give two numbers"):
        equivalence_test([0.0, 1.0], bounds=(1, 2, 3))  # type: ignore[arg-type]
    with pytest.raises(DegenerateDataError, match=r"alpha is 0\.6"):
        equivalence_test([0.0, 1.0], bounds=(-1, 1), alpha=0.6)
    skew = np.random.default_rng(1).exponential(size=40)
    assert "skewed" in paired_contrast(skew, np.zeros(40)).d_z.flags
    with pytest.raises(DegenerateDataError, match="takes rows as independent"):
        paired_contrast(skew, np.ones(40), clusters=np.repeat(np.arange(8), 5), d_av_interval="noncentral_t")
    two = paired_contrast([1.0, 2.0], [0.0, 0.5])
    assert (two.d_av.low, two.d_av.flags) == (None, ("few_clusters", "no_variance"))
    with pytest.raises(DegenerateDataError, match="2 units are too few"):
        paired_contrast([1.0, 2.0], [0.0, 0.5], d_z_interval="jackknife")
    assert "missing" in paired_contrast([1, 2, 3, np.nan], [2, 2, 5, 4]).difference.flags
