"""What is said of reports against what is done: quality, correctness, effort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from motivelab.analyses import report_against_correctness, report_against_effort, report_against_performance
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.working.associations import EVERYBODY, TOTAL, WITHIN_CATEGORY
from motivelab.report.number import listed, p_text, row_text
from motivelab.report.sentence import Sentence, excludes, within

WEAK = 0.20
"""A correlation that is surely closer to 0 than this counts as none."""


class _Side(NamedTuple):
    """What is done, in words: what it is, and what more and less of it is."""

    about: str
    more: str
    less: str


_SIDES = {
    report_against_performance.DECLARATION.name: _Side("how well work is judged", "judged better", "judged worse"),
    report_against_correctness.DECLARATION.name: _Side("whether work is right", "more often right", "less often right"),
    report_against_effort.DECLARATION.name: _Side("how long work is", "longer", "shorter"),
}


def association_sentences(analyses: Mapping[str, Analysis]) -> Iterator[Sentence]:
    """One sentence a respondent and question: whether what it reports before a task goes with what it then does.

    Args:
        analyses: all that were made, by name.
    """
    for name, side in _SIDES.items():
        if name in analyses:
            for row in _totals(analyses[name]):
                yield _sentence(name, side, row)


def _totals(analysis: Analysis) -> Iterator[Row]:
    """One correlation a respondent: over all tasks and criteria, with nothing added, of the report before the task."""
    wanted: dict[str, tuple[str, ...]] = {"term": (TOTAL,), "moment": ("pre",), "condition": ("none",)}
    wanted["criterion"] = ("", report_against_performance.ALL)
    seen: set[str] = set()
    for row in analysis.rows:
        who = row.labels.get("respondent", "")
        fits = all(row.labels.get(key, "") in values for key, values in wanted.items())
        if fits and row.estimate.statistic in ("pearson_r", "r", "point_biserial") and who not in seen:
            if "reasoning" in row.labels["measure"]:
                continue
            seen.add(who)
            yield row


def _sentence(section: str, side: _Side, row: Row) -> Sentence:
    who, told = row.labels["respondent"], f"r = {row_text(row)}{_held(row)}"
    whom = "respondents report" if who == EVERYBODY else f"{who} reports"
    if excludes(row, 0.0):
        sense = side.more if row.estimate.value > 0 else side.less
        text = f"Where {whom} more motivation before a task, work is {sense} ({told} over tasks)."
    elif within(row, -WEAK, WEAK):
        text = f"What {whom} before a task tells next to nothing about {side.about} ({told})."
    else:
        text = f"Whether what {whom} before a task goes with {side.about} cannot be told ({told})."
    return Sentence(text=text, section=section, respondent=who)


def _held(row: Row) -> str:
    """The p where it is what speaks against an effect that its interval alone would bear out."""
    e = row.estimate
    outside = e.low is not None and e.high is not None and not e.low <= 0.0 <= e.high
    return f"; p {p_text(e.p)}, held for the number of tests" if outside and e.p is not None and e.p > 0.05 else ""


def cautioned_associations(analyses: Mapping[str, Analysis]) -> Iterator[Sentence]:
    """Correlations over all tasks that are not shown among tasks of one kind."""
    for name, side in _SIDES.items():
        if name not in analyses:
            continue
        rows = analyses[name].rows
        kept = {
            row.labels["respondent"]: row
            for row in rows
            if row.labels.get("term") == WITHIN_CATEGORY
            and row.labels.get("moment") == "pre"
            and row.labels.get("criterion", report_against_performance.ALL) == report_against_performance.ALL
            and row.estimate.statistic == "r_within"
        }
        lost = [
            total.labels["respondent"]
            for total in _totals(analyses[name])
            if excludes(total, 0.0)
            and (inside := kept.get(total.labels["respondent"])) is not None
            and not excludes(inside, 0.0)
        ]
        if lost:
            yield Sentence(
                text=(
                    f"That reports of {listed(lost)} go with {side.about} is shown across kinds of task, but not among "
                    "tasks of one kind: kinds may differ in both for reasons of their own."
                ),
                section=name,
            )
