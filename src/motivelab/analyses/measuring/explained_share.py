"""How much of the variance of family means overlapping groups explain, with the F beyond a constant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallTest:
    """What groups explain.

    Attributes:
        test: Estimate `f`, its p that of the F test; `df` is the denominator's.
        explained: Estimate `r_squared` of the families at hand, without an interval.
        corrected: Estimate `r_squared_adjusted`, not below 0, with an interval for all families like these.
    """

    test: Estimate
    explained: Estimate
    corrected: Estimate


def overall_test(means: Floats, memberships: Mapping[str, Floats]) -> OverallTest | None:
    """Least squares of family means on group dummies, dummies that follow from others counted once.

    Formula: with r the rank of a constant and the dummies, F = (R2 / (r - 1)) / ((1 - R2) / (n - r)); the constant is
    not among what is tested. Adjusted R2 = 1 - (1 - R2)(n - 1)/(n - r).

    Args:
        means: (n,) one a family.
        memberships: by group, (n,) of 0 and 1; a family may be in several.

    Returns:
        None where there is nothing to test: one group, too few families, means that do not vary.

    Example:
        >>> groups = {"a": np.array([1.0, 1.0, 0.0, 0.0]), "b": np.array([0.0, 0.0, 1.0, 1.0])}
        >>> found = overall_test(np.array([1.0, 2.0, 6.0, 7.0]), groups)
        >>> round(found.test.value, 6), found.test.df, round(found.explained.value, 3)
        (50.0, 2.0, 0.962)

    In R:
        `anova(lm(y ~ 1), lm(y ~ ., D))`.
    """
    n = len(means)
    design = np.column_stack([np.ones(n), *memberships.values()])
    coefficients, _, rank, _ = np.linalg.lstsq(design, means, rcond=None)
    total = float(((means - means.mean()) ** 2).sum())
    df_model, df_residual = int(rank) - 1, n - int(rank)
    if df_model < 1 or df_residual < 1 or total <= 1e-20 * max(1.0, float(np.abs(means).max())) ** 2:
        return None
    r2 = min(1.0, max(0.0, 1 - float(((means - design @ coefficients) ** 2).sum()) / total))
    if r2 >= 1 - 1e-13:
        return None  # families of a group do not differ: F has no bound
    f = r2 / df_model / ((1 - r2) / df_residual)
    corrected = 1 - (1 - r2) * (n - 1) / df_residual
    low, high = explained_share_interval(f, df_model=df_model, df_residual=df_residual)
    words = f"OLS of family means, F({df_model}, {df_residual}) of groups beyond a constant"
    record = partial(Estimate, n=n, unit="family", n_units=n, df=float(df_residual))
    return OverallTest(
        test=record(statistic="f", value=f, p=float(special.fdtrc(df_model, df_residual, f)), method=words),
        explained=record(statistic="r_squared", value=r2, method=f"R squared; {words} = {f:.4g}"),
        corrected=record(
            statistic="r_squared_adjusted",
            value=max(0.0, corrected),
            low=min(low, max(0.0, corrected)),
            high=max(high, corrected, 0.0),
            method="adjusted R squared of family means, interval by noncentral F",
            flags=("boundary",) if corrected <= 0 else (),
        ),
    )


def explained_share_interval(f: float, *, df_model: int, df_residual: int, level: float = 0.95) -> tuple[float, float]:
    """Ends of the interval of the population's R squared, by inverting the noncentral F distribution.

    Formula: the noncentralities at which F would stand at the upper and at the lower end of its distribution, each as
    l / (l + n), n = df_model + df_residual + 1. Rows are independent and normal around their group.

    Example:
        >>> low, high = explained_share_interval(34.5, df_model=15, df_residual=248)
        >>> round(low, 3), round(high, 3)
        (0.593, 0.707)

    Reference:
        Steiger (2004), Psychological Methods 9, 164-182.
    """
    n = df_model + df_residual + 1

    def end(share: float) -> float:
        if float(special.fdtr(df_model, df_residual, f)) <= share:
            return 0.0
        top = 1.0

        def gap(noncentrality: float) -> float:
            return float(special.ncfdtr(df_model, df_residual, noncentrality, f)) - share

        while gap(top) > 0 and top < 1e9:
            top *= 2
        found = float(optimize.brentq(gap, 0.0, top)) if top < 1e9 else top
        return found / (found + n)

    return end((1 + level) / 2), end((1 - level) / 2)
