"""Draw data sets regime by regime until every row rests on enough of them; a run that was stopped goes on."""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Mapping
from typing import Protocol

import numpy as np
from coverage_tally import Tally

from motivelab.schema.estimate import Estimate

ENOUGH = 4000
BATCH = 200
# A regime in which a function refuses so many data sets is left as it is.
MOST = 8000


class Add(Protocol):
    """Records one interval of the regime at hand."""

    def __call__(self, estimate: Estimate, truth: float, *, name: str | None = None) -> None:
        """Record one interval against the truth."""
        ...


class Regime(Protocol):
    """Draws so many data sets and records the intervals of each; truths do not depend on `rng`."""

    def __call__(self, add: Add, rng: np.random.Generator, sets: int) -> None:
        """Draw and record."""
        ...


def run(name: str, regimes: Mapping[str, Regime]) -> None:
    """Count regimes up to `ENOUGH` data sets and keep docs/coverage/<name>.csv up to date after every batch.

    Each batch has a seed of its own from the regime's name and the batch's number, so that a run which was stopped and
    continued gives the same numbers as one that was not. Words on the command line choose regimes that contain one of
    them; `--again` starts these from nothing.
    """
    words = argparse.ArgumentParser(description=f"Coverage of {name}, into docs/coverage/{name}.csv.")
    words.add_argument("regimes", nargs="*", help="part of a regime's name; none: all")
    words.add_argument("--again", action="store_true", help="forget what was counted before")
    given = words.parse_args()
    tally = Tally(name)
    for title, regime in regimes.items():
        if given.regimes and not any(word in title for word in given.regimes):
            continue
        if given.again:
            tally.forget(title)
        began, old = time.process_time(), tally.drawn.get(title, 0)
        # A data set may hold several intervals of one kind.
        while min(drawn := tally.drawn.get(title, 0), tally.fewest(title)) < ENOUGH and drawn < MOST:
            seed = [zlib.crc32(f"{name}: {title}".encode()), drawn // BATCH]

            def add(estimate: Estimate, truth: float, *, name: str | None = None, title: str = title) -> None:
                tally.add(title, estimate, truth, name=name)

            regime(add, np.random.default_rng(seed), BATCH)
            tally.drawn[title] = drawn + BATCH
            tally.write(list(regimes))
        new = tally.drawn.get(title, 0) - old
        print(f"{time.process_time() - began:6.0f} s  {new:5d} data sets  {name}: {title}", file=sys.stderr, flush=True)
    tally.write(list(regimes))
