"""How long the statistics of a full run take, beside R where R does the same.

    python benchmarks/stats.py [WORD ...]

Words choose the cases whose name holds one of them. R's packages psych, lavaan, lmerTest, clubSandwich and boot are
wanted; a case whose package is missing is measured here alone and says so. `OMP_NUM_THREADS=1` measures one thread.
"""

from __future__ import annotations

import os
import resource
import sys

from stats_beside_r import measure
from stats_cases import cases

MEGABYTES = 500


def main(words: list[str]) -> None:
    """Measure the cases that the words choose, print a table."""
    chosen = [c for c in cases() if not words or any(w.lower() in c.what.lower() for w in words)]
    print(f"Python {sys.version.split()[0]}, OMP_NUM_THREADS={os.environ.get('OMP_NUM_THREADS', 'unset')}")
    print(f"{'what':58} {'here, s':>8} {'CPU, s':>8} {'R, s':>8} {'R / here':>8}  note")
    for case in chosen:
        t = measure(case)
        theirs, ratio = ("-", "-") if t.theirs is None else (f"{t.theirs:.3f}", f"{t.theirs / t.ours:.1f}")
        bound = "" if case.seconds is None else f" (bound {case.seconds:g} s)"
        print(f"{case.what:58} {t.ours:8.3f} {t.cpu:8.3f} {theirs:>8} {ratio:>8}  {t.remark}{bound}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all cases together: {peak:.0f} MB (bound of the mixed model alone {MEGABYTES} MB)")


if __name__ == "__main__":
    main(sys.argv[1:])
