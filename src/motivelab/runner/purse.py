"""The budget: what was spent, what is under way, and whether another call may be made."""

from __future__ import annotations

from dataclasses import dataclass

from motivelab.schema.study import BudgetTable


@dataclass(slots=True)
class Purse:
    """Keeps a run within its budget.

    A call may be made while what was spent and what is expected of the calls in flight stay below the limit; so the
    limit is never passed by more than the calls in flight turn out dearer than expected.

    Attributes:
        budget: the study's limits; None means none.
        calls: requests made, earlier sessions included.
        usd: dollars spent, likewise.
        tokens: tokens used, likewise.
    """

    budget: BudgetTable
    calls: int = 0
    usd: float = 0.0
    tokens: int = 0
    _usd_under_way: float = 0.0
    _tokens_under_way: float = 0.0

    def may_spend(self, *, usd: float, tokens: float) -> bool:
        """Whether a call of an expected size fits; if so it is booked."""
        b = self.budget
        if b.calls is not None and self.calls + 1 > b.calls:
            return False
        if b.usd is not None and self.usd + self._usd_under_way + usd > b.usd:
            return False
        if b.tokens is not None and self.tokens + self._tokens_under_way + tokens > b.tokens:
            return False
        self.calls += 1
        self._usd_under_way += usd
        self._tokens_under_way += tokens
        return True

    def settle(self, *, expected_usd: float, expected_tokens: float, usd: float, tokens: int) -> None:
        """A booked call came back, or failed."""
        self._usd_under_way -= expected_usd
        self._tokens_under_way -= expected_tokens
        self.usd += usd
        self.tokens += tokens
