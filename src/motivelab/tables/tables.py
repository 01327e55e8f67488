"""The tidy tables of one run, or of one study done elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import polars as pl

from motivelab.tables.codebook import codebook


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Tables:
    """Six Polars frames; what their columns hold stands in `codebook()`.

    Attributes:
        trials: one row a planned trial: its place in the design, what became of it, when, and at which cost.
        self_reports: one row an answered self-report and item.
        performances: one row a performance that was answered, refused and cut-off work included.
        judgements: one row an answered judgement and criterion.
        choices: one row an answered choice.
        nonresponse: the ledger, one row a respondent, procedure and condition.
    """

    trials: pl.DataFrame
    self_reports: pl.DataFrame
    performances: pl.DataFrame
    judgements: pl.DataFrame
    choices: pl.DataFrame
    nonresponse: pl.DataFrame

    def items(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The tables with their names, in the codebook's order."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)

    def codebook(self) -> pl.DataFrame:
        """What every column holds; the same for all runs."""
        return codebook()
