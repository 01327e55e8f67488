"""Coverage of changes between two runs of a respondent that did not change. Writes docs/coverage/diff.csv.

One simulated respondent is asked everything twice. Each replicate is taken for a run of its own: the same wants, other
answers, so that the truth is no change.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import polars as pl
from coverage_tally import Tally

import motivelab
from motivelab.exchange.compare_runs import compare_runs
from motivelab.exchange.comparing.sentences import no_change, shown
from motivelab.tables.tables import Tables

N = int(os.environ.get("NSETS", "60"))
STUDY = """
name = "twice"
seed = {seed}
[[respondents]]
model = "sim/{model}"
[[judges]]
model = "sim/judge"
[tasks]
bank = "core"
sample = 60
[manipulations]
use = ["money", "futility"]
control = true
[[procedures]]
kind = "self_report"
moment = "pre"
replicates = 2
[[procedures]]
kind = "self_report"
name = "breakdown"
moment = "pre"
instrument = "breakdown"
conditions = ["none"]
replicates = 2
[[procedures]]
kind = "performance"
replicates = 2
[[procedures]]
kind = "self_report"
moment = "post"
[[procedures]]
kind = "judgement"
[[procedures]]
kind = "forced_choice"
name = "choice"
pairs = 120
conditions = ["none", "money"]
replicates = 2
"""


def half(found: Tables, replicate: int) -> Tables:
    """One replicate of everything, with what follows its work."""
    works = found.performances.filter(pl.col("replicate") == replicate)["trial_id"].implode()
    follows = pl.col("parent_trial_id").is_in(works)
    first = pl.col("parent_trial_id").is_null() & (pl.col("replicate") == replicate)
    kept = {}
    for name, frame in found.items():
        if "parent_trial_id" in frame.columns:
            kept[name] = frame.filter(first | follows)
        else:
            kept[name] = frame.filter(pl.col("replicate") == replicate) if "replicate" in frame.columns else frame
    return Tables(**kept)


def twice(tally: Tally) -> None:
    """Count intervals by measure, and pairs of runs in which a change was stated."""
    for model in ("coherent", "null"):
        regime, stated = f"sim/{model} asked twice, 60 tasks", 0
        for seed in range(N):
            with tempfile.TemporaryDirectory() as folder:
                study = Path(folder) / "twice.toml"
                study.write_text(STUDY.format(seed=seed + 1, model=model), encoding="utf-8")
                found = motivelab.run(study, out=Path(folder) / "run", progress=False).tables
            rows = compare_runs(half(found, 0), half(found, 1)).analysis.rows
            for row in rows:
                if row.estimate.low is not None:
                    tally.add(regime, row.estimate, no_change(row), name=row.labels["measure"])
            stated += any(shown(row) for row in rows)
        tally.said(f"{regime}: a change was stated of {stated} of {N} pairs of runs")


if __name__ == "__main__":
    counted = Tally()
    twice(counted)
    counted.write("diff")
