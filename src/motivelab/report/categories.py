"""What is said of categories: how high reports are, and whether kinds of task differ."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses import motivation_by_category
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.number import row_text, value_text
from motivelab.report.sentence import Sentence, excludes


def category_sentences(analysis: Analysis) -> Iterator[Sentence]:
    """One sentence a respondent: the mean over all tasks, and the extremes where they are shown to differ."""
    section = motivation_by_category.DECLARATION.name
    for overall in analysis.select(measure=motivation_by_category.MEAN, category=motivation_by_category.ALL):
        respondent = overall.labels["respondent"]
        if respondent == ALL_RESPONDENTS:
            continue
        text = (
            f"{respondent} reports a mean motivation of {row_text(overall)} on a scale from 0 to 100, before the task "
            "and with nothing added to it."
        )
        short = value_text(overall.estimate.value, overall.scale)
        widest = analysis.select(measure=motivation_by_category.WIDEST, respondent=respondent)
        if widest and excludes(widest[0], 0.0):
            top, bottom = widest[0].labels["category"], widest[0].labels["reference"]
            means = {
                name: analysis.select(measure=motivation_by_category.MEAN, respondent=respondent, category=name)[0]
                for name in (top, bottom)
            }
            text += (
                f" Of all categories it reports most for {top} ({row_text(means[top])}) and least for {bottom} "
                f"({row_text(means[bottom])}); they differ by {row_text(widest[0])} points."
            )
            short += f", most for {top}, least for {bottom}"
        elif widest:
            text += " Whether categories differ cannot be told from these data."
        yield Sentence(text=text, section=section, short=short, respondent=respondent)
