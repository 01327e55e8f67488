"""The tidy tables of one run, or of one study done elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import polars as pl

from motivelab.tables.codebook import codebook
from motivelab.tables.layout import empty_table


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Tables:
    """Six Polars frames, and a seventh from outside the run; what their columns hold stands in `codebook()`.

    Attributes:
        trials: one row a planned trial: its place in the design, what became of it, when, and at which cost.
        self_reports: one row an answered self-report and item.
        performances: one row a performance that was answered, refused and cut-off work included.
        judgements: one row an answered judgement and criterion.
        choices: one row an answered choice.
        nonresponse: the ledger, one row a respondent, procedure and condition.
        human_ratings: one row a rating that a person gave of a task; empty unless it was handed in.
    """

    trials: pl.DataFrame
    self_reports: pl.DataFrame
    performances: pl.DataFrame
    judgements: pl.DataFrame
    choices: pl.DataFrame
    nonresponse: pl.DataFrame
    human_ratings: pl.DataFrame = field(default_factory=lambda: empty_table("human_ratings"))

    def items(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The tables with their names, in the codebook's order."""
        for table in fields(self):
            yield table.name, getattr(self, table.name)

    def codebook(self) -> pl.DataFrame:
        """What every column holds; the same for all runs."""
        return codebook()
