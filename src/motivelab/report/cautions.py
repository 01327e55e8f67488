"""What should not be believed of a report, read off its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motivelab.analyses import nonresponse, report_stability
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.associations import cautioned_associations
from motivelab.report.number import counted, listed, row_text, value_text
from motivelab.report.run_facts import RunFacts
from motivelab.report.sentence import Sentence

MUCH_NONRESPONSE = 0.10
LOW_AGREEMENT = 0.50
_MANY = 4


def caution_sentences(analyses: Sequence[Analysis], facts: RunFacts) -> Iterator[Sentence]:
    """Cautions that this run's numbers call for, then those that every such study calls for."""
    yield from _simulated(facts)
    if facts.open:
        text = f"The run is not finished: {counted(facts.open, 'question')} of {facts.planned:,} are open."
        yield Sentence(text=text, section="ledger", short=f"{facts.open:,} questions still open")
    answered = () if facts.silent or not facts.answered else analyses
    for analysis in answered:
        name = analysis.declaration.name
        if name == nonresponse.DECLARATION.name:
            yield from _missing(analysis)
        if name == report_stability.DECLARATION.name:
            yield from _unstable(analysis)
    yield from cautioned_associations({a.declaration.name: a for a in answered})
    rough = [a.declaration.title.lower() for a in answered if any("few_clusters" in r.estimate.flags for r in a.rows)]
    if rough:
        named = rough if len(rough) <= _MANY else [*rough[:_MANY], f"{len(rough) - _MANY} more"]
        text = (
            f"Some intervals rest on few task families and are rough ({listed(named)}); a larger sample of tasks "
            "narrows them."
        )
        yield Sentence(text=text, section="ledger", short="few task families: intervals are rough")
    yield Sentence(
        text="A report is text that a model wrote when asked about motivation; it is not evidence of an inner state.",
        section="run",
    )


def _simulated(facts: RunFacts) -> Iterator[Sentence]:
    authors, judges = facts.simulated_authors, facts.simulated_judges
    if facts.made_up:
        who = listed(list(facts.simulated))
        text = f"{who} {_are(facts.simulated)} simulated: numbers show what was programmed, not what a model does."
        yield Sentence(text=text, section="run", short="simulated respondents: nothing here is about a real model")
        return
    if authors:
        who = listed(list(authors))
        text = (
            f"{who} {_are(authors)} simulated: what is said of {_them(authors)} was programmed and is no model's doing."
        )
        short = f"{who} {_are(authors)} simulated: nothing said of {_them(authors)} is about a real model"
        yield Sentence(text=text, section="run", short=short)
    if judges:
        who = f"{'judge' if len(judges) == 1 else 'judges'} {listed(list(judges))}"
        text = (
            f"The {who} {_are(judges)} simulated: judgements were made up and say nothing about how good any work is."
        )
        short = f"{who} {_are(judges)} simulated: judgements say nothing about how good the work is"
        yield Sentence(text=text, section="performance_summary", short=short)


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _missing(analysis: Analysis) -> Iterator[Sentence]:
    asked = analysis.select(measure=nonresponse.SHARE)
    much = [r for r in asked if r.estimate.value > MUCH_NONRESPONSE and r.labels["respondent"] != ALL_RESPONDENTS]
    for who in dict.fromkeys(r.labels["respondent"] for r in much):
        own = [r for r in much if r.labels["respondent"] == who]
        shares = listed([f"{r.labels['procedure']} {row_text(r)}" for r in own])
        text = (
            f"{who} left many questions unanswered, refusals included ({shares}); what is said of it holds for the "
            "questions it answered."
        )
        worst = max(own, key=lambda r: r.estimate.value)
        share = value_text(worst.estimate.value, worst.scale)
        short = f"{who} left {share} of {worst.labels['procedure']} unanswered"
        yield Sentence(text=text, section=analysis.declaration.name, short=short)


def _unstable(analysis: Analysis) -> Iterator[Sentence]:
    for row in analysis.select(measure=report_stability.ONE):
        who = row.labels["respondent"]
        if row.estimate.value < LOW_AGREEMENT and row.labels.get("moment", "pre") == "pre" and who != ALL_RESPONDENTS:
            text = f"Asked again, {who} gives rather different reports (agreement of one draw {row_text(row)})."
            yield Sentence(
                text=text, section=analysis.declaration.name, short=f"{who}: reports change when asked again"
            )
