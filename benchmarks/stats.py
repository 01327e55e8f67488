"""How long the statistics of a full run take, beside R where R does the same. Run: `python benchmarks/stats.py`."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.stats.bradley_terry import bradley_terry
from motivelab.stats.choice_model import choice_model
from motivelab.stats.cluster_bootstrap import cluster_bootstrap
from motivelab.stats.mixed_model import mixed_model
from motivelab.stats.regression import regression

FAMILIES, TASKS, RESPONDENTS, CONDITIONS = 264, 1305, 5, 11
FORMULA = (
    "score ~ condition + (1|family/task) + (1|model) + (1|family:condition) + (1|model:condition) + (1|task:model)"
)


def main() -> None:
    rng = np.random.default_rng(1)
    family = np.concatenate([np.repeat(np.arange(258), 5), np.repeat(np.arange(258, 261), 4), np.arange(261, 264)])
    rows: list[tuple[str, float, float | None, str]] = []

    scores = 70 + rng.normal(0, 8, (RESPONDENTS, CONDITIONS, TASKS))
    start = time.perf_counter()
    weights = cluster_weights(family.tolist(), n_resamples=2000, rng=rng)
    cluster_bootstrap(scores, clusters=weights, conditions=list(range(CONDITIONS)), reference=0)
    rows.append(("bootstrap 2,000 x 264, 10 contrasts, 5 respondents", time.perf_counter() - start, None, "target 1 s"))

    model, condition, task = (
        a.ravel() for a in np.meshgrid(np.arange(RESPONDENTS), np.arange(CONDITIONS), np.arange(TASKS), indexing="ij")
    )
    y = 60 + rng.normal(0, 8, FAMILIES)[family[task]] + rng.normal(0, 5, TASKS)[task] + rng.normal(0, 6, 5)[model]
    y += rng.normal(0, 3, (FAMILIES, CONDITIONS))[family[task], condition] + rng.normal(0, 2, (5, 11))[model, condition]
    y += rng.normal(0, 4, (TASKS, RESPONDENTS))[task, model] + rng.normal(0, 6, len(y))
    names = np.array([f"c{c:02d}" for c in range(CONDITIONS)])[condition]
    data = {"score": y, "condition": names, "family": family[task], "task": task, "model": model}
    start, cpu = time.perf_counter(), time.process_time()
    fit = mixed_model(data, formula=FORMULA)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    rows.append(("mixed model, 71,775 rows, six terms, Satterthwaite", wall, None, f"target 10 s; {cpu:.1f} s CPU"))

    small = {k: v[condition < 3] for k, v in data.items()}
    start = time.perf_counter()
    part = mixed_model(small, formula="score ~ condition + (1|family/task) + (1|model)")
    wall = time.perf_counter() - start
    again, note = _in_r(small, part.fixed["condition[c01]"].value)
    rows.append((f"mixed model, {len(small['score']):,} rows, three terms", wall, again, note))

    start = time.perf_counter()
    regression(y, predictors={"money": (condition == 1).astype(float)}, clusters=family[task])
    rows.append(("OLS, 71,775 rows, CR2 by 264 families", time.perf_counter() - start, None, ""))

    first, second = rng.integers(0, FAMILIES, 3000), rng.integers(0, FAMILIES, 3000)
    keep = first != second
    first, second = first[keep], second[keep]
    difference = rng.normal(size=len(first))
    chosen = rng.random(len(first)) < 1 / (1 + np.exp(-0.3 - difference))
    start = time.perf_counter()
    choice_model(chosen, difference=difference, first=first, second=second)
    rows.append(("choice model, 3,000 trials, dyadic errors", time.perf_counter() - start, None, ""))
    start = time.perf_counter()
    bradley_terry(first, second, chosen, penalty=0.1)
    rows.append(("Bradley-Terry, 264 families, 3,000 choices", time.perf_counter() - start, None, ""))

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'what':55} {'here, s':>9} {'R, s':>9} {'R / here':>9}  note")
    for what, here, theirs, remark in rows:
        beside = ("-", "-") if theirs is None else (f"{theirs:.2f}", f"{theirs / here:.1f}")
        print(f"{what:55} {here:9.3f} {beside[0]:>9} {beside[1]:>9}  {remark}")
    print(f"peak memory {peak:.0f} MB (target 500); singular: {fit.singular}; Python {sys.version.split()[0]}")


def _in_r(data: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]], ours: float) -> tuple[float | None, str]:
    """Time of lmerTest on the same rows, and whether it agrees; nothing where there is no R."""
    if shutil.which("Rscript") is None:
        return None, "Rscript not found"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        header = ",".join(data)
        lines = [",".join(str(v) for v in row) for row in zip(*data.values(), strict=True)]
        path.write_text("\n".join([header, *lines]))
        script = (
            f'd <- read.csv("{path}"); suppressMessages(library(lmerTest)); t <- system.time({{f <- lmer(score ~ '
            "condition + (1|family/task) + (1|model), d); s <- summary(f)})[3]; "
            'cat(sprintf(\'{"t": %f, "b": %.9f}\', t, fixef(f)[2]))'
        )
        done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, "lmerTest not found"
    answer = json.loads(done.stdout)
    return float(answer["t"]), f"same slope: {abs(answer['b'] - ours) < 1e-4}"


if __name__ == "__main__":
    main()
