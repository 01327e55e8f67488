"""The sentences that say where the published method would have come to another answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.report.number import counted, listed, p_text, row_text
from motivelab.report.tracks import Pairing, Verdict

_NAMED = 3
_KINDS: tuple[tuple[Verdict, str], ...] = (
    ("shown only as published", "finds an effect that is not shown here"),
    ("shown only as recommended", "misses an effect that is shown here"),
    ("opposite sign", "finds the opposite of what is shown here"),
    ("not shown here", "gives a number without a test where no effect is shown here"),
)
_HIDDEN = ("measure", "reference", "term")
_DIMENSIONS, _RULE = "number of dimensions", "parallel analysis, components (95%)"
_BOTH, _ALONE = "F of categories and the intercept together", "F of categories"


def otherwise(analysis: Analysis, pairs: Sequence[Pairing]) -> Iterator[str]:
    """A sentence for each kind of disagreement; none where both tracks say the same.

    Args:
        analysis: what was found, both tracks.
        pairs: its published rows with their counterparts.
    """
    judged = [p for p in pairs if p.comparable]
    for verdict, words in _KINDS:
        found = [p for p in judged if p.verdict == verdict]
        if found:
            rest = [f"{len(found) - _NAMED:,} more"] if len(found) > _NAMED else []
            yield (
                f"The published computation {words} in {len(found):,} of {counted(len(judged), 'comparison')}: "
                f"{listed([*map(_named, found[:_NAMED]), *rest])}."
            )
    yield from _intercept(analysis)
    yield from _dimensions(analysis)


def _named(pair: Pairing) -> str:
    row = pair.published
    about = [v for k, v in row.labels.items() if k not in _HIDDEN and v and v != "all respondents"]
    told = row_text(row).removesuffix(" no interval")
    if row.estimate.low is None and row.estimate.p is not None:
        told += f", p {p_text(row.estimate.p)}"
    here = "" if pair.recommended is None else f"; here {row_text(pair.recommended)}"
    return f"{', '.join(about) or row.labels.get('measure', '')} (published {told}{here})"


def _intercept(analysis: Analysis) -> Iterator[str]:
    """An F that also tests the intercept is large whenever the mean is not zero."""
    for printed in analysis.select(measure=_BOTH):
        who = printed.labels.get("respondent", "")
        alone = sorted(analysis.select(measure=_ALONE, respondent=who), key=lambda r: r.track == "as_published")
        if alone:
            e = alone[0].estimate
            p = f", p {p_text(e.p)}" if e.p is not None else ""
            yield (
                f"The published F ({who}: {printed.estimate.value:,.1f}) tests categories and the intercept together, "
                f"so that it is large wherever reports are not zero; that categories differ has F {e.value:,.1f}{p}."
            )


def _dimensions(analysis: Analysis) -> Iterator[str]:
    """The published study rotates a fixed number of components, whatever the data hold."""
    loadings = [r for r in analysis.select(measure="loading") if r.track == "as_published"]
    kept = {r.labels.get("component", "") for r in loadings}
    counts = analysis.select(measure=_DIMENSIONS, term=_RULE)
    other = [r for r in counts if round(r.estimate.value) != len(kept)]
    if kept and other:
        named = listed([f"{round(r.estimate.value)} ({r.labels.get('respondent', '')})" for r in other])
        yield f"The published computation keeps {len(kept)} components in any case; parallel analysis finds {named}."
