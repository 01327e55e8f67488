"""P values of a declared family of tests, adjusted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from motivelab.analyses.protocol.analysis import Row
from motivelab.stats.adjust_p import adjust_p


def with_false_discovery_held(rows: Sequence[Row]) -> list[Row]:
    """The same rows, each p replaced by its Benjamini-Hochberg adjusted value and the method saying over how many.

    All rows that carry a p are one family of tests; rows without one stay as they are.

    Example:
        >>> from motivelab.schema.estimate import Estimate
        >>> e = Estimate(statistic="mean_difference", value=1.0, n=9, unit="row", method="t", p=0.04)
        >>> one = Row(labels={}, estimate=e, scale="points")
        >>> with_false_discovery_held([one, one])[0].estimate.method
        't; p by Benjamini-Hochberg over 2 tests'
    """
    tested = [i for i, row in enumerate(rows) if row.estimate.p is not None]
    adjusted = adjust_p([rows[i].estimate.p or 0.0 for i in tested])
    out = list(rows)
    words = f"p by Benjamini-Hochberg over {len(tested)} test{'s' if len(tested) != 1 else ''}"
    for i, p in zip(tested, adjusted.tolist(), strict=True):
        e = rows[i].estimate
        out[i] = replace(rows[i], estimate=replace(e, p=p, method=f"{e.method}; {words}"))
    return out
