"""A methods paragraph with its references, made from what was planned, answered and estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.report.number import counted, listed
from motivelab.report.run_facts import RunFacts

REFERENCES: Mapping[str, str] = {
    "Nahum et al., 2026": (
        "Nahum, Sklar, Goldstein, & Reichart (2026). Motivation in large language models. arXiv:2603.14347."
    ),
    "Benjamini & Hochberg, 1995": (
        "Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate: A practical and powerful approach "
        "to multiple testing. Journal of the Royal Statistical Society: Series B, 57(1), 289–300."
    ),
    "Shrout & Fleiss, 1979": (
        "Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. "
        "Psychological Bulletin, 86(2), 420–428."
    ),
    "Aronow, Samii & Assenova, 2015": (
        "Aronow, P. M., Samii, C., & Assenova, V. A. (2015). Cluster-robust variance estimation for dyadic data. "
        "Political Analysis, 23(4), 564–577."
    ),
    "Bradley & Terry, 1952": (
        "Bradley, R. A., & Terry, M. E. (1952). Rank analysis of incomplete block designs: I. The method of paired "
        "comparisons. Biometrika, 39(3/4), 324–345."
    ),
    "Horn, 1965": (
        "Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika, 30(2), "
        "179–185."
    ),
    "Velicer, 1976": (
        "Velicer, W. F. (1976). Determining the number of components from the matrix of partial correlations. "
        "Psychometrika, 41(3), 321–327."
    ),
    "Krippendorff, 2004": (
        "Krippendorff, K. (2004). Content analysis: An introduction to its methodology (2nd ed.). Sage."
    ),
    "Monroe, Colaresi & Quinn, 2008": (
        "Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words: Lexical feature selection and "
        "evaluation for identifying the content of political conflict. Political Analysis, 16(4), 372–403."
    ),
}
"""What a paragraph may cite, by how it cites it."""

_SENTENCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "report_stability": (
        "Consistency of repeated reports is the intraclass correlation ({0}).",
        ("Shrout & Fleiss, 1979",),
    ),
    "facets": (
        "The number of dimensions of the facets was judged by parallel analysis ({0}) and the minimum average partial "
        "({1}).",
        ("Horn, 1965", "Velicer, 1976"),
    ),
    "choice_against_report": (
        "Choices that share a task family on either side were treated as dependent ({0}).",
        ("Aronow, Samii & Assenova, 2015",),
    ),
    "utilities": ("Tasks were placed on one scale by their choices ({0}).", ("Bradley & Terry, 1952",)),
    "judges": ("Agreement of judges is Krippendorff's alpha ({0}).", ("Krippendorff, 2004",)),
    "reasons_words": (
        "Words of reasons were compared by log odds with an informative Dirichlet prior ({0}).",
        ("Monroe, Colaresi & Quinn, 2008",),
    ),
}
"""What is said of an analysis that gave estimates, with what it cites."""

_MOMENTS = {"pre": "before the task", "post": "after the task", "similar": "about a similar task"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsParagraph:
    """A paragraph and what it cites, in the order of the alphabet."""

    text: str
    references: tuple[str, ...]


def methods_paragraph(analyses: Sequence[Analysis], facts: RunFacts) -> MethodsParagraph:
    """Say what was asked of whom and how it was analysed; nothing that was not planned or could not be estimated.

    Args:
        analyses: what was found; those without estimates are not mentioned.
        facts: about the run.
    """
    estimated = {a.declaration.name for a in analyses if any(r.track == "recommended" for r in a.rows)}
    tested = any(r.estimate.p is not None and "Benjamini" in r.estimate.method for a in analyses for r in a.rows)
    cited = ["Nahum et al., 2026"]
    sentences = [*_asked(facts), *_answered(facts)]
    if estimated:
        sentences.append(
            "Reports are given as percent of the response range; intervals are 95% and treat task families, not tasks, "
            "as independent."
        )
    if tested:
        cited.append("Benjamini & Hochberg, 1995")
        sentences.append(f"Within each family of tests the false discovery rate was held at 5% ({cited[-1]}).")
    for name, (sentence, sources) in _SENTENCES.items():
        if name in estimated:
            sentences.append(sentence.format(*sources))
            cited += sources
    sentences += _made_with(facts)
    references = sorted(REFERENCES[key] for key in dict.fromkeys(cited))
    return MethodsParagraph(text=" ".join(sentences), references=tuple(references))


def _asked(facts: RunFacts) -> Iterator[str]:
    if not facts.planned:
        yield "No question was planned."
        return
    people = [f"{r.name} ({r.settings or 'default settings'})" for r in facts.authors]
    simulated = " (simulated)" if facts.made_up else ""
    yield (
        f"Following Nahum et al. (2026), we asked {counted(len(people), 'respondent')}{simulated}, {listed(people)}, "
        f"about {counted(facts.tasks, 'task')} in {counted(facts.families, 'family', 'families')} and "
        f"{counted(facts.categories, 'category', 'categories')}."
    )
    asked = list(dict.fromkeys(f"{kind} {_MOMENTS.get(moment, '')}".strip() for _, kind, moment, _ in facts.procedures))
    yield f"The procedures were {listed(asked)}."
    added = [name for name, _ in facts.conditions if name != "none"]
    if added:
        yield f"Each task was given with nothing added and under {counted(len(added), 'added text')}: {listed(added)}."
    judges = [r.name for r in facts.respondents if r.judge]
    if judges:
        yield f"Work was judged, blind to author and condition, by {listed(judges)}."


def _answered(facts: RunFacts) -> Iterator[str]:
    if facts.planned:
        reasons = [f"{n:,} {reason.replace('_', ' ')}" for reason, n in facts.reasons.items() if n]
        rest = f"; nonresponse: {', '.join(reasons)}" if reasons else ""
        still = f"; {facts.open:,} were still open" if facts.open else ""
        yield f"Of {counted(facts.planned, 'planned question')} {facts.answered:,} were answered{rest}{still}."
    if facts.first:
        when = f"on {facts.first}" if facts.first == facts.last else f"from {facts.first} to {facts.last}"
        yield f"They were asked {when}."


def _made_with(facts: RunFacts) -> Iterator[str]:
    entries = dict(facts.entries)
    versions = entries.get("Versions", "")
    seed = f", seed {entries['Seed']}" if "Seed" in entries else ""
    plan = f", plan {entries['Plan hash'][:12]}" if "Plan hash" in entries else ""
    yield f"Planned, run and analysed with motivelab ({versions or 'version unknown'}{seed}{plan})."
