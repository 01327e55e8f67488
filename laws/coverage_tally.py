"""Count how often intervals hold the truth, and write the count down after every batch."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from motivelab.schema.estimate import Estimate

FOLDER = Path(__file__).parent.parent / "docs" / "coverage"
HEADER = (
    "statistic", "regime", "nominal", "coverage", "mc_error", "n_datasets", "drawn", "verdict", "flags"
)  # fmt: skip
# Flags that say something about the data, not about the interval.
NEUTRAL = {"missing", "negative", "negative_item", "negative_loading", "chi2_ignores_clusters", "no_replicates"}
NEUTRAL |= {"unpaired"}
# What a regime is called in which the caller hides the families that the function would need.
HIDDEN = "families not told"


@dataclass(slots=True, kw_only=True)
class Row:
    """What one statistic did in one regime.

    Attributes:
        level: nominal coverage.
        n: intervals asked for.
        held: how many of them held the truth; an estimate without an interval held nothing.
        flags: how many of the estimates carried each caution.
    """

    level: float
    n: int = 0
    held: int = 0
    flags: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Coverage."""
        return self.held / self.n if self.n else math.nan

    def verdict(self, regime: str) -> str:
        """`nominal` within two points, `conservative` above; below, `warned` where most estimates carry a caution.

        Below without one it `fails`; `misuse` where the regime hides from the function what it would need.
        """
        if abs(self.share - self.level) <= 0.02:
            return "nominal"
        if self.share > self.level:
            return "conservative"
        if HIDDEN in regime:
            return "misuse"
        return "warned" if any(2 * count >= self.n for count in self.flags.values()) else "fails"


class Tally:
    """Coverage of many statistics in many regimes, kept in docs/coverage/<name>.csv so that a run can go on later."""

    def __init__(self, name: str) -> None:
        self.path = FOLDER / f"{name}.csv"
        self.rows: dict[tuple[str, str], Row] = {}
        self.drawn: dict[str, int] = {}
        if self.path.exists():
            with self.path.open(newline="") as file:
                for line in csv.DictReader(file):
                    n, flags = int(line["n_datasets"]), dict(f.split("=") for f in line["flags"].split())
                    self.rows[line["statistic"], line["regime"]] = Row(
                        level=float(line["nominal"]),
                        n=n,
                        held=round(float(line["coverage"]) * n),
                        flags={flag: int(count) for flag, count in flags.items()},
                    )
                    self.drawn[line["regime"]] = int(line["drawn"])

    def add(self, regime: str, estimate: Estimate, truth: float, *, name: str | None = None) -> None:
        """Record one interval against the truth."""
        row = self.rows.setdefault((name or estimate.statistic, regime), Row(level=estimate.level))
        row.n += 1
        row.held += estimate.low is not None and estimate.high is not None and estimate.low <= truth <= estimate.high
        for flag in set(estimate.flags) - NEUTRAL:
            row.flags[flag] = row.flags.get(flag, 0) + 1

    def fewest(self, regime: str) -> int:
        """Data sets behind the row of this regime that has fewest."""
        return min((row.n for (_, r), row in self.rows.items() if r == regime), default=0)

    def forget(self, regime: str) -> None:
        """Drop what is known of a regime."""
        self.rows = {key: row for key, row in self.rows.items() if key[1] != regime}
        self.drawn.pop(regime, None)

    def write(self, order: Sequence[str]) -> None:
        """Write the file, regimes in this order; others are dropped."""
        place = {regime: i for i, regime in enumerate(order)}
        FOLDER.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(".part")
        with half.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            for (statistic, regime), row in sorted(self.rows.items(), key=lambda item: place.get(item[0][1], -1)):
                if regime not in place:
                    continue
                error = math.sqrt(row.share * (1 - row.share) / row.n)
                flags = " ".join(f"{flag}={count}" for flag, count in sorted(row.flags.items()))
                writer.writerow(
                    (
                        statistic,
                        regime,
                        f"{row.level:g}",
                        f"{row.share:.6f}",
                        f"{error:.4f}",
                        row.n,
                        self.drawn[regime],
                        row.verdict(regime),
                        flags,
                    )
                )
        half.replace(self.path)
