"""What is said of facets: one thing or several."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses import facets
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.number import counted, listed
from motivelab.report.sentence import Sentence

_RULES = {
    "parallel analysis, components (95%)": "parallel analysis of components",
    "parallel analysis, common factors (95%)": "of common factors",
    "minimum average partial": "the minimum average partial",
}


def dimension_sentences(analysis: Analysis) -> Iterator[Sentence]:
    """One sentence a respondent: how many dimensions its answers to facets have, and whether the rules agree.

    A number of dimensions has no interval; rules that differ are told as differing.
    """
    section = facets.DECLARATION.name
    for respondent in dict.fromkeys(r.labels["respondent"] for r in analysis.rows):
        found = {
            words: round(rows[0].estimate.value)
            for rule, words in _RULES.items()
            if (rows := analysis.select(respondent=respondent, measure="number of dimensions", term=rule))
        }
        if not found or respondent == ALL_RESPONDENTS:
            continue
        counts = set(found.values())
        if len(counts) == 1:
            n = counts.pop()
            many = counted(n, "dimension") if n else "no dimension that noise does not have"
            text = f"Answers of {respondent} to facets have {many}, by every rule tried."
        else:
            told = listed([f"{words} finds {n}" for words, n in found.items()])
            text = f"How many dimensions answers of {respondent} to facets have depends on the rule: {told}."
        yield Sentence(text=text, section=section, respondent=respondent)
