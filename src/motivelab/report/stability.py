"""What is said of asking again."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses import report_stability
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.number import row_text
from motivelab.report.sentence import Sentence


def stability_sentences(analysis: Analysis) -> Iterator[Sentence]:
    """One sentence a respondent: how far two draws of the same question before the task agree."""
    section = report_stability.DECLARATION.name
    for row in analysis.select(measure=report_stability.ONE):
        who = row.labels["respondent"]
        if who == ALL_RESPONDENTS or row.labels.get("moment", "pre") != "pre":
            continue
        text = f"Asked the same again, {who} agrees with itself to {row_text(row)} (1 would be perfect agreement)"
        gap = [
            r
            for r in analysis.select(respondent=who, measure=report_stability.GAP)
            if r.labels.get("moment", "pre") == "pre"
        ]
        if gap:
            text += f"; two draws differ by {row_text(gap[0])} points on average"
        yield Sentence(text=f"{text}.", section=section, respondent=who)
