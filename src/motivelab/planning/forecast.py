"""What a plan will take: trials, calls, tokens, money and time, by respondent, procedure, condition and part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.planning.price import price_of
from motivelab.planning.shared_calls import shares_calls
from motivelab.planning.tokens import trial_tokens
from motivelab.providers.registry import capabilities
from motivelab.schema.respondent import Price, Respondent
from motivelab.schema.trial_plan import PARTS, TrialPlan

TYPICAL_LATENCY = 1.0
"""Seconds until a host's first token."""

TOKENS_PER_SECOND = 60.0
"""Tokens that a host writes a second, for one request."""

SIMULATED_LATENCY = 0.002
"""Seconds that a call takes which stays in this process."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """What a plan will take if every call succeeds at once and every work is followed up.

    Attributes:
        by_cell: one row for each respondent x procedure x condition x part: `trials`, `calls`, `input_tokens`,
            `output_tokens`, `usd` (null where the price is unknown).
        by_respondent: one row a respondent, judges included: the same, and `seconds` under its limits.
        prices: dollars per million tokens by respondent, None where unknown.
    """

    by_cell: pl.DataFrame
    by_respondent: pl.DataFrame
    prices: Mapping[str, Price | None]

    @cached_property
    def trials(self) -> int:
        """All trials of the plan."""
        return int(self.by_cell["trials"].sum())

    @cached_property
    def calls(self) -> int:
        """Requests, replicates sharing one where the provider allows it."""
        return int(self.by_cell["calls"].sum())

    @cached_property
    def tokens(self) -> int:
        """Tokens read and written."""
        return round(float(self.by_cell["input_tokens"].sum()) + float(self.by_cell["output_tokens"].sum()))

    @property
    def unknown_prices(self) -> tuple[str, ...]:
        """Respondents whose price nobody has said."""
        return tuple(name for name, price in self.prices.items() if price is None)

    @cached_property
    def usd(self) -> float | None:
        """US dollars, or None where a price is unknown."""
        return None if self.unknown_prices else float(self.by_cell["usd"].sum())

    @cached_property
    def seconds(self) -> float:
        """Duration under the given limits: respondents are asked side by side, the slowest decides."""
        return float(max([0.0, *self.by_respondent["seconds"].to_list()]))

    def by_part(self) -> pl.DataFrame:
        """Trials, calls, tokens and dollars of the design as published and of what stands beside it."""
        order = {part: place for place, part in enumerate(PARTS)}
        sums = self.by_cell.group_by("part").agg(
            pl.sum("trials", "calls", "input_tokens", "output_tokens"),
            pl.when(pl.col("usd").is_null().any()).then(None).otherwise(pl.sum("usd")).first().alias("usd"),
        )
        return sums.sort(pl.col("part").replace_strict(order, return_dtype=pl.Int64))


def forecast(plan: TrialPlan) -> Forecast:
    """Forecast a plan."""
    respondents = {cell.respondent.name: cell.respondent for cell in plan.cells}
    prices = {name: price_of(respondent) for name, respondent in respondents.items()}
    per_cell = _per_cell(plan)
    labels = pl.DataFrame(
        {
            "cell": np.arange(len(plan.cells), dtype=np.int64),
            "respondent": [cell.respondent.name for cell in plan.cells],
            "procedure": [cell.procedure for cell in plan.cells],
            "condition": [cell.condition for cell in plan.cells],
        }
    )
    keys = ["respondent", "procedure", "condition", "part"]
    by_cell = (
        per_cell.join(labels, on="cell", maintain_order="left")
        .group_by(keys, maintain_order=True)
        .agg(pl.sum("trials", "calls", "input_tokens", "output_tokens"))
        .with_columns(_usd(prices))
    )
    by_respondent = by_cell.group_by("respondent", maintain_order=True).agg(
        pl.sum("trials", "calls", "input_tokens", "output_tokens")
    )
    seconds = [_seconds(respondents[row["respondent"]], row) for row in by_respondent.iter_rows(named=True)]
    by_respondent = by_respondent.with_columns(_usd(prices), pl.Series("seconds", seconds, dtype=pl.Float64))
    return Forecast(by_cell=by_cell, by_respondent=by_respondent, prices=prices)


def _per_cell(plan: TrialPlan) -> pl.DataFrame:
    """Sums over the trials of every cell and part that has any."""
    c, tokens = plan.columns, trial_tokens(plan)
    merges = np.array([shares_calls(cell) for cell in plan.cells])
    own_call = ~merges[c["cell"]] | (c["replicate"] == 0)
    group = c["cell"].astype(np.int64) * len(PARTS) + c["part"]
    n = len(plan.cells) * len(PARTS)

    def total(weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        return np.bincount(group, weights=weights, minlength=n).astype(np.float64)

    trials = total()
    frame = pl.DataFrame(
        {
            "cell": np.arange(n) // len(PARTS),
            "part": [PARTS[i] for i in (np.arange(n) % len(PARTS)).tolist()],
            "trials": trials.astype(np.int64),
            "calls": total(own_call.astype(np.float64)).astype(np.int64),
            "input_tokens": total(np.where(own_call, tokens.input, 0.0)),
            "output_tokens": total(tokens.output),
        }
    )
    return frame.filter(pl.col("trials") > 0)


def _usd(prices: Mapping[str, Price | None]) -> pl.Expr:
    def rate(side: str) -> pl.Expr:
        known = {name: (getattr(p, side) / 1e6 if p is not None else None) for name, p in prices.items()}
        return pl.col("respondent").replace_strict(known, return_dtype=pl.Float64)

    return (pl.col("input_tokens") * rate("input") + pl.col("output_tokens") * rate("output")).alias("usd")


def _seconds(respondent: Respondent, sums: Mapping[str, float]) -> float:
    """How long a respondent is busy: its concurrency, its requests and its tokens a minute, whichever binds."""
    calls, limits = sums["calls"], respondent.limits
    tokens = sums["input_tokens"] + sums["output_tokens"]
    if not capabilities(respondent.provider).wire:
        return calls * SIMULATED_LATENCY
    one = TYPICAL_LATENCY + sums["output_tokens"] / max(calls, 1) / TOKENS_PER_SECOND
    by_concurrency = calls * one / limits.concurrency
    by_requests = calls / limits.requests_per_minute * 60 if limits.requests_per_minute else 0.0
    by_tokens = tokens / limits.tokens_per_minute * 60 if limits.tokens_per_minute else 0.0
    return max(by_concurrency, by_requests, by_tokens)
