"""Which replicates are asked in one call."""

from __future__ import annotations

from motivelab.procedures.item_order import n_orders
from motivelab.providers.registry import capabilities
from motivelab.schema.trial import Cell


def shares_calls(cell: Cell) -> bool:
    """Whether the replicates of a cell's questions come as several continuations of one request.

    They do where the provider takes `n` and the requests are the same: not in performances, whose tokens are a measure,
    not where every trial has a seed of its own, and not where items are shown in another order each time.
    """
    if cell.kind == "performance" or cell.respondent.settings.get("seed"):
        return False
    fixed = cell.prompt is not None and not cell.prompt.listings  # a protocol lists its items in one order
    if cell.instrument is not None and n_orders(len(cell.instrument.items)) > 1 and not fixed:
        return False
    return capabilities(cell.respondent.provider).n
