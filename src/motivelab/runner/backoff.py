"""How long to wait before asking again."""

from __future__ import annotations

import random

FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0


def backoff(attempt: int, *, asked: float | None, jitter: random.Random) -> float:
    """Seconds to wait after a failed attempt.

    What the host asked for is honoured, with up to a tenth on top so that workers do not return all at once. Where it
    asked for nothing, the wait doubles with each attempt, and a random share of it is taken (full jitter, Brooker 2015,
    "Exponential backoff and jitter").

    Args:
        attempt: 1 after the first failure.
        asked: seconds the host asked for, or None.
        jitter: source of randomness.

    Example:
        >>> 2.0 <= backoff(1, asked=2.0, jitter=random.Random(0)) <= 2.2
        True
    """
    if asked is not None:
        return asked * (1.0 + 0.1 * jitter.random())
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1))
    return ceiling * (0.2 + 0.8 * jitter.random())
