"""Coverage of changes between two runs of a respondent that did not change. Writes docs/coverage/diff.csv.

One simulated respondent is asked everything twice. Each replicate is taken for a run of its own: the same wants, other
answers, so that the truth is no change.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from coverage_run import Add, Regime, run

import motivelab
from motivelab.exchange.compare_runs import compare_runs
from motivelab.exchange.comparing.sentences import no_change
from motivelab.tables.tables import Tables

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


def twice(add: Add, rng: np.random.Generator, sets: int, *, model: str) -> None:
    """Ask twice and record every interval by its measure."""
    for _ in range(sets):
        with tempfile.TemporaryDirectory() as folder:
            study = Path(folder) / "twice.toml"
            study.write_text(STUDY.format(seed=int(rng.integers(1, 2**31)), model=model), encoding="utf-8")
            found = motivelab.run(study, out=Path(folder) / "run", progress=False).tables
        for row in compare_runs(half(found, 0), half(found, 1)).analysis.rows:
            if row.estimate.low is not None:
                add(row.estimate, no_change(row), name=row.labels["measure"])


REGIMES: dict[str, Regime] = {
    f"sim/{model} asked twice, 60 tasks": partial(twice, model=model) for model in ("coherent", "null")
}

if __name__ == "__main__":
    run("diff", REGIMES)
