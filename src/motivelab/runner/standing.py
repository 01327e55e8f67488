"""How a run stands: read from its store, also while it is being written to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from motivelab.runner.session import open_run
from motivelab.schema.response import NONRESPONSE_REASONS
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.accounts import failed_attempts, returned_models, spending
from motivelab.store.lock import is_locked
from motivelab.store.reading import statuses

_COUNTED = ("answered", *NONRESPONSE_REASONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a run stands.

    Attributes:
        directory: where.
        study: its name.
        plan_hash: of the current plan.
        running: whether a process writes to it now.
        ledger: by respondent and procedure: planned, answered, each nonresponse reason, open; planned is the sum of
            the others. Trials whose work is empty or filtered count as that.
        spending: by respondent: requests, failed ones, tokens, US dollars.
        failures: failed attempts by respondent and kind, with the latest message.
        models: model ids that the hosts named.
    """

    directory: Path
    study: str
    plan_hash: str
    running: bool
    ledger: pl.DataFrame
    spending: pl.DataFrame
    failures: pl.DataFrame
    models: pl.DataFrame

    @property
    def planned(self) -> int:
        """Trials of the plan."""
        return int(self.ledger["planned"].sum())

    @property
    def open(self) -> int:
        """Trials that can still be asked."""
        return int(self.ledger["open"].sum())


def standing(directory: Path) -> Standing:
    """How the run of a directory stands.

    Raises:
        StoreError: it is no run directory, or cannot be read.
    """
    plan, store = open_run(directory)
    with store:
        return Standing(
            directory=directory,
            study=plan.study.name,
            plan_hash=plan.plan_hash,
            running=is_locked(directory),
            ledger=_ledger(plan, statuses(store)),
            spending=spending(store),
            failures=failed_attempts(store),
            models=returned_models(store),
        )


def _ledger(plan: TrialPlan, found: pl.DataFrame) -> pl.DataFrame:
    cells = pl.DataFrame(
        {
            "cell": pl.Series(range(len(plan.cells)), dtype=pl.UInt32),
            "respondent": [c.respondent.name for c in plan.cells],
            "procedure": [c.procedure for c in plan.cells],
        }
    )
    trials = plan.trials.select("id", "cell", "parent").join(found, left_on="id", right_on="trial", how="left")
    parents = trials.select(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("parent"), pl.col("status").alias("parent_status")
    )
    return (
        trials.join(parents, on="parent", how="left")
        .with_columns(
            pl.when(pl.col("status").is_not_null())
            .then(pl.col("status"))
            .when(pl.col("parent_status").is_in(["empty", "filtered"]))
            .then(pl.col("parent_status"))
            .otherwise(pl.lit("open"))
            .alias("status")
        )
        .join(cells, on="cell")
        .group_by("respondent", "procedure", maintain_order=True)
        .agg(
            pl.len().alias("planned"),
            *[(pl.col("status") == name).sum().alias(name) for name in (*_COUNTED, "open")],
        )
    )
