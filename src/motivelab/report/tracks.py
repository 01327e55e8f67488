"""The published computation beside the recommended one, and what is said where they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.report.no_effect import no_effect
from motivelab.report.number import counted, listed, row_text
from motivelab.report.sentence import excludes

Verdict: TypeAlias = Literal["agrees", "shown only as published", "shown only as recommended", "opposite sign", ""]
"""How the two answers to one question relate; "" where one of them does not test anything."""

_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A number as it was published to be computed, and the recommended one where both answer the same."""

    published: Row
    recommended: Row | None

    @property
    def verdict(self) -> Verdict:
        """How the two relate."""
        if self.recommended is None:
            return ""
        there, here = _sign(self.published), _sign(self.recommended)
        if there is None or here is None:
            return ""
        if there == here:
            return "agrees"
        if there and here:
            return "opposite sign"
        return "shown only as published" if there else "shown only as recommended"


def pairings(analysis: Analysis) -> tuple[Pairing, ...]:
    """Every published row with its counterpart: the recommended row of the same labels and scale."""
    ours = {_key(r): r for r in analysis.rows if r.track == "recommended"}
    return tuple(
        Pairing(published=r, recommended=ours.get(_key(r))) for r in analysis.rows if r.track == "as_published"
    )


def differences(analysis: Analysis) -> Iterator[str]:
    """A sentence for each kind of disagreement; none where both tracks say the same."""
    found = pairings(analysis)
    kinds: tuple[tuple[Verdict, str], ...] = (
        ("shown only as published", "finds an effect that is not shown here"),
        ("shown only as recommended", "misses an effect that is shown here"),
        ("opposite sign", "finds the opposite of what is shown here"),
    )
    for verdict, words in kinds:
        pairs = [p for p in found if p.verdict == verdict]
        if pairs:
            named = [_named(p) for p in pairs[:_NAMED]]
            more = len(pairs) - len(named)
            rest = [f"{more} more"] if more else []
            yield (
                f"The published computation {words} in {len(pairs)} of {counted(len(found), 'comparison')}: "
                f"{listed([*named, *rest])}."
            )
    yield from _dimensions(found)
    yield from _intercepts(found)


def _dimensions(found: Sequence[Pairing]) -> Iterator[str]:
    for p in found:
        if p.recommended is None or p.published.labels.get("measure") != DIMENSIONS:
            continue
        there, here = round(p.published.estimate.value), round(p.recommended.estimate.value)
        if there != here:
            who = p.published.labels.get("respondent", "")
            rule = p.published.labels.get("term", "")
            yield (
                f"The published rule finds {counted(there, 'dimension')} in the answers of {who}; "
                f"{rule or 'parallel analysis'} finds {here}."
            )


def _intercepts(found: Sequence[Pairing]) -> Iterator[str]:
    tested = [p for p in found if p.recommended is not None and p.published.estimate.statistic in ("f", "f_statistic")]
    for p in tested:
        here = p.recommended.estimate.value if p.recommended is not None else 0.0
        if p.published.estimate.value > 2 * here:
            who = p.published.labels.get("respondent", "")
            yield (
                f"The published F of {who} ({p.published.estimate.value:,.1f}) also tests that the mean is not zero; "
                f"that categories differ has F {here:,.1f}."
            )


DIMENSIONS = "number of dimensions"


def _named(pair: Pairing) -> str:
    row = pair.published
    hidden = {"measure", "moment", "reference", "track"}
    about = [v for k, v in row.labels.items() if k not in hidden and v and v != "all respondents"]
    return f"{', '.join(about) or row.labels.get('measure', '')} ({_value(pair)})"


def _value(pair: Pairing) -> str:
    there = f"published {row_text(pair.published).removesuffix(' no interval')}"
    return there if pair.recommended is None else f"{there}, recommended {row_text(pair.recommended)}"


def _sign(row: Row) -> int | None:
    """Direction of an effect that is shown, 0 where none is, None where the row tests nothing."""
    e = row.estimate
    nothing = no_effect(row)
    if nothing is None or (e.p is None and e.low is None):
        return None
    shown = e.p <= 0.05 if e.p is not None and e.low is None else excludes(row, nothing)
    return (1 if e.value > nothing else -1) if shown else 0


def _key(row: Row) -> tuple[tuple[str, str], ...]:
    return (*sorted((k, v) for k, v in row.labels.items() if v), ("scale", row.scale))
