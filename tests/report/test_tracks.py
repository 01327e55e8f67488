"""Where the published computation and the recommended one disagree, the report says so; where they agree, nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.planted_tables import Planted, tables

from motivelab.analyses.protocol.analysis import Analysis, Row, Scale, Track
from motivelab.analyses.protocol.catalogue import question
from motivelab.report.otherwise import otherwise
from motivelab.report.section import section
from motivelab.report.tracks import pairings
from motivelab.schema.estimate import Estimate

DECLARED = question("motivation_by_condition").DECLARATION
LABELS = {"respondent": "one", "measure": "shift", "condition": "money", "reference": "none"}


def _row(
    value: float,
    *,
    p: float | None = None,
    low: float | None = None,
    high: float | None = None,
    track: Track = "recommended",
    statistic: str = "mean_difference",
    scale: Scale = "points",
    **labels: str,
) -> Row:
    e = Estimate(statistic=statistic, value=value, low=low, high=high, n=9, unit="family", method="t", p=p)
    return Row(labels={**LABELS, **labels}, estimate=e, scale=scale, track=track)


def _said(*rows: Row) -> str:
    analysis = Analysis.of(DECLARED, rows)
    return " ".join(otherwise(analysis, pairings(analysis)))


SHOWN = _row(5.0, low=2.0, high=8.0, p=0.001)
NOT_SHOWN = _row(1.0, low=-2.0, high=4.0, p=0.6)


@pytest.mark.parametrize(
    ("ours", "value", "p", "verdict", "words"),
    [
        (SHOWN, 4.0, 0.01, "agrees", ""),
        (NOT_SHOWN, 0.5, 0.7, "agrees", ""),
        (NOT_SHOWN, 3.0, 0.01, "shown only as published", "finds an effect that is not shown here in 1 of 1"),
        (SHOWN, 4.0, 0.2, "shown only as recommended", "misses an effect that is shown here"),
        (SHOWN, -4.0, 0.01, "opposite sign", "finds the opposite of what is shown here"),
    ],
)
def test_a_disagreement_is_named_and_an_agreement_is_not(
    ours: Row, value: float, p: float, verdict: str, words: str
) -> None:
    theirs = _row(value, p=p, track="as_published")
    (pair,) = pairings(Analysis.of(DECLARED, [ours, theirs]))
    assert pair.verdict == verdict
    said = _said(ours, theirs)
    assert (words in said) if words else (said == "")


def test_a_correlation_printed_without_a_test_is_doubted_only_where_it_is_not_small_and_nothing_is_shown_here() -> None:
    ours = _row(0.2, low=-0.1, high=0.5, statistic="pearson_r", scale="coefficient")
    for value, doubted in ((0.25, True), (0.05, False)):
        theirs = _row(value, track="as_published", statistic="pearson_r", scale="coefficient")
        assert ("without a test where no effect is shown here" in _said(ours, theirs)) == doubted
    sure = _row(0.3, low=0.1, high=0.5, statistic="pearson_r", scale="coefficient")
    assert _said(sure, _row(0.25, track="as_published", statistic="pearson_r", scale="coefficient")) == ""


def test_a_published_row_is_paired_with_the_row_of_its_labels_or_with_the_plain_one_that_says_more() -> None:
    theirs = _row(4.0, p=0.01, track="as_published")
    plain = _row(5.0, low=2.0, high=8.0, p=0.001, term="total", moment="pre")
    other = _row(1.0, low=-2.0, high=4.0, p=0.6, term="within category", moment="pre")
    elsewhere = _row(1.0, low=-2.0, high=4.0, p=0.6, condition="guilt")
    (pair,) = pairings(Analysis.of(DECLARED, [other, plain, elsewhere, theirs]))
    assert pair.recommended is plain
    (alone,) = pairings(Analysis.of(DECLARED, [other, elsewhere, theirs]))
    assert alone.recommended is None
    assert alone.verdict == ""


def test_an_f_that_tests_the_intercept_too_is_told_beside_the_one_that_does_not() -> None:
    both = "F of categories and the intercept together"
    said = _said(
        _row(6000.0, p=1e-9, measure=both, statistic="f", scale="coefficient", track="as_published"),
        _row(0.6, p=0.9, measure="F of categories", statistic="f", scale="coefficient"),
    )
    assert "tests categories and the intercept together" in said
    assert "6,000.0" in said
    assert "F 0.6, p .900" in said


def test_a_fixed_number_of_components_is_told_where_parallel_analysis_finds_another() -> None:
    loadings = [
        _row(0.5, measure="loading", statistic="loading", scale="coefficient", track="as_published", component=k)
        for k in ("1", "2")
    ]
    rule: dict[str, Any] = {"measure": "number of dimensions", "term": "parallel analysis, components (95%)"}
    one = _row(1.0, statistic="parallel_components_percentile", scale="coefficient", **rule)
    two = _row(2.0, statistic="parallel_components_percentile", scale="coefficient", **rule)
    assert "keeps 2 components in any case; parallel analysis finds 1 (one)" in _said(*loadings, one)
    assert _said(*loadings, two) == ""


def test_the_section_shows_published_numbers_in_a_folded_table_of_their_own_and_ours_without_them() -> None:
    theirs = _row(3.0, p=0.01, track="as_published")
    made = section(Analysis.of(DECLARED, [NOT_SHOWN, theirs]), tables(Planted(silent=True, families=2, pairs=2)))
    assert [t.height for t in made.tables] == [1]
    assert made.published is not None
    assert made.published.folded
    assert "+3.0" in made.published.groups[0].rows[0]
    assert "+1.0 [−2.0, +4.0]" in made.published.groups[0].rows[0]
    assert "shown only as published" in made.published.groups[0].rows[0]
    assert made.differences
