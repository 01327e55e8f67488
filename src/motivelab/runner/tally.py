"""What has been done, for people who watch: counts, rate, money, nonresponse by reason."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

RATE_WINDOW = 30.0


@dataclass(slots=True)
class LaneTally:
    """One respondent's share of a run.

    Attributes:
        planned: its trials.
        before: those answered before this session.
        answered: those answered in this session and durable, nonresponse included.
        failed: failed attempts of this session.
        in_flight: requests under way.
        allowed: requests that may be under way.
        waiting: why nothing is sent at the moment, or "".
        parked: why nothing more is sent, or "".
    """

    planned: int
    before: int
    answered: int = 0
    failed: int = 0
    in_flight: int = 0
    allowed: int = 0
    waiting: str = ""
    parked: str = ""
    _marks: deque[tuple[float, int]] = field(default_factory=deque)

    @property
    def open(self) -> int:
        """Trials without an answer."""
        return self.planned - self.done

    def rate(self, now: float, *, started: float) -> float:
        """Trials a second over the last half minute.

        Args:
            now: monotonic time.
            started: monotonic time at which the session began.
        """
        self._marks.append((now, self.answered))
        while len(self._marks) > 2 and self._marks[0][0] < now - RATE_WINDOW:
            self._marks.popleft()
        began, count = self._marks[0]
        if now - began < 1.0:
            began, count = started, 0
        return (self.answered - count) / max(now - began, 1e-9)

    @property
    def done(self) -> int:
        """Trials answered, earlier sessions included."""
        return self.before + self.answered


@dataclass(slots=True)
class Tally:
    """A run as it stands.

    Attributes:
        lanes: by respondent.
        nonresponse: this session's nonresponses by reason.
        calls: requests made in this session.
        usd: dollars spent in this session.
        usd_before: dollars spent in earlier ones.
        blocked: trials that stay open because the work they follow is empty or filtered.
        started: monotonic time at which the session began.
    """

    lanes: dict[str, LaneTally]
    started: float
    usd_before: float = 0.0
    blocked: int = 0
    calls: int = 0
    usd: float = 0.0
    nonresponse: Counter[str] = field(default_factory=Counter)

    @property
    def planned(self) -> int:
        """All trials of the plan."""
        return sum(lane.planned for lane in self.lanes.values())

    @property
    def answered(self) -> int:
        """Trials answered in this session."""
        return sum(lane.answered for lane in self.lanes.values())

    @property
    def done(self) -> int:
        """Trials answered in all sessions."""
        return sum(lane.done for lane in self.lanes.values())

    @property
    def open(self) -> int:
        """Trials without an answer."""
        return self.planned - self.done

    def rates(self, now: float) -> dict[str, float]:
        """Trials a second over the last half minute, by respondent."""
        return {name: lane.rate(now, started=self.started) for name, lane in self.lanes.items()}

    def seconds_left(self, rates: Mapping[str, float]) -> float | None:
        """Until everything is asked: respondents are asked side by side, so the slowest decides; None if unknown.

        Those that are parked or have nothing left do not count.
        """
        going = [(lane.open, rates[name]) for name, lane in self.lanes.items() if lane.open and not lane.parked]
        if any(rate <= 0 for _, rate in going):
            return None
        return max((left / rate for left, rate in going), default=0.0)

    def projected_usd(self) -> float:
        """Dollars that the whole run will have cost if what is open costs what this session's trials did."""
        a_trial = self.usd / self.answered if self.answered else 0.0
        return self.usd_before + self.usd + a_trial * self.open
