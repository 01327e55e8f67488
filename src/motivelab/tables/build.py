"""Tables out of a plan and the store of its run."""

from __future__ import annotations

import polars as pl

from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.store import Store
from motivelab.tables.cell_frame import task_frame
from motivelab.tables.checked_work import checked_work
from motivelab.tables.choices import choices_table
from motivelab.tables.completions import completions_beside
from motivelab.tables.item_rows import item_rows
from motivelab.tables.judgements import judgements_table
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.performances import performances_table
from motivelab.tables.self_reports import self_reports_table
from motivelab.tables.tables import Tables
from motivelab.tables.trials import trials_table


def build_tables(plan: TrialPlan, store: Store, *, texts: bool = False) -> Tables:
    """The tidy tables of a run, however far it has come.

    Every planned trial is accounted for; completions of trials that are not (or no longer) planned are left out.

    Args:
        plan: the plan of the run.
        store: its store; it may be written to meanwhile.
        texts: whether performances come with their verbatim text.

    Raises:
        StoreError: the store cannot be read.
    """
    completions = completions_beside(plan, store, texts=texts)
    trials = trials_table(plan, completions)
    kept = [name for name in ("answer", "text") if name in completions.columns]
    answered = (
        pl.concat(
            [trials.select("trial_id", "kind", "status", "status_inherited"), completions.select(kept)],
            how="horizontal",
        )
        .with_row_index("row")
        .with_columns(pl.col("row").cast(pl.Int64))
        .filter(pl.col("status") == "answered")
    )
    del completions
    by_kind = {
        kind: answered.filter(pl.col("kind") == kind)
        for kind in ("self_report", "performance", "judgement", "forced_choice")
    }
    del answered
    work = by_kind.pop("performance")
    return Tables(
        trials=trials,
        self_reports=self_reports_table(trials, item_rows(plan, by_kind.pop("self_report"), kind="self_report")),
        performances=performances_table(trials, work, checked=checked_work(plan, store, work["row"])),
        judgements=judgements_table(trials, item_rows(plan, by_kind.pop("judgement"), kind="judgement")),
        choices=choices_table(trials, by_kind.pop("forced_choice"), tasks=task_frame(plan)),
        nonresponse=nonresponse_table(trials),
    )
