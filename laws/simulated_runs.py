"""Whole simulated studies: is the truth in the intervals, and how often is something found where nothing is.

Writes docs/coverage/simulated_runs.csv.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TypeAlias

from coverage_tally import Row as Counted
from coverage_tally import Tally
from no_effect import LEVEL, NOTHING, families_of_tests, value_of_none
from planted_truth import Key, truths
from simulated_study import answers

from motivelab.analyses.protocol.analysis import Row
from motivelab.schema.estimate import Estimate

Held: TypeAlias = tuple[str, Estimate, float]
"""What a row is about, the estimate, its true value."""
Tested: TypeAlias = tuple[str, bool]
"""A family of tests without a true effect, and whether one was found."""

STUDIES = 400
BATCH = 10
SELDOM = {"facets": 8}
"""Questions that take as long as all others together are answered after every so manieth study."""
FINDINGS = "studies without a finding: "
"""Opens the rows that count families of tests; their nominal level is that of the Benjamini-Hochberg procedure."""
REGIMES = {
    "sim/null: answers depend on nothing": "null",
    "sim/unmoved: no condition does anything": "unmoved",
    "sim/coherent: every effect planted": "coherent",
}
"""Two respondents of the personality, 30 families of 2 tasks, 5 conditions."""


def outcome(model: str, number: int) -> tuple[list[Held], list[Tested]]:
    """Rows of one study whose truth is known, and its families of tests without a true effect."""
    held: list[Held] = []
    tested: list[Tested] = []
    known = known_truths(model)
    questions = {question for question, _ in known} | set(NOTHING.get(model, ()))
    questions = {q for q in questions if number % SELDOM.get(q, 1) == 0}
    for answer in answers(model, number, questions=questions):
        question = answer.declaration.name
        held += [
            (_name(question, row), row.estimate, truth) for row, truth in _told(model, question, answer.rows, known)
        ]
        if model in NOTHING:
            tested += families_of_tests(model, answer)
    return held, tested


@cache
def known_truths(model: str) -> dict[Key, float]:
    """Derived once a process."""
    return truths(model)


def _told(model: str, question: str, rows: tuple[Row, ...], known: dict[Key, float]) -> Iterator[tuple[Row, float]]:
    for row in rows:
        truth = value_of_none(model, question, row)
        if truth is None:
            truth = known.get((question, frozenset(row.labels.items())))
        if truth is not None:
            yield row, truth


def _name(question: str, row: Row) -> str:
    """Question, measure and, where they make another statistic of it, the term and that respondents are pooled."""
    parts = [f"{question}: {row.labels['measure']}"]
    if question.startswith("report_against"):
        parts.append(row.labels.get("term", ""))
    if question == "conditions_across_respondents":
        parts.append(row.labels["outcome"] if "facet" not in row.labels else "facets")
    elif row.labels.get("respondent") == "all respondents":
        parts.append("all respondents")
    return ", ".join(filter(None, parts))


def count(tally: Tally, regime: str, held: list[Held], tested: list[Tested]) -> None:
    """Write one study down."""
    for name, estimate, truth in held:
        tally.add(regime, estimate, truth, name=name)
    for name, found in tested:
        row = tally.rows.setdefault((FINDINGS + name, regime), Counted(level=1 - LEVEL))
        row.n += 1
        row.held += not found
    tally.drawn[regime] = tally.drawn.get(regime, 0) + 1


def main() -> None:
    """Run regimes up to so many studies; what was counted before is kept, and a run that was stopped goes on."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("regimes", nargs="*", help="part of a regime's name; none: all")
    words.add_argument("--again", action="store_true", help="forget what was counted before")
    words.add_argument("--studies", type=int, default=STUDIES, help="of each regime")
    words.add_argument("--processes", type=int, default=1, help="studies at a time")
    given = words.parse_args()
    tally = Tally("simulated_runs")
    chosen = {t: m for t, m in REGIMES.items() if not given.regimes or any(word in t for word in given.regimes)}
    for title in chosen if given.again else ():
        tally.forget(title)
    with ProcessPoolExecutor(given.processes) as pool:
        while wanting := [t for t in chosen if tally.drawn.get(t, 0) < given.studies]:
            title = min(wanting, key=lambda t: tally.drawn.get(t, 0))  # all regimes grow alike
            began, first = time.monotonic(), tally.drawn.get(title, 0)
            numbers = range(first, min(first + BATCH, given.studies))
            for held, tested in pool.map(outcome, [chosen[title]] * len(numbers), numbers):
                count(tally, title, held, tested)
            tally.write(list(REGIMES))
            print(f"{time.monotonic() - began:6.0f} s  {numbers.stop:5d} studies  {title}", file=sys.stderr, flush=True)
    tally.write(list(REGIMES))


if __name__ == "__main__":
    main()
