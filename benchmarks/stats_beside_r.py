"""One statistic timed here and in R, on the same data and in the same run.

R loads its packages and reads the data before its clock starts, so that both clocks see the statistic alone.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One statistic on one set of data.

    Attributes:
        what: in a few words, with the size.
        ours: computes it here and returns the number that is compared.
        in_r: an R expression of `d` (the data) that computes the same number; None where R is not asked.
        alone: why it is not.
        data: columns for R, by name; `ours` has its own.
        packages: that R needs.
        tolerance: largest difference of the two numbers that counts as the same; None where chance decides it.
        seconds: the bound that was set, if any.
        repeats: how often it runs on either side; the best counts.
    """

    what: str
    ours: Callable[[], float]
    in_r: str | None = None
    alone: str = "R is not asked"
    data: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    tolerance: float | None = None
    seconds: float | None = None
    repeats: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What one case took.

    Attributes:
        ours: seconds here.
        cpu: seconds of processor time here, all threads.
        theirs: seconds in R, None where it was not asked or has not the packages.
        remark: whether both gave the same number, or why there is no second one.
    """

    ours: float
    cpu: float
    theirs: float | None
    remark: str


def measure(case: Case) -> Timing:
    """Both clocks of a case."""
    best, cpu, value = float("inf"), 0.0, float("nan")
    for _ in range(case.repeats):
        wall, busy = time.perf_counter(), time.process_time()
        value = case.ours()
        wall, busy = time.perf_counter() - wall, time.process_time() - busy
        if wall < best:
            best, cpu = wall, busy
    if case.in_r is None:
        return Timing(ours=best, cpu=cpu, theirs=None, remark=case.alone)
    said = _in_r(case)
    if isinstance(said, str):
        return Timing(ours=best, cpu=cpu, theirs=None, remark=said)
    seconds, theirs = said
    if case.tolerance is None:
        return Timing(ours=best, cpu=cpu, theirs=seconds, remark=f"{value:.6g} and {theirs:.6g}, by chance")
    same = abs(value - theirs) <= case.tolerance
    remark = "same number" if same else f"DIFFERENT: {value!r} here, {theirs!r} in R"
    return Timing(ours=best, cpu=cpu, theirs=seconds, remark=remark)


def _in_r(case: Case) -> tuple[float, float] | str:
    if shutil.which("Rscript") is None:
        return "no Rscript here"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(case.data)
            write.writerows(zip(*(column.tolist() for column in case.data.values()), strict=True))
        script = Path(folder) / "case.R"
        script.write_text(_SCRIPT.format(case=case, packages=" ".join(case.packages)), "utf-8")
        done = subprocess.run(["Rscript", "--vanilla", script, path], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return "R: " + " ".join(done.stderr.split())[:160]
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return answer["seconds"], answer["value"]


_SCRIPT = """
for (p in strsplit("{packages}", " ")[[1]]) suppressPackageStartupMessages(library(p, character.only = TRUE))
d <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = TRUE)
set.seed(1)
statistic <- function() {{
{case.in_r}
}}
best <- Inf
sink(nullfile())
for (i in seq_len({case.repeats})) {{
  seconds <- system.time(value <- suppressWarnings(suppressMessages(statistic())))[["elapsed"]]
  best <- min(best, seconds)
}}
sink()
cat(sprintf('{{"seconds": %.4f, "value": %.12g}}\\n', best, as.numeric(value)))
"""
