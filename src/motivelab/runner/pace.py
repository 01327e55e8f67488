"""Requests and tokens a minute: two leaky buckets that hold one second's worth."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """When the next request to one host may go out.

    Requests are spread evenly over the minute instead of being sent in a burst and then held back. Tokens are
    booked before a call by estimate and corrected by what it really took.

    Attributes:
        requests_per_minute: or None for no limit.
        tokens_per_minute: or None for no limit.
    """

    requests_per_minute: float | None
    tokens_per_minute: float | None
    _next_request: float = field(default=0.0, init=False)
    _next_token: float = field(default=0.0, init=False)

    @property
    def unlimited(self) -> bool:
        """Whether nothing has to be waited for, ever."""
        return self.requests_per_minute is None and self.tokens_per_minute is None

    def book(self, now: float, *, tokens: float) -> float:
        """Book a request of an estimated size.

        Returns:
            Seconds to wait before it may be sent.
        """
        at = now
        if self.requests_per_minute is not None:
            at = max(at, self._next_request)
        if self.tokens_per_minute is not None:
            at = max(at, self._next_token)
        if self.requests_per_minute is not None:
            self._next_request = max(self._next_request, now - 1.0) + 60.0 / self.requests_per_minute
        if self.tokens_per_minute is not None:
            self._next_token = max(self._next_token, now - 1.0) + tokens * 60.0 / self.tokens_per_minute
        return at - now

    def correct(self, *, booked: float, used: float) -> None:
        """Book the difference between what was estimated and what was used."""
        if self.tokens_per_minute is not None:
            self._next_token += (used - booked) * 60.0 / self.tokens_per_minute
