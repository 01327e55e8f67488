"""How long a run of 700,000 stored completions takes to its first call after it is started again.

    python benchmarks/resume.py [--directory DIR] [--tasks 1305]

The run is filled as in `filled_run.py`, with 100 trials left open. Seconds are from the start of the process
(`motivelab run STUDY`) to the first request that leaves it, and to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filled_run import make_filled_run

CHILD = """
import json, os, resource, sys, time
from motivelab.runner.lane import Lane
first = []
attempt = Lane._attempt
async def timed(self, *arguments):
    if not first:
        first.append(time.time() - float(os.environ["STARTED"]))
    return await attempt(self, *arguments)
Lane._attempt = timed
import motivelab
outcome = motivelab.run(sys.argv[1], out=sys.argv[2], progress=False).outcome
print(json.dumps({
    "first call s": first[0], "end s": time.time() - float(os.environ["STARTED"]), "answered": outcome.answered,
    "planned": outcome.planned, "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, help="where to keep the filled run; by default a temporary folder")
    parser.add_argument("--tasks", type=int, default=1305)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = arguments.directory or Path(folder)
        run = make_filled_run(directory, tasks=arguments.tasks, open_trials=100)
        environ = {**os.environ, "STARTED": str(time.time())}
        child = subprocess.run(
            [sys.executable, "-c", CHILD, str(directory / "study.toml"), str(run)],
            env=environ,
            check=True,
            capture_output=True,
            text=True,
        )
    found = json.loads(child.stdout)
    print(", ".join(f"{k} {v:,.2f}" if isinstance(v, float) else f"{k} {v:,}" for k, v in found.items()))


if __name__ == "__main__":
    main()
