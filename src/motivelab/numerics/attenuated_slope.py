"""What a logit slope would be if its predictor were free of error."""

from __future__ import annotations

import math


def corrected_slope(slope: float, reliability: float) -> float:
    """b / sqrt(r^2 - b^2 r (1 - r) / 1.7^2); NaN where noise alone could not produce so steep a slope.

    Normal errors of the predictor and the normal approximation of the logistic curve, scale 1.7.

    Example:
        >>> round(corrected_slope(0.8, 0.7), 4), corrected_slope(3.0, 0.3)
        (1.2013, nan)

    Reference:
        Carroll, Ruppert, Stefanski and Crainiceanu (2006), Measurement Error in Nonlinear Models, section 4.8.
    """
    left = _left(slope, reliability)
    return slope / math.sqrt(left) if left > 0 else math.nan


def corrected_interval(
    slope: float, reliability: float, *, slopes: tuple[float, float], reliabilities: tuple[float, float]
) -> tuple[float, float] | None:
    """Ends of the corrected slope from those of slope and reliability: the squares of their distances are added.

    Args:
        slope: estimate.
        reliability: estimate, or what it is taken to be.
        slopes: ends of the slope's interval.
        reliabilities: ends of the reliability's interval; both `reliability` itself where it is known.

    Returns:
        None where noise alone could not produce some end, so that nothing bounds the slope.

    Reference:
        Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27,
        1693-1702.
    """
    centre = corrected_slope(slope, reliability)
    by_slope = [corrected_slope(end, reliability) for end in slopes]
    by_reliability = [corrected_slope(slope, end) if end > 0 else math.nan for end in reliabilities]
    ends = [centre, *by_slope, *by_reliability]
    if not all(map(math.isfinite, ends)):
        return None
    below = math.hypot(centre - by_slope[0], max(0.0, centre - min(by_reliability)))
    above = math.hypot(by_slope[1] - centre, max(0.0, max(by_reliability) - centre))
    return centre - below, centre + above


def _left(slope: float, reliability: float) -> float:
    return reliability**2 - slope**2 * reliability * (1 - reliability) / 1.7**2
