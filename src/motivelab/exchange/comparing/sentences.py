"""What may be said of the changes between two runs: nothing whose interval holds no change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from motivelab.analyses.protocol.analysis import Row
from motivelab.exchange.comparing.cells import REPORTED
from motivelab.exchange.comparing.changes import BY_CATEGORY, BY_FACET, CHANGE, OF_SHIFT

LEVEL = 0.05
SMALL = 5.0
"""Points; a change that is surely smaller counts as none."""
_MOMENTS = {"pre": "before the task", "post": "after the task", "similar": "for a similar task"}
_MINUS = "−"


def shown(row: Row) -> bool:
    """Whether the interval leaves out no change and p, held over its family of tests, is at most .05."""
    e, none = row.estimate, no_change(row)
    if e.low is None or e.high is None or e.p is None:
        return False
    return not e.low <= none <= e.high and e.p <= LEVEL


def no_change(row: Row) -> float:
    """The value that stands for no change: 1 for a ratio, else 0."""
    return 1.0 if row.estimate.statistic == "ratio" else 0.0


def sentences(rows: Iterable[Row]) -> Iterator[str]:
    """At most four sentences a pair of respondents: what changed, what is the same, surely alike, and cannot be told.

    Args:
        rows: of a comparison; only changes count.
    """
    tested = [r for r in rows if r.labels["measure"] in (CHANGE, BY_CATEGORY, BY_FACET, OF_SHIFT)]
    for who in dict.fromkeys((r.labels["respondent"], r.labels["other"]) for r in tested):
        own = [r for r in tested if (r.labels["respondent"], r.labels["other"]) == who]
        name = who[0] if who[0] == who[1] else f"{who[0]} against {who[1]}"
        changed = [r for r in own if shown(r)]
        if changed:
            ranked = sorted(changed, key=lambda r: r.labels["measure"] != CHANGE)
            told = "; ".join(f"{_about(r)} {number(r)}" for r in ranked[:8])
            more = f"; and {len(ranked) - 8} more" if len(ranked) > 8 else ""
            yield f"{name}: {len(changed)} of {len(own)} comparisons show a change: {told}{more}."
        else:
            yield f"{name}: none of {len(own)} comparisons shows a change."
        overall = [r for r in own if r not in changed and r.labels["measure"] == CHANGE and r.scale == "points"]
        same = [r for r in overall if r.estimate.low is None and r.estimate.value == 0]
        if same:
            yield f"{name}: no task differs in {'; '.join(map(_about, same))}."
        small = [r for r in overall if _within(r)]
        if small:
            yield f"{name}: a change of {SMALL:.0f} points or more is ruled out in {'; '.join(map(_about, small))}."
        unknown = [r for r in overall if not _within(r) and r not in same]
        if unknown:
            told = "; ".join(f"{_about(r)} {number(r)}" for r in unknown)
            yield f"{name}: the data cannot tell about {told}."


def number(row: Row) -> str:
    """A change with its interval, the sign always shown; ratios as factors.

    Example:
        >>> from motivelab.schema.estimate import Estimate
        >>> e = Estimate(statistic="mean_difference", value=-3.2, low=-5.0, high=-1.0, n=9, unit="family", method="t")
        >>> number(Row(labels={}, estimate=e, scale="points"))
        '−3.2 points [−5.0, −1.0]'
    """
    e = row.estimate
    ends = "" if e.low is None or e.high is None else f" [{_signed(e.low, row)}, {_signed(e.high, row)}]"
    unit = {"points": " points"}.get(row.scale, "")
    return f"{_signed(e.value, row)}{unit}{ends}"


def _signed(value: float, row: Row) -> str:
    if row.estimate.statistic == "ratio":
        return f"×{value:.2f}"
    text = f"{abs(value):.1f}" if row.scale == "points" else f"{abs(value):.3g}"
    return text if float(text) == 0 else f"{'+' if value > 0 else _MINUS}{text}"


def _about(row: Row) -> str:
    labels = row.labels
    parts = [labels["outcome"]]
    if labels["outcome"] == REPORTED and "moment" in labels:
        parts.append(_MOMENTS.get(labels["moment"], labels["moment"]))
    if "category" in labels:
        parts.append(f"in {labels['category']}")
    if "condition" in labels:
        against = f" against {labels['reference']}" if "reference" in labels else ""
        parts.append(f"under {labels['condition']}{against}")
    return " ".join(parts)


def _within(row: Row) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low > -SMALL and e.high < SMALL
