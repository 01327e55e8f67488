"""The value at which a number says that there is no effect."""

from __future__ import annotations

from motivelab.analyses.protocol.analysis import Row

_HALF = ("proportion", "mean", "probability")
_EFFECTS = (
    "pearson_r",
    "r_within",
    "r_between",
    "r_disattenuated",
    "spearman_rho",
    "log_odds",
    "log_ratio",
    "d_z",
    "d_av",
)


def no_effect(row: Row) -> float | None:
    """0 for differences and coefficients, 1 for ratios, one half for a tested share, None for what tests nothing.

    A mean or a share without a p is a height and no effect.

    Example:
        >>> from motivelab.schema.estimate import Estimate
        >>> e = Estimate(statistic="mean_difference", value=3.0, n=9, unit="row", method="t")
        >>> no_effect(Row(labels={}, estimate=e, scale="points"))
        0.0
    """
    statistic, tested = row.estimate.statistic, row.estimate.p is not None
    if statistic in OMNIBUS:
        return None
    if statistic == "ratio" or (statistic.endswith("_ratio") and not statistic.startswith("log_")):
        return 1.0
    if row.scale == "share":
        return 0.5 if statistic in _HALF and tested else None
    return 0.0 if tested or statistic in _EFFECTS or statistic.endswith("difference") else None


OMNIBUS = ("f", "chi2")
"""Statistics that test several things at once and have no direction."""
