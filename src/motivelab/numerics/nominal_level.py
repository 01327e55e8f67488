"""How often an interval shall hold the truth, as a share."""

from __future__ import annotations

from motivelab.errors import DegenerateDataError


def upper_tail(level: float) -> float:
    """The probability below the upper end of a two-sided interval: (1 + level) / 2.

    Raises:
        DegenerateDataError: a level that is no share strictly between 0 and 1.

    Example:
        >>> upper_tail(0.95)
        0.975
    """
    if not 0 < level < 1:
        raise DegenerateDataError(f"level is {level!r}; give it as a share between 0 and 1, such as 0.95")
    return (1 + level) / 2
