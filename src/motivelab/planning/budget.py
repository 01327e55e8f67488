"""Whether a plan fits its budget."""

from __future__ import annotations

from motivelab.planning.forecast import Forecast
from motivelab.schema.study import BudgetTable

_WAY_OUT = "raise it, or ask less: fewer tasks (tasks.sample), replicates, conditions or respondents"


def budget_faults(budget: BudgetTable, expected: Forecast) -> tuple[str, ...]:
    """What of a budget the plan does not fit, one sentence each; empty where it fits or there is none.

    Calls are counted; tokens and money are forecast (see docs/design-of-trials.md), and the run keeps to the budget
    whatever the forecast was.
    """
    faults: list[str] = []
    if budget.calls is not None and expected.calls > budget.calls:
        faults.append(f"budget.calls = {budget.calls}: the plan takes {expected.calls:,} calls; {_WAY_OUT}")
    if budget.tokens is not None and expected.tokens > budget.tokens:
        faults.append(f"budget.tokens = {budget.tokens}: the plan takes about {expected.tokens:,} tokens; {_WAY_OUT}")
    if budget.usd is not None and expected.unknown_prices:
        who = ", ".join(map(repr, expected.unknown_prices))
        faults.append(
            f"budget.usd = {budget.usd:g}: the price of {who} is not known, so money cannot be counted; give it"
            " (`price = { input = 0.5, output = 1.5 }`, in dollars per million tokens, 0 for a server of your own), or"
            " set the budget in calls or tokens"
        )
    elif budget.usd is not None and expected.usd is not None and expected.usd > budget.usd:
        faults.append(f"budget.usd = {budget.usd:g}: the plan costs about ${expected.usd:,.2f}; {_WAY_OUT}")
    return tuple(faults)
