"""A number, or the sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from motivelab.analyses.protocol.analysis import Row, Scale
from motivelab.analyses.protocol.possible_range import cut_to_possible
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate


def row_or_note(
    labels: Mapping[str, str], compute: Callable[[], Estimate], *, scale: Scale, tested: bool = False
) -> Row | str:
    """Compute one estimate for the given labels.

    Args:
        labels: what it is about.
        compute: gives it, or raises.
        scale: how its value reads.
        tested: whether its p answers a question that is asked; otherwise (that a mean is not 0) it is left out.

    Returns:
        A row, its interval cut to what its scale allows; or, where no sound number can be given (too few families, no
        variance, a value that is not finite), a note "not estimable: ..." that names the labels and the reason.

    Example:
        >>> from motivelab.stats.mean import mean
        >>> row_or_note({"respondent": "a"}, lambda: mean([1.0], clusters=["f"]), scale="percent")
        'not estimable: a: 1 cluster(s) with a complete row among 1 rows; at least 2 are needed'
    """
    name = ", ".join(v for v in labels.values() if v)
    try:
        estimate = compute()
    except StatisticsError as error:
        return f"not estimable: {name}: {error}"
    if not estimate.estimable or "one_cluster" in estimate.flags:
        why = ", ".join(estimate.flags).replace("_", " ") or "the value is not finite"
        return f"not estimable: {name}: {why}"
    kept = estimate if tested else replace(estimate, p=None)
    return Row(labels=dict(labels), estimate=cut_to_possible(kept, scale), scale=scale)
