"""Planted structures of facets are found: how many dimensions, what goes together, what the whole owes to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.support.planted_reports import report_tables

from motivelab.analyses import facets as question
from motivelab.analyses.measuring import (
    facet_bands,
    facet_confirmed,
    facet_correlations,
    facet_dimensions,
    facet_factors,
)
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS

LOADINGS = {
    "interest": (0.85, 0.0),
    "challenge": (0.75, 0.0),
    "value": (0.8, 0.0),
    "mastery": (0.0, 0.85),
    "fear": (0.0, -0.75),
}
BETWEEN = 0.3
"""Correlation of wanting and being able."""


def _only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def _rows(
    loadings: dict[str, tuple[float, float]] = LOADINGS,
    *,
    respondents: tuple[str, ...] = ("one",),
    families: int = 60,
    noise: float = 0.15,
    seed: int = 4,
) -> list[dict[str, Any]]:
    """Facets from two factors; overall motivation is 0.8 wanting and nothing of being able, asked twice over."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for k, respondent in enumerate(respondents):
        for f in range(families):
            for t in range(4):
                want = rng.normal()
                able = BETWEEN * want + (1 - BETWEEN**2) ** 0.5 * rng.normal()
                true = {
                    name: a * want + b * able + max(0.0, 1 - a * a - b * b) ** 0.5 * rng.normal()
                    for name, (a, b) in loadings.items()
                }
                whole = 0.8 * want + 0.6 * rng.normal()
                about = {"respondent": respondent, "family": f"f{f:02}", "task": f"f{f:02}-{t}"}
                for draw in range(2):

                    def score(value: float, level: float = 45.0 + 20 * k) -> float:
                        return float(np.clip(level + 12 * (value + noise * rng.normal()), 0, 100))

                    asked = {**about, "replicate": draw, "instrument": "breakdown"}
                    rows += [{**asked, "item": n, "subscale": n, "score_100": score(v)} for n, v in true.items()]
                    rows.append({**asked, "score_100": score(whole)})
                    rows.append({**about, "replicate": draw, "score_100": score(whole)})
    return rows


FOUND = question.analyse(report_tables(_rows()))


def test_two_planted_dimensions_are_suggested_by_parallel_analysis_and_one_where_there_is_one() -> None:
    assert _only(FOUND.select(measure=facet_dimensions.SUGGESTED)).estimate.value == 2
    single = dict.fromkeys(LOADINGS, (0.8, 0.0))
    found = question.analyse(report_tables(_rows(single)))
    for measure in (facet_dimensions.NUMBER, facet_dimensions.NUMBER_OF_FAMILIES):
        rule = facet_dimensions.RULES["components_percentile"]
        assert _only(found.select(measure=measure, term=rule)).estimate.value == 1
        assert _only(FOUND.select(measure=measure, term=rule)).estimate.value == 2
    assert _only(found.select(measure=facet_dimensions.SUGGESTED)).estimate.value == 1


def test_eigenvalues_stand_beside_those_of_random_data_and_sum_to_the_number_of_facets() -> None:
    values = [r.estimate.value for r in FOUND.select(measure=facet_dimensions.EIGENVALUE)]
    assert sum(values) == pytest.approx(len(LOADINGS))
    assert values == sorted(values, reverse=True)
    for measure in (facet_dimensions.RANDOM, facet_dimensions.FACTOR_EIGENVALUE, facet_dimensions.FACTOR_RANDOM):
        assert [r.labels["component"] for r in FOUND.select(measure=measure)] == ["1", "2", "3", "4", "5"]
    assert all(r.estimate.low is not None for r in FOUND.select(measure=facet_dimensions.EIGENVALUE))


def test_loadings_come_back_with_wanting_first_and_mastery_pointing_up() -> None:
    for name, planted in LOADINGS.items():
        for component, truth in zip("12", planted, strict=True):
            row = _only(FOUND.select(measure=facet_factors.LOADING, term="2 factors", facet=name, component=component))
            assert row.estimate.value == pytest.approx(truth, abs=0.15)
            assert row.estimate.low is not None
    between = _only(FOUND.select(measure=facet_factors.FACTORS_CORRELATE, term="2 factors")).estimate.value
    assert between == pytest.approx(BETWEEN, abs=0.2)


def test_overall_motivation_is_put_down_to_the_factor_that_it_was_made_of() -> None:
    for outcome in ("motivation", "reported motivation"):
        want, able = (
            _only(FOUND.select(measure=facet_factors.WEIGHT, term="2 factors", outcome=outcome, component=c)).estimate
            for c in "12"
        )
        assert want.low is not None
        assert want.low > 0.4
        assert able.low is not None
        assert able.high is not None
        assert able.low < 0.1
        assert abs(able.value) < want.value / 3
        predicted = _only(FOUND.select(measure=facet_factors.PREDICTED, term="2 factors", outcome=outcome)).estimate
        assert predicted.low is not None
        assert predicted.high is not None
        assert 0.2 < predicted.low < predicted.value < predicted.high < 0.8


def test_facets_that_share_nothing_predict_nothing() -> None:
    found = question.analyse(report_tables(_rows(dict.fromkeys(LOADINGS, (0.0, 0.0)))))
    shares = [r.estimate.value for r in found.select(measure=facet_factors.BY_FACETS)]
    assert max(shares) < 0.1
    pairs = [r for r in found.select(measure=facet_correlations.CORRELATION) if r.labels["other"] in LOADINGS]
    told = [
        r
        for r in pairs
        if r.estimate.low is not None and r.estimate.high is not None and r.estimate.low * r.estimate.high > 0
    ]
    assert len(pairs) == 10
    assert len(told) <= 2


def test_the_planted_structure_fits_better_than_a_single_factor_and_holds_the_planted_correlation() -> None:
    one, two = (
        _only(FOUND.select(measure=facet_confirmed.FIT["bic"], term=t)).estimate.value
        for t in (facet_confirmed.ONE, facet_confirmed.TWO)
    )
    assert two < one
    apart = _only(FOUND.select(measure=facet_confirmed.APART)).estimate
    assert apart.low is not None
    assert apart.high is not None
    assert apart.low <= BETWEEN <= apart.high


def test_noise_of_draws_hides_part_of_a_correlation_and_is_taken_off() -> None:
    found = question.analyse(report_tables(_rows(noise=1.0)))
    labels = {"facet": "interest", "other": "value"}
    seen = _only(found.select(measure=facet_correlations.CORRELATION, **labels)).estimate
    true = _only(found.select(measure=facet_correlations.CORRECTED, **labels)).estimate
    assert seen.high is not None
    assert seen.high < 0.85 * 0.8
    assert true.low is not None
    assert true.high is not None
    assert true.low <= 0.85 * 0.8 <= true.high


def test_all_respondents_are_judged_after_their_levels_were_taken_off() -> None:
    found = question.analyse(report_tables(_rows(respondents=("one", "two"), families=30)))
    apart = [
        r.estimate.value
        for r in found.select(measure=facet_correlations.CORRELATION, facet="interest", other="mastery")
    ]
    assert max(apart) < 0.45
    assert _only(found.select(measure=facet_dimensions.SUGGESTED, respondent=ALL_RESPONDENTS)).estimate.value == 2
    stacked = _only(found.select(measure=facet_dimensions.EIGENVALUE, respondent=ALL_RESPONDENTS, component="1"))
    assert stacked.estimate.n == 120
    own = [
        r.estimate.value
        for r in found.select(measure=facet_dimensions.EIGENVALUE, component="1")
        if r.labels["respondent"] != ALL_RESPONDENTS
    ]
    assert stacked.estimate.value == pytest.approx(np.mean(own), abs=0.1)


def test_bands_take_their_lower_end_and_the_last_takes_100() -> None:
    rows: list[dict[str, Any]] = []
    for i, overall in enumerate([10.0, 10.0, 19.0, 100.0, 100.0, 95.0, 0.0, 5.0]):
        about = {"respondent": "one", "family": f"f{i}", "task": f"t{i}"}
        rows.append({**about, "score_100": overall})
        asked = {**about, "instrument": "breakdown", "score_100": overall / 2}
        rows += [{**asked, "item": name, "subscale": name} for name in ("interest", "value", "fear")]
    found = question.analyse(report_tables(rows))
    means = {r.labels["band"]: r.estimate for r in found.select(measure=facet_bands.BY_BAND, facet="value")}
    assert {band: e.n for band, e in means.items()} == {"0-10": 2, "10-20": 3, "90-100": 3}
    assert means["90-100"].value == pytest.approx(295 / 6)


def test_without_an_instrument_of_three_facets_it_is_said() -> None:
    rows = [r for r in _rows(families=5) if r.get("subscale") not in ("challenge", "value", "mastery")]
    found = question.analyse(report_tables(rows))
    assert not found.rows
    assert "no instrument with three of them" in found.notes[0]


def test_another_instrument_with_other_facets_is_analysed_without_the_stated_structure() -> None:
    names = {"interest": "joy", "challenge": "play", "value": "worth", "mastery": "skill", "fear": "dread"}
    rows = [
        {**r, "instrument": "own", "item": names.get(r["subscale"], "all"), "subscale": names.get(r["subscale"], "all")}
        for r in _rows(families=20)
        if r.get("instrument") == "breakdown" and "subscale" in r
    ]
    found: Analysis = question.analyse(report_tables(rows))
    assert found.select(measure=facet_dimensions.SUGGESTED)
    assert not found.select(measure=facet_confirmed.APART)
    assert any("the instrument has not all of" in note for note in found.notes)
