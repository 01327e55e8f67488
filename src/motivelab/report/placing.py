"""What is said of the scale on which choices place kinds of task."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses import utilities
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.number import row_text
from motivelab.report.sentence import Sentence, excludes, within

NEAR = 0.20


def placing_sentences(analysis: Analysis) -> Iterator[Sentence]:
    """One sentence a respondent: whether categories that are chosen more are those that are reported higher."""
    section = utilities.DECLARATION.name
    for row in analysis.select(measure="correlation of utilities of categories with reports"):
        who, told = row.labels["respondent"], f"r = {row_text(row)} over categories"
        if who == ALL_RESPONDENTS:
            continue
        if excludes(row, 0.0):
            sense = "those that it reports higher" if row.estimate.value > 0 else "those that it reports lower"
            text = f"The categories that {who} chooses more often are {sense} ({told})."
        elif within(row, -NEAR, NEAR):
            text = f"Which categories {who} chooses has next to nothing to do with how it reports them ({told})."
        else:
            text = f"Whether {who} chooses the categories that it reports higher cannot be told ({told})."
        yield Sentence(text=text, section=section, respondent=who)
