"""Count how often intervals hold the truth, and write the count down."""

from __future__ import annotations

import csv
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from motivelab.schema.estimate import Estimate

FOLDER = Path(__file__).parent.parent / "docs" / "coverage"
# Flags that say something about the data, not about the interval.
NEUTRAL = {"missing", "negative", "negative_item", "negative_loading", "chi2_ignores_clusters", "no_replicates"}


class Tally:
    """Coverage of many statistics in many regimes.

    A row is `nominal` within two points of the nominal level, `conservative` above, `fails` below. A data set without
    an
    interval counts as a miss. `flags` lists the cautions that at least half of the data sets carried.
    """

    def __init__(self) -> None:
        self.hits: dict[tuple[str, str], list[bool]] = {}
        self.flags: dict[tuple[str, str], dict[str, int]] = {}
        self.levels: dict[tuple[str, str], float] = {}
        self.began = time.process_time()

    def add(self, regime: str, estimate: Estimate, truth: float, *, name: str | None = None) -> None:
        """Record one interval against the truth."""
        key = (name or estimate.statistic, regime)
        hit = estimate.low is not None and estimate.high is not None and estimate.low <= truth <= estimate.high
        self.hits.setdefault(key, []).append(hit)
        self.levels[key] = estimate.level
        seen = self.flags.setdefault(key, {})
        for flag in set(estimate.flags) - NEUTRAL:
            seen[flag] = seen.get(flag, 0) + 1

    def said(self, regime: str) -> None:
        """Print how far the script is."""
        print(f"{time.process_time() - self.began:6.0f} s  {regime}", file=sys.stderr, flush=True)

    def rows(self) -> list[Sequence[str]]:
        """One row a statistic and regime."""
        out: list[Sequence[str]] = []
        for (statistic, regime), hits in self.hits.items():
            n, level = len(hits), self.levels[statistic, regime]
            share = sum(hits) / n
            verdict = "nominal" if abs(share - level) <= 0.02 else "conservative" if share > level else "fails"
            error = math.sqrt(share * (1 - share) / n)
            flags = " ".join(sorted(f for f, c in self.flags[statistic, regime].items() if 2 * c >= n))
            out.append((statistic, regime, f"{level:g}", f"{share:.4f}", f"{error:.4f}", str(n), verdict, flags))
        return out

    def write(self, name: str) -> None:
        """Write docs/coverage/<name>.csv and print it."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        header = ("statistic", "regime", "nominal", "coverage", "mc_error", "n_datasets", "verdict", "flags")
        with (FOLDER / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(self.rows())
        for row in (header, *self.rows()):
            print("  ".join(str(cell).ljust(w) for cell, w in zip(row, (30, 52, 7, 8, 8, 10, 12, 0), strict=True)))
