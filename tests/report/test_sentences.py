"""What the summary says follows the interval, and where that holds no effect none is stated."""

from __future__ import annotations

from typing import Any

import pytest

from motivelab.analyses.protocol.analysis import Analysis, Row, Scale
from motivelab.analyses.protocol.catalogue import question
from motivelab.report.associations import association_sentences, cautioned_associations
from motivelab.report.behaviour import behaviour_sentences
from motivelab.report.dimensions import dimension_sentences
from motivelab.report.placing import placing_sentences
from motivelab.report.stability import stability_sentences
from motivelab.schema.estimate import Estimate

CONSTRUCTS = {"none": "", "control": "neutral", "money": "positive extrinsic"}


def _row(
    value: float,
    low: float,
    high: float,
    *,
    measure: str,
    statistic: str = "pearson_r",
    scale: Scale = "coefficient",
    p: float | None = None,
    **labels: str,
) -> Row:
    e = Estimate(statistic=statistic, value=value, low=low, high=high, n=30, unit="family", method="t", p=p)
    return Row(labels={"respondent": "one", "measure": measure, **labels}, estimate=e, scale=scale)


def _analysis(name: str, *rows: Row) -> Analysis:
    return Analysis.of(question(name).DECLARATION, rows)


PLAIN: dict[str, Any] = {"moment": "pre", "condition": "none"}
STUDIES = {
    "positive": (0.5, 0.3, 0.7, 0.001, "work is judged better"),
    "reversed": (-0.5, -0.7, -0.3, 0.001, "work is judged worse"),
    "null": (0.01, -0.05, 0.06, 0.9, "tells next to nothing about how well work is judged"),
    "underpowered": (0.2, -0.3, 0.6, 0.5, "cannot be told"),
    "one of many": (0.3, 0.05, 0.6, 0.2, "p .200, held for the number of tests"),
}


@pytest.mark.parametrize("study", STUDIES)
def test_reports_against_work_are_told_by_their_interval_and_the_p_held_for_being_many(study: str) -> None:
    value, low, high, p, words = STUDIES[study]
    row = _row(
        value, low, high, p=p, measure="report and judged quality", term="total", criterion="all criteria", **PLAIN
    )
    (sentence,) = association_sentences({"report_against_performance": _analysis("report_against_performance", row)})
    assert words in sentence.text
    assert ("Where one reports more" in sentence.text) == (study in ("positive", "reversed"))
    assert sentence.respondent == "one"


def test_five_studies_give_five_different_sentences() -> None:
    said = set()
    for value, low, high, p, _ in STUDIES.values():
        row = _row(value, low, high, p=p, measure="report and log of visible tokens", term="total", **PLAIN)
        said |= {
            s.text for s in association_sentences({"report_against_effort": _analysis("report_against_effort", row)})
        }
    assert len(said) == len(STUDIES)


def test_what_is_shown_across_kinds_of_task_alone_is_cautioned() -> None:
    labels: dict[str, Any] = {"measure": "report and judged quality", "criterion": "all criteria", **PLAIN}
    total = _row(0.5, 0.3, 0.7, p=0.001, term="total", **labels)
    for inside, cautioned in (
        (_row(0.1, -0.2, 0.4, statistic="r_within", term="within category", **labels), True),
        (_row(0.4, 0.2, 0.6, statistic="r_within", term="within category", **labels), False),
    ):
        found = _analysis("report_against_performance", total, inside)
        assert bool(list(cautioned_associations({"report_against_performance": found}))) == cautioned


@pytest.mark.parametrize(
    ("value", "low", "high", "p", "words"),
    [
        (0.6, 0.2, 0.9, 0.01, "those that it reports higher"),
        (-0.6, -0.9, -0.2, 0.01, "those that it reports lower"),
        (0.0, -0.1, 0.1, 0.9, "next to nothing"),
        (0.3, -0.4, 0.8, 0.4, "cannot be told"),
    ],
)
def test_choices_over_categories_are_told_by_their_interval(
    value: float, low: float, high: float, p: float, words: str
) -> None:
    row = _row(value, low, high, p=p, measure="correlation of utilities of categories with reports")
    (sentence,) = placing_sentences(_analysis("utilities", row))
    assert words in sentence.text


def test_work_is_said_to_change_only_where_a_shift_from_the_neutral_control_is_shown() -> None:
    ratio: dict[str, Any] = {"measure": "shift of tokens of the work", "statistic": "ratio", "condition": "money"}
    against_none = _row(1.5, 1.2, 1.9, p=0.001, reference="none", **ratio)
    against_control = _row(1.02, 0.9, 1.1, p=0.7, reference="control", **ratio)
    found = _analysis("behaviour_by_condition", against_none, against_control)
    (sentence,) = behaviour_sentences(found, constructs=CONSTRUCTS)
    assert sentence.text == "No added text is shown to change how one works."
    shown = _analysis("behaviour_by_condition", _row(0.7, 0.6, 0.8, p=0.001, reference="control", **ratio))
    (sentence,) = behaviour_sentences(shown, constructs=CONSTRUCTS)
    assert sentence.text.startswith("At work one writes less under money (0.70 [0.60, 0.80])")


def test_rules_that_differ_on_the_number_of_dimensions_are_told_as_differing() -> None:
    rules = (
        "parallel analysis, components (95%)",
        "parallel analysis, common factors (95%)",
        "minimum average partial",
    )
    for counts, words in (
        ((1, 1, 1), "have 1 dimension, by every rule"),
        ((1, 2, 1), "depends on the rule"),
        ((0, 0, 0), "no dimension that noise does not have"),
    ):
        rows = [
            _row(float(n), n, n, measure="number of dimensions", statistic="count", term=rule)
            for n, rule in zip(counts, rules, strict=True)
        ]
        (sentence,) = dimension_sentences(_analysis("facets", *rows))
        assert words in sentence.text


def test_agreement_of_draws_is_told_with_its_interval() -> None:
    row = _row(0.8, 0.7, 0.9, measure="agreement of one draw", statistic="icc1", moment="pre")
    (sentence,) = stability_sentences(_analysis("report_stability", row))
    assert "agrees with itself to 0.80 [0.70, 0.90]" in sentence.text
