"""What is said of what manipulations do to work and choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses import behaviour_by_condition
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.shifting.score_cube import POOLED
from motivelab.report.no_effect import no_effect
from motivelab.report.number import listed, row_text
from motivelab.report.sentence import Sentence, excludes

_RISES = {
    "compliance": ("complies more", "complies less"),
    "work cut off at the output cap": ("is cut off more often", "is cut off less often"),
    "checked correctness": ("is right more often", "is right less often"),
    "judged quality": ("is judged better", "is judged worse"),
    "tokens of the work": ("writes more", "writes less"),
    "tokens of reasoning": ("reasons at more length", "reasons at less length"),
}


def behaviour_sentences(analysis: Analysis, *, constructs: Mapping[str, str]) -> Iterator[Sentence]:
    """One sentence a respondent: the shifts of work that are shown, against the neutral control where there is one.

    Args:
        analysis: `behaviour_by_condition`.
        constructs: what each condition is meant to move.
    """
    section = behaviour_by_condition.DECLARATION.name
    for respondent in dict.fromkeys(r.labels["respondent"] for r in analysis.rows):
        if respondent == ALL_RESPONDENTS:
            continue
        parts, tested = [], 0
        for outcome, words in _RISES.items():
            rows = _against(analysis.select(respondent=respondent, measure=f"shift of {outcome}"), constructs)
            tested += len(rows)
            for word, sign in zip(words, (1, -1), strict=True):
                shown = [r for r in rows if _shown(r) == sign]
                if shown:
                    named = listed([f"{r.labels['condition']} ({row_text(r)})" for r in shown])
                    parts.append(f"{word} under {named}")
        if parts:
            text = f"At work {respondent} {'; '.join(parts)}."
        elif tested:
            text = f"No added text is shown to change how {respondent} works."
        else:
            continue
        yield Sentence(text=text, section=section, respondent=respondent)


def _against(rows: tuple[Row, ...], constructs: Mapping[str, str]) -> list[Row]:
    pooled = [r for r in rows if r.labels.get("reference") == POOLED and r.labels["condition"] in constructs]
    neutral = [r for r in rows if constructs.get(r.labels.get("reference", "")) == "neutral"]
    plain = [r for r in rows if constructs.get(r.labels["condition"]) != "neutral"]
    return pooled or neutral or plain


def _shown(row: Row) -> int:
    nothing = no_effect(row)
    if nothing is None or row.estimate.p is None or not excludes(row, nothing):
        return 0
    return 1 if row.estimate.value > nothing else -1
