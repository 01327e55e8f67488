"""The batched one-factor solution is that of the single extraction."""

from __future__ import annotations

import numpy as np

from motivelab.numerics.extraction import extract_factors
from motivelab.numerics.one_factor import one_factor


def test_equals_maximum_likelihood_extraction_for_every_matrix_and_says_nan_where_there_is_none() -> None:
    rng = np.random.default_rng(1)
    r = np.array(
        [
            np.corrcoef(rng.normal(size=(80, 1)) * [1, 0.8, 0.6, 1.2, 0.9] + rng.normal(size=(80, 5)), rowvar=False)
            for _ in range(12)
        ]
    )
    r[3, 0, 1] = r[3, 1, 0] = np.nan
    loadings, uniquenesses = one_factor(r, loadings=np.full(5, 0.7), uniquenesses=np.full(5, 0.5))
    for b in range(12):
        if b == 3:
            assert np.isnan(loadings[b]).all()
            continue
        one = extract_factors(r[b], n_factors=1, method="ml")
        np.testing.assert_allclose(loadings[b], one.loadings[:, 0], atol=1e-5)
        np.testing.assert_allclose(uniquenesses[b], one.uniquenesses, atol=1e-5)
