"""Concurrency that adapts to what a host takes: up by one a round, down by a third when it asks for patience."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Throttle:
    """How many requests may be in flight to one host.

    Begins with a few, doubles every round until the host first objects or the limit is reached, then grows by one a
    round. Requests that were under way when the host objected do not count as further objections.

    Attributes:
        most: the study's limit.
        allowed: how many may be in flight now.
        paused_until: monotonic time before which nothing is sent, because the host said so.
    """

    most: int
    allowed: int = field(init=False)
    paused_until: float = 0.0
    _credit: float = 0.0
    _objected: bool = False
    _deaf_until: float = 0.0

    def __post_init__(self) -> None:
        self.allowed = min(self.most, 8)

    def succeeded(self) -> None:
        """A reply came."""
        if self.allowed >= self.most:
            return
        self._credit += 1.0 if not self._objected else 1.0 / self.allowed
        if self._credit >= 1.0:
            self._credit -= 1.0
            self.allowed += 1

    def objected(self, now: float, *, wait: float, latency: float) -> None:
        """The host asked for patience.

        Args:
            now: monotonic time.
            wait: seconds it asked for.
            latency: seconds the request took; objections to what was sent before now are heard for as long.
        """
        self.paused_until = max(self.paused_until, now + wait)
        if now < self._deaf_until:
            return
        self._objected = True
        self._credit = 0.0
        self.allowed = max(1, (self.allowed * 2) // 3)
        self._deaf_until = now + max(wait, latency)
