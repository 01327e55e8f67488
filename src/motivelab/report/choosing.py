"""What is said of choices: whether they follow reports, and what else sways them."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses import choice_against_report
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.number import listed, row_text, value_text
from motivelab.report.sentence import Sentence, excludes, within

NEAR_CHANCE = 0.05
"""A share that is surely closer to one half than this counts as chance."""


def choice_sentences(analysis: Analysis) -> Iterator[Sentence]:
    """One sentence a respondent on reports, one on position where it matters, one on manipulated tasks."""
    section = choice_against_report.DECLARATION.name
    for respondent in dict.fromkeys(r.labels["respondent"] for r in analysis.rows):
        if respondent == ALL_RESPONDENTS:
            continue
        for row in analysis.select(respondent=respondent, measure=choice_against_report.AGREES, condition="none"):
            share = row_text(row)
            if excludes(row, 0.5):
                against = "" if row.estimate.value > 0.5 else ", that is, against its reports"
                text = (
                    f"Offered two tasks, {respondent} chooses the one it reported higher in {share} of choices"
                    f"{against}."
                )
                short = f"{value_text(row.estimate.value, 'share')} for the task reported higher"
            elif within(row, 0.5 - NEAR_CHANCE, 0.5 + NEAR_CHANCE):
                text = (
                    f"Offered two tasks, {respondent} chooses the one it reported higher about as often as chance "
                    f"would ({share}): its choices do not follow its reports."
                )
                short = "does not follow reports"
            else:
                text = (
                    f"Whether {respondent} chooses in line with its reports cannot be told: it chooses the task "
                    f"reported higher in {share} of choices, and half would be chance."
                )
                short = "cannot tell"
            yield Sentence(text=text, section=section, short=short, respondent=respondent)
        for row in analysis.select(respondent=respondent, measure=choice_against_report.FIRST, condition="none"):
            if excludes(row, 0.5):
                share = row_text(row)
                text = f"Position sways the choice: {respondent} chooses the task shown first in {share} of choices."
                yield Sentence(text=text, section=section)
        yield from _swayed(analysis, respondent)


def _swayed(analysis: Analysis, respondent: str) -> Iterator[Sentence]:
    rows = analysis.select(respondent=respondent, measure=choice_against_report.MANIPULATED)
    parts = []
    for word, sign in (("more", 1), ("less", -1)):
        shown = [r for r in rows if excludes(r, 0.5) and sign * (r.estimate.value - 0.5) > 0]
        if shown:
            named = listed([f"{r.labels['condition']} ({row_text(r)})" for r in shown])
            parts.append(f"{word} often than the other under {named}")
    if parts:
        text = f"Where a text speaks of one of the two tasks, {respondent} chooses that task {', '.join(parts)}."
        yield Sentence(text=text, section=choice_against_report.DECLARATION.name)
