"""Where nothing is planted: the value that means no effect, by question and measure, and the tests that are made."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from motivelab.analyses.protocol.analysis import Analysis, Row

Nothing: TypeAlias = Mapping[str, Mapping[str, float]]

LEVEL = 0.05
"""Of a finding."""
FIRST_BIAS = 0.3
"""Log odds by which every simulated respondent takes the first of two tasks."""
_FIRST = 1 / (1 + math.exp(-FIRST_BIAS))

# NaN: the test is looked at, not the interval (words are shown because they are the strongest; F has no interval).
_CONDITIONS: Nothing = {
    "nonresponse": {"difference in work refused": 0, "log odds that work is refused, condition": 0},
    "motivation_by_condition": {
        "shift of reported motivation": 0,
        "shift in standard deviations of family shifts (d_z)": 0,
        "shift in standard deviations between tasks (d_av)": 0,
        "shift smaller than 5 points (equivalence test)": 0,
    },
    "facets_by_condition": {"shift of a facet": 0},
    "behaviour_by_condition": {
        "shift of compliance": 0,
        "shift of checked correctness": 0,
        "shift of judged quality": 0,
        "shift of tokens of the work": 1,
        "shift of the share in which the task that the text was about was taken": 0,
    },
    "choice_against_report": {
        "took the task that the text was about": 0.5,
        "effect of the added text on the choice of its task (log odds)": 0,
        "shift of the share taking the task that the text was about": 0,
    },
    "conditions_across_respondents": {
        "mean shift of these respondents": 0,
        "mean shift of these respondents, ratio": 1,
    },
    "wordings": {
        "report, from the mean of levels": 0,
        "report, highest less lowest level": 0,
        "shift of reported motivation": 0,
        "shift of reported motivation, highest less lowest level": 0,
        "F that levels are alike": math.nan,
    },
    "reasons_words": {
        "words of the reasons of high reports against low ones": math.nan,
        "words of the reasons of low reports against high ones": math.nan,
        "words of the reasons for taking the task that the text was about": math.nan,
        "words of the reasons for taking the other task": math.nan,
    },
}

_ALL: Nothing = {
    "nonresponse": {"log odds that work is refused, report, ten points": 0},
    "report_stability": {
        "agreement of one draw": 0,
        "agreement of the mean of all draws": 0,
        "correlation of two draws within families": 0,
        "agreement across moments": 0,
        "agreement across moments, their mean": 0,
    },
    "motivation_by_category": {
        "highest less lowest category": 0,
        "variance of family means that categories explain, corrected for chance": 0,
        "F of categories": math.nan,
    },
    "facets": {
        "correlation of facets": 0,
        "standardised slope of overall motivation on the factor": 0,
    },
    "before_and_after": {
        "correlation of reports": 0,
        "correlation of reports within families": 0,
        "difference of two correlations": 0,
        "change of the report": 0,
        "change of the report in standard deviations of families": 0,
    },
    "report_against_performance": {"report and judged quality": 0},
    "report_against_correctness": {
        "report and checked correctness": 0,
        "log odds of right work for ten points of report": 0,
    },
    "report_against_effort": {
        "log odds of handing in work for ten points of report": 0,
        "log of visible tokens for ten points of report": 0,
        "report and log of visible tokens": 0,
    },
    "choice_against_report": {
        "took the task reported higher": 0.5,
        "report of the chosen task less that of the unchosen one": 0,
        "effect of reported motivation on the choice (log odds per SD of difference)": 0,
        "effect of reported motivation on the choice (log odds per point of difference)": 0,
        "effect of reported motivation on the choice, node bootstrap": 0,
        "effect of reported motivation on the choice, corrected for noise of the report": 0,
        "change in the chance of a choice per SD of difference in reports": 0,
        "how well reports tell the chosen task (AUC)": 0.5,
        "effect of being shown first (log odds)": FIRST_BIAS,
        "took the task shown first": _FIRST,
        "took the task shown first, both orders of a pair weighing alike": _FIRST,
        "took the same task in both orders": 2 * _FIRST * (1 - _FIRST),
        "took the first place in both orders": _FIRST**2,
        "took the second place in both orders": (1 - _FIRST) ** 2,
    },
    "utilities": {
        "utility of categories (log odds, Bradley-Terry)": 0,
        "utility of categories (standard deviations of a difference, Thurstone)": 0,
        "advantage of the first place, beside utilities of categories (log odds)": FIRST_BIAS,
        "chance that the best of categories is taken over the worst": 0.5,
        "correlation of utilities of categories with reports": 0,
    },
    "respondents_compared": {
        "reported motivation above own mean": 0,
        "correlation of reports over tasks": 0,
        "difference in reported motivation": 0,
        "difference in reported motivation above own mean": 0,
    },
}

NOTHING: Mapping[str, Nothing] = {
    "null": {q: {**_CONDITIONS.get(q, {}), **_ALL.get(q, {})} for q in {**_CONDITIONS, **_ALL}},
    "unmoved": _CONDITIONS,
}
"""By personality, question and measure. `unmoved` differs from `coherent` by
this alone that no condition does anything."""

_PLANTED = (
    "took the task shown first",
    "advantage of the first place, beside utilities of categories (log odds)",
    "shift smaller than 5 points (equivalence test)",
)
"""Measures whose hypothesis does not hold: the place that a task is shown in always counts a little, and shifts are
smaller than five points."""

_FAMILY_KEYS = (("measure", "moment", "reference"), ("measure", "reference"), ("measure",), ())


def value_of_none(model: str, question: str, row: Row) -> float | None:
    """What the row would say without error, or None where that is not known."""
    known = NOTHING.get(model, {}).get(question, {})
    value = _known(known, row)
    if row.estimate.statistic == "ratio" and question == "conditions_across_respondents":
        value = known.get(f"{row.labels['measure']}, ratio", value)
    return None if value is None or math.isnan(value) else value


def families_of_tests(model: str, answer: Analysis) -> Iterator[tuple[str, bool]]:
    """Name of every declared family of tests none of whose hypotheses is false, and whether one was rejected.

    A family is told by the number of tests that its rows name.

    Raises:
        ValueError: no division of the rows gives families of the sizes that they name.
    """
    question = answer.declaration.name
    known = NOTHING[model].get(question, {})
    if question == "reasons_words":
        yield from _words(answer)
        return
    tested = [(row, int(n[1])) for row in answer.rows if (n := _TESTS.search(row.estimate.method))]
    for keys in _FAMILY_KEYS:
        families = defaultdict(list)
        for row, size in tested:
            families[tuple(row.labels.get(k, "") for k in keys)].append((row, size))
        if all(size == len(of) for of in families.values() for _, size in of):
            break
    else:
        raise ValueError(f"{question}: rows name families of tests of sizes that they do not have")
    for of in families.values():
        measures = sorted({row.labels["measure"] for row, _ in of})
        if all(_known(known, row) is not None for row, _ in of) and not set(measures) & set(_PLANTED):
            p = [row.estimate.p for row, _ in of if row.estimate.p is not None]
            yield f"{question}: {' and '.join(measures)}", min(p) <= LEVEL


def _words(answer: Analysis) -> Iterator[tuple[str, bool]]:
    """Words are tested all together and only the strongest are shown: so many of one kind, so many of the other."""
    found: defaultdict[tuple[str, ...], bool] = defaultdict(bool)
    for row in answer.rows:
        key = tuple(row.labels.get(k, "") for k in ("measure", "respondent", "condition", "moment"))
        found[key] |= row.estimate.p is not None and row.estimate.p <= LEVEL
    yield from ((f"{answer.declaration.name}: {key[0]}", one) for key, one in found.items())


_TESTS = re.compile(r"Benjamini-Hochberg over (\d+) test")


def _known(known: Mapping[str, float], row: Row) -> float | None:
    measure = row.labels.get("measure", "")
    return known.get(f"{measure}, {row.labels.get('term', '')}", known.get(measure))
