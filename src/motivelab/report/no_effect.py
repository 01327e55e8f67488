"""The value at which a number says that there is no effect."""

from __future__ import annotations

from motivelab.analyses.protocol.analysis import Row

_HALF = ("proportion", "mean", "probability")


def no_effect(row: Row) -> float | None:
    """0 for differences and coefficients, 1 for ratios, one half for a tested share, None for what tests nothing.

    A mean or a share without a p is a height and no effect.

    Example:
        >>> from motivelab.schema.estimate import Estimate
        >>> e = Estimate(statistic="mean_difference", value=3.0, n=9, unit="row", method="t")
        >>> no_effect(Row(labels={}, estimate=e, scale="points"))
        0.0
    """
    statistic = row.estimate.statistic
    if statistic == "ratio" or (statistic.endswith("_ratio") and not statistic.startswith("log_")):
        return 1.0
    if row.scale == "share":
        return 0.5 if statistic in _HALF and row.estimate.p is not None else None
    if row.scale in ("points", "coefficient") or statistic.endswith("difference"):
        return 0.0
    return None
