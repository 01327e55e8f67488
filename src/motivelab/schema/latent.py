"""The truth about a simulated respondent facing one task under one condition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """What a simulated respondent wants and is able to do; one record feeds all procedures of a task and condition.

    All on the standard normal scale of the respondent's task population unless said otherwise; higher means more.

    Attributes:
        want: how much it wants to do the task, effect of the condition included.
        able: how able it is.
        want_after: `want` once the work is done (effects of most incentives fade).
        interest, challenge, value, mastery, fear: the facets; fear runs against `able`.
        complies: probability (0 to 1) that it does the work when set to it.
        quality: how good its work is.
        tokens: expected length of the work in tokens.
    """

    want: float
    able: float
    want_after: float
    interest: float
    challenge: float
    value: float
    mastery: float
    fear: float
    complies: float
    quality: float
    tokens: float
