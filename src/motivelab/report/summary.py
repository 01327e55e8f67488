"""Plain sentences made from estimates; none states an effect whose interval holds zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from motivelab.analyses import (
    behaviour_by_condition,
    choice_against_report,
    facets,
    motivation_by_category,
    motivation_by_condition,
    report_stability,
    utilities,
)
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.report.associations import association_sentences
from motivelab.report.behaviour import behaviour_sentences
from motivelab.report.categories import category_sentences
from motivelab.report.cautions import caution_sentences
from motivelab.report.choosing import choice_sentences
from motivelab.report.dimensions import dimension_sentences
from motivelab.report.number import counted
from motivelab.report.placing import placing_sentences
from motivelab.report.run_facts import RunFacts
from motivelab.report.sentence import Sentence
from motivelab.report.shifts import shift_sentences
from motivelab.report.stability import stability_sentences

_NAMED = 3
_WORDS = {"refusal": "refused", "out_of_range": "out of range"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a report says first.

    Attributes:
        findings: sentences on what was found.
        cautions: sentences on what should not be believed.
        remedies: what to do where nobody answered; else empty.
        lines: five lines for a terminal.
    """

    findings: tuple[Sentence, ...]
    cautions: tuple[Sentence, ...]
    remedies: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def grouped(self) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
        """The findings by whom they are about; what is about nobody or everybody first."""
        groups: dict[str, list[Sentence]] = {"": []}
        for s in self.findings:
            groups.setdefault("" if s.respondent == ALL_RESPONDENTS else s.respondent, []).append(s)
        return tuple((who, tuple(own)) for who, own in groups.items() if own)


def summarise(analyses: Sequence[Analysis], facts: RunFacts) -> Summary:
    """Put into words what the estimates bear out.

    Args:
        analyses: all that were made.
        facts: about the run.
    """
    recommended = [replace(a, rows=tuple(r for r in a.rows if r.track == "recommended")) for a in analyses]
    by_name = {a.declaration.name: a for a in recommended}
    answered = Sentence(text=_answered(facts), section="ledger")
    cautions = tuple(caution_sentences(recommended, facts))
    if facts.silent or not facts.answered:
        remedies = _remedies(facts)
        lines = (_who(facts), _answered(facts), *remedies)[:5]
        return Summary(findings=(answered,), cautions=cautions, remedies=remedies, lines=_printable(lines))
    constructs = dict(facts.conditions)
    found = {
        "Reports": tuple(_made(category_sentences, by_name.get(motivation_by_category.DECLARATION.name))),
        "Shifts": tuple(
            _made(
                partial(shift_sentences, constructs=constructs), by_name.get(motivation_by_condition.DECLARATION.name)
            )
        ),
        "Choices": tuple(_made(choice_sentences, by_name.get(choice_against_report.DECLARATION.name))),
    }
    further = (
        *_made(stability_sentences, by_name.get(report_stability.DECLARATION.name)),
        *association_sentences(by_name),
        *_made(placing_sentences, by_name.get(utilities.DECLARATION.name)),
        *_made(dimension_sentences, by_name.get(facets.DECLARATION.name)),
        *_made(
            partial(behaviour_sentences, constructs=constructs), by_name.get(behaviour_by_condition.DECLARATION.name)
        ),
    )
    lines = (
        f"{_who(facts)} {_answered(facts)}",
        *(_line(label, sentences) for label, sentences in found.items()),
        "Caution: " + ("; ".join([c.short for c in cautions if c.short][:_NAMED]) or "a report is not an inner state"),
    )
    return Summary(
        findings=(answered, *(s for sentences in found.values() for s in sentences), *further),
        cautions=cautions,
        remedies=(),
        lines=_printable(lines),
    )


def _made(say: Callable[[Analysis], Iterable[Sentence]], analysis: Analysis | None) -> Iterable[Sentence]:
    return () if analysis is None else say(analysis)


def _who(facts: RunFacts) -> str:
    simulated = facts.authors and len(facts.simulated_authors) == len(facts.authors)
    kind = "simulated respondent" if simulated else "respondent"
    asked = len(facts.authors) or len(facts.respondents)
    families = counted(facts.families, "family", "families")
    return f"{facts.name}: {counted(asked, kind)}, {counted(facts.tasks, 'task')} in {families}."


def _answered(facts: RunFacts) -> str:
    reasons = [f"{n:,} {_WORDS.get(reason, reason)}" for reason, n in facts.reasons.items() if n]
    if facts.open:
        reasons.append(f"{facts.open:,} open")
    planned = counted(facts.planned - (facts.works if facts.silent else 0), "planned question")
    rest = f" ({', '.join(reasons)})" if reasons else ""
    if facts.silent or not facts.answered:
        worked = f"; {counted(facts.works, 'task was', 'tasks were')} worked on" if facts.works else ""
        return f"Nobody answered: of {planned} none got an answer{rest}{worked}."
    return f"{facts.answered:,} of {planned} {'was' if facts.planned == 1 else 'were'} answered{rest}."


def _line(label: str, sentences: Iterable[Sentence]) -> str:
    shorts = [f"{s.respondent} {s.short}" for s in sentences if s.short]
    more = f"; and {len(shorts) - _NAMED} more in the report" if len(shorts) > _NAMED else ""
    return f"{label}: {'; '.join(shorts[:_NAMED]) or 'not estimable'}{more}"


def _remedies(facts: RunFacts) -> tuple[str, ...]:
    advice = {
        "refusal": "Refusals: read some replies; a wording that does not presuppose motivation may be answered.",
        "unparsable": "Unparsable: read some replies with `motivelab try`; an easier format (one number, no reason) "
        "helps small models, and `motivelab reparse` reads kept replies again at no cost.",
        "out_of_range": "Out of range: name a response format that the model keeps to.",
        "truncated": "Truncated: raise max_tokens of the procedure; reasoning models need room before the answer.",
        "filtered": "Filtered: the host's content filter stopped the replies; try other tasks or another host.",
        "empty": "Empty: the host sent replies without text; check the model id and the output cap.",
    }
    told = sorted((r for r in advice if facts.reasons.get(r)), key=lambda r: -facts.reasons[r])
    out = [advice[reason] for reason in told]
    if facts.open:
        out.insert(0, f"Open: run the same command again to ask the {counted(facts.open, 'question')} that are left.")
    return tuple(out) or ("Nothing was planned: name tasks, procedures and respondents in the study file.",)


def _printable(lines: Iterable[str]) -> tuple[str, ...]:
    """Without control characters, which a terminal would obey."""
    return tuple("".join(c if c.isprintable() else " " for c in line) for line in lines)
