"""What is said of manipulations: which shift reports, which do not by much, and which the data cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses import motivation_by_condition
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.shifting.score_cube import POOLED
from motivelab.report.number import interval_text, listed, row_text, value_text
from motivelab.report.sentence import Sentence, excludes, within

SMALL = 5.0
"""Points of the response range; a shift that is surely smaller counts as none."""

_MEANT_TO_RAISE = ("positive extrinsic", "positive intrinsic", "money gain")
_MEANT_TO_LOWER = ("demotivation",)
_MOMENTS = {"pre": "before the task", "post": "after the task", "similar": "for a similar task"}


def shift_sentences(analysis: Analysis, *, constructs: Mapping[str, str]) -> Iterator[Sentence]:
    """One sentence a respondent and moment.

    The reference is the neutral control where there is one, since any added sentence may act; else no addition.

    Args:
        analysis: `motivation_by_condition`.
        constructs: what each condition is meant to move.
    """
    shifts = [r for r in analysis.rows if r.labels["measure"] == motivation_by_condition.SHIFT]
    cells = dict.fromkeys((r.labels["respondent"], r.labels["moment"]) for r in shifts)
    for respondent, moment in cells:
        own = [r for r in shifts if (r.labels["respondent"], r.labels["moment"]) == (respondent, moment)]
        pooled = [r for r in own if r.labels["reference"] == POOLED and r.labels["condition"] in constructs]
        against = pooled or [r for r in own if constructs.get(r.labels["reference"]) == "neutral"]
        rows = against or [r for r in own if constructs.get(r.labels["condition"]) != "neutral"]
        if rows:
            base = "a neutral text" if against else "no added text"
            yield _sentence(respondent, moment, rows, base=base, constructs=constructs)


def _sentence(respondent: str, moment: str, rows: list[Row], *, base: str, constructs: Mapping[str, str]) -> Sentence:
    shown = [r for r in rows if excludes(r, 0.0)]
    rest = [r for r in rows if r not in shown]
    small = [r for r in rest if within(r, -SMALL, SMALL)]
    unknown = [r for r in rest if r not in small]
    when = _MOMENTS.get(moment, moment)
    parts = []
    for word, sign in (("more", 1), ("less", -1)):
        ranked = sorted((r for r in shown if sign * r.estimate.value > 0), key=lambda r: -abs(r.estimate.value))
        if ranked:
            named = [f"{r.labels['condition']} ({row_text(r)}{_reversed(r, constructs)})" for r in ranked]
            parts.append(f"{word} under {listed(named)}")
    text = f"Asked {when}, {respondent} reports {'; '.join(parts)}, compared with {base}."
    if not parts:
        tried = rows[0].labels["condition"] if len(rows) == 1 else f"any of the {len(rows)} texts tried"
        text = f"Asked {when}, {respondent} is not shown to report more or less under {tried} than under {base}."
    if small:
        names = listed([r.labels["condition"] for r in small], last="or")
        text += f" A shift of {SMALL:.0f} points or more is ruled out under {names}."
    if unknown:
        widest = max(unknown, key=lambda r: (r.estimate.high or 0.0) - (r.estimate.low or 0.0))
        text += (
            f" The data cannot tell about {listed([r.labels['condition'] for r in unknown])}: "
            f"intervals are as wide as {interval_text(widest.estimate, widest.scale)}."
        )
    return Sentence(
        text=text,
        section=motivation_by_condition.DECLARATION.name,
        short=_short(shown, small, unknown),
        respondent=respondent,
    )


def _reversed(row: Row, constructs: Mapping[str, str]) -> str:
    construct, value = constructs.get(row.labels["condition"], ""), row.estimate.value
    against = (construct in _MEANT_TO_RAISE and value < 0) or (construct in _MEANT_TO_LOWER and value > 0)
    return ", the reverse of what it is meant to do" if against else ""


def _short(shown: list[Row], small: list[Row], unknown: list[Row]) -> str:
    if shown:
        ranked = sorted(shown, key=lambda r: -abs(r.estimate.value))[:3]
        more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
        return ", ".join(f"{r.labels['condition']} {value_text(r.estimate.value, r.scale)}" for r in ranked) + more
    return "cannot tell" if unknown else f"no shift of {SMALL:.0f} points or more" if small else "not estimable"
