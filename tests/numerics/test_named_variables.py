"""A factor model says which columns it means by their numbers or by their names, and both mean the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from motivelab.errors import DegenerateDataError
from motivelab.stats.confirmatory_factor_analysis import confirmatory_factor_analysis
from motivelab.stats.measurement_invariance import measurement_invariance

RNG = np.random.default_rng(4)
NAMES = ["interest", "challenge", "value", "mastery", "fear", "ease"]
WANT = RNG.normal(size=(300, 1))
ABLE = 0.4 * WANT + RNG.normal(size=(300, 1))
ROWS = np.hstack([WANT * [1, 0.9, 0.8], ABLE * [1, -0.9, 0.8]]) + RNG.normal(size=(300, 6))
SITE = np.where(np.arange(300) % 3, "north", "south")
NUMBERS = {"want": [2, 0, 1], "able": [3, 4, 5]}
WORDS = {factor: [NAMES[i] for i in columns] for factor, columns in NUMBERS.items()}
# The text column would be refused if anything read it.
HOLDERS: dict[str, Any] = {
    "pandas": pd.DataFrame(ROWS, columns=NAMES).assign(site=SITE)[["site", *NAMES]],
    "Polars": pl.DataFrame(ROWS, schema=NAMES).with_columns(site=pl.Series(SITE)),
    "mapping": {"site": SITE} | dict(zip(NAMES, ROWS.T, strict=True)),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_names_and_numbers_give_one_fit(holder: str) -> None:
    pairs = [("value", "ease")]
    by_number = confirmatory_factor_analysis(ROWS, model=NUMBERS, residual_covariances=[(2, 5)])
    by_name = confirmatory_factor_analysis(HOLDERS[holder], model=WORDS, residual_covariances=pairs)
    assert by_name.fit.chi2.value == pytest.approx(by_number.fit.chi2.value, rel=1e-6)
    assert [(x.factor, x.variable) for x in by_name.loadings] == [(f, v) for f, own in WORDS.items() for v in own]
    for one, other in zip(by_name.loadings, by_number.loadings, strict=True):
        assert one.standardised.value == pytest.approx(other.standardised.value, abs=1e-6)
    steps = [
        measurement_invariance(data, model=model, groups=SITE.tolist(), free_items=free).steps[-1].fit.chi2
        for data, model, free in ((ROWS, NUMBERS, [1]), (HOLDERS[holder], WORDS, ["challenge"]))
    ]
    assert steps[1] == pytest.approx(steps[0], rel=1e-5)


def test_printed_covariances_may_have_names() -> None:
    printed = pd.DataFrame(ROWS, columns=NAMES).cov()
    few = {"want": ["value", "interest", "challenge", "mastery"]}
    by_name = confirmatory_factor_analysis(printed, model=few, n_observations=300)
    by_number = confirmatory_factor_analysis(printed.to_numpy(), model={"want": [2, 0, 1, 3]}, n_observations=300)
    assert by_name.fit.chi2.value == pytest.approx(by_number.fit.chi2.value, rel=1e-6)
    assert by_name.loadings[0].variable == "value"


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (HOLDERS["pandas"], {"model": {"f": ["interest", "challenge", "valu"]}}, "did you mean 'value'"),
        (HOLDERS["pandas"], {"model": {"f": ["interest", "challenge", "site"]}}, "column 'site' holds something"),
        (ROWS, {"model": {"f": ["interest", "challenge", "value"]}}, "data has no names"),
        (HOLDERS["Polars"], {"model": {"f": ["interest", 1, 2]}}, "names and numbers"),
        (HOLDERS["mapping"], {"model": WORDS, "residual_covariances": [("fear", "site")]}, "not in the model"),
        (ROWS, {"model": NUMBERS, "residual_covariances": [("fear", 1)]}, "'fear', which is not in the model"),
        (ROWS, {"model": {"f": [0, 1, 9]}}, r"names columns \[0, 1, 9\]"),
    ],
)
def test_what_names_no_column_is_refused_with_the_choices(data: Any, options: dict[str, Any], words: str) -> None:
    with pytest.raises(DegenerateDataError, match=words):
        confirmatory_factor_analysis(data, **options)
