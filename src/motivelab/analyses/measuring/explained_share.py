"""An interval for the share of variance that groups explain, from the F that tests it."""

from __future__ import annotations

from scipy import optimize, special


def explained_share_interval(
    f: float, *, df_model: int, df_residual: int, level: float = 0.95
) -> tuple[float, float] | None:
    """Ends of the interval of the population's R squared, by inverting the noncentral F distribution.

    Formula: the noncentralities at which F would stand at the upper and at the lower end of its distribution, each as
    l / (l + n), n = df_model + df_residual + 1. Rows are independent and normal around their group.

    Returns:
        None where F is not finite (groups explain everything).

    Example:
        >>> low, high = explained_share_interval(34.5, df_model=15, df_residual=248)
        >>> round(low, 3), round(high, 3)
        (0.597, 0.711)

    Reference:
        Steiger (2004), Psychological Methods 9, 164-182.
    """
    n = df_model + df_residual + 1
    if not 0 <= f < 1e12:
        return None

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
