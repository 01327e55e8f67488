"""Whatever table comes in, a statistic gives a finite or flagged number, or says why it cannot; never a warning."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.bartlett_sphericity import bartlett_sphericity
from motivelab.stats.confirmatory_factor_analysis import confirmatory_factor_analysis
from motivelab.stats.cronbach_alpha import cronbach_alpha
from motivelab.stats.factor_analysis import factor_analysis
from motivelab.stats.fleiss_kappa import fleiss_kappa
from motivelab.stats.generalizability import generalizability
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.kmo import kmo
from motivelab.stats.krippendorff_alpha import krippendorff_alpha
from motivelab.stats.map_test import map_test
from motivelab.stats.mcdonald_omega import mcdonald_omega
from motivelab.stats.measurement_invariance import measurement_invariance
from motivelab.stats.parallel_analysis import parallel_analysis
from motivelab.stats.principal_components import principal_components
from motivelab.stats.retest import retest
from motivelab.stats.spearman_brown import spearman_brown
from motivelab.stats.standard_error_of_measurement import standard_error_of_measurement
from motivelab.stats.weighted_kappa import weighted_kappa

Table = NDArray[np.float64]
RNG = np.random.default_rng(12)
GOOD = RNG.normal(size=(30, 1)) + RNG.normal(size=(30, 6))


def changed(column: int, value: Any) -> Table:
    x = GOOD.copy()
    x[:, column] = value
    return x


TABLES: dict[str, Table] = {
    "good": GOOD,
    "no rows": np.zeros((0, 6)),
    "one row": GOOD[:1],
    "two rows": GOOD[:2],
    "four rows": GOOD[:4],
    "all missing": np.full((30, 6), np.nan),
    "all equal": np.full((30, 6), 3.0),
    "a constant column": changed(2, 5.0),
    "a copied column": changed(2, GOOD[:, 1]),
    "a column of sums": changed(2, GOOD[:, 0] + GOOD[:, 1]),
    "a missing column": changed(2, np.nan),
    "half missing": np.where(RNG.random(GOOD.shape) < 0.5, np.nan, GOOD),
    "infinite": np.where(RNG.random(GOOD.shape) < 0.02, np.inf, GOOD),
    "one column": GOOD[:, :1],
    "identical columns": np.repeat(GOOD[:, :1], 6, axis=1),
    "opposed columns": GOOD * [1, -1, 1, -1, 1, -1],
    "huge": GOOD * 1e12,
    "tiny": GOOD * 1e-12,
    "far from zero": GOOD + 1e8,
    "one odd row": np.vstack([np.zeros((29, 6)), np.ones((1, 6))]),
    "ratings": np.clip(np.round(2 * GOOD + 4), 1, 7),
}
MODEL = {"a": [0, 1, 2], "b": [3, 4, 5]}
CALLS: dict[str, Callable[[Table, Any], Any]] = {
    "alpha": lambda x, c: cronbach_alpha(x, clusters=c),
    "omega": lambda x, c: mcdonald_omega(x, clusters=c),
    "icc": lambda x, c: intraclass_correlation(x, clusters=c),
    "sem": lambda x, c: standard_error_of_measurement(x, clusters=c),
    "retest": lambda x, c: retest(x[:, 0], x[:, -1], respondents=[i % 3 for i in range(len(x))], clusters=c),
    "generalizability": lambda x, c: generalizability(
        x.ravel(),
        tasks=np.repeat(np.arange(len(x)), x.shape[1]),
        wordings=np.tile(np.arange(x.shape[1]), len(x)),
        families=None if c is None else np.repeat(c, x.shape[1]),
    ),
    "krippendorff": lambda x, c: krippendorff_alpha(x, metric="ordinal", clusters=c),
    "kappa": lambda x, c: weighted_kappa(np.round(x[:, 0]), np.round(x[:, -1]), clusters=c),
    "fleiss": lambda x, c: fleiss_kappa(np.round(x), clusters=c),
    "kmo": lambda x, c: kmo(x),
    "bartlett": lambda x, c: bartlett_sphericity(x),
    "map": lambda x, c: map_test(x),
    "parallel": lambda x, c: parallel_analysis(x, rng=np.random.default_rng(1), n_simulations=20),
    "components": lambda x, c: principal_components(x, n_components=2, rotation="oblimin"),
    "factors": lambda x, c: factor_analysis(x, n_factors=2, clusters=c),
    "ml factors": lambda x, c: factor_analysis(x, n_factors=2, method="ml", scores="ten_berge"),
    "confirmatory": lambda x, c: confirmatory_factor_analysis(x, model=MODEL, clusters=c),
    "invariance": lambda x, c: measurement_invariance(x, model={"a": [0, 1, 2]}, groups=[i % 2 for i in range(len(x))]),
}


def check(found: Any) -> None:
    if isinstance(found, Estimate):
        assert math.isfinite(found.value) or found.flags, found
        assert not any(v is not None and math.isnan(v) for v in (found.low, found.high, found.se, found.p)), found
        if found.low is not None and found.high is not None:
            slack = 1e-9 * max(1.0, abs(found.value))
            assert found.low - slack <= found.value <= found.high + slack, found
    elif dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            check(getattr(found, field.name))
    elif isinstance(found, tuple):
        for item in found:
            check(item)


@pytest.mark.parametrize("statistic", CALLS)
def test_a_number_is_finite_or_flagged_and_else_the_reason_is_given(statistic: str) -> None:
    answered, reasons = 0, {}
    for name, table in TABLES.items():
        for clusters in (None, [i // 5 for i in range(len(table))]):
            try:
                check(CALLS[statistic](table, clusters))
            except StatisticsError as error:
                reasons[name] = str(error)
            else:
                answered += 1
    assert answered >= 10
    assert all(len(reason) > 20 for reason in reasons.values())


@pytest.mark.parametrize(
    ("statistic", "given", "options", "message"),
    [
        (cronbach_alpha, GOOD, {"missing": "pair"}, "missing is 'pair'; did you mean 'pairwise'"),
        (mcdonald_omega, GOOD, {"missing": "pair"}, "missing is 'pair'; did you mean 'pairwise'"),
        (mcdonald_omega, GOOD, {"method": "pa"}, "method is 'pa'; Valid: minres, ml"),
        (mcdonald_omega, GOOD, {"n_group_factors": 2.5}, "n_group_factors is 2.5"),
        (intraclass_correlation, GOOD, {"missing": "drop"}, "missing is 'drop'; Valid: listwise, refuse, reml"),
        (cronbach_alpha, GOOD, {"clusters": [[1]] * 30}, "row 0 has .1. for a label"),
        (spearman_brown, 0.5, {"factor": 2}, "reliability is 0.5; give an Estimate"),
    ],
)
def test_an_unknown_choice_is_refused_with_what_there_is(
    statistic: Callable[..., Any], given: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(StatisticsError, match=message):
        statistic(given, **options)


@pytest.mark.parametrize("unit", [1e-60, 1e-9, 1e9, 1e60])
def test_reliabilities_do_not_know_the_unit_and_refuse_one_that_cannot_be_squared(unit: float) -> None:
    statistics: list[Callable[[Table], Estimate]] = [
        lambda x: cronbach_alpha(x).alpha,
        lambda x: mcdonald_omega(x).total,
        lambda x: intraclass_correlation(x).icc2,
        lambda x: krippendorff_alpha(x, metric="interval"),
    ]
    for statistic in statistics:
        want, found = statistic(GOOD), statistic(unit * GOOD)
        assert found.value == pytest.approx(want.value, rel=1e-7)
        assert found.low == pytest.approx(want.low, rel=1e-6)
        with pytest.raises(StatisticsError, match="square a computer cannot hold"):
            statistic(GOOD * 1e150)
    assert standard_error_of_measurement(unit * GOOD).sem.value == pytest.approx(
        unit * standard_error_of_measurement(GOOD).sem.value, rel=1e-9
    )


def test_reliabilities_do_not_know_where_zero_lies() -> None:
    far = GOOD + 1e9
    assert cronbach_alpha(far).alpha.value == pytest.approx(cronbach_alpha(GOOD).alpha.value, abs=1e-6)
    assert mcdonald_omega(far).total.value == pytest.approx(mcdonald_omega(GOOD).total.value, abs=1e-6)
    assert intraclass_correlation(far).icc2.value == pytest.approx(intraclass_correlation(GOOD).icc2.value, abs=1e-6)
