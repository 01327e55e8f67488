"""Tables over the paper's whole design: seconds and peak memory of building and writing them.

    python benchmarks/tables.py [--directory DIRECTORY] [--tasks 1305] [--texts] [--whole]

The run is made once (see filled_run.py) and kept in the directory for the next time. Each measurement is a process of
its own: it opens the stored plan and the store, builds the tables and writes Parquet and CSV, as `motivelab tables`
does. The bound is 60 s and 2 GiB on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filled_run import make_filled_run

from motivelab.planning.plan_file import load_plan
from motivelab.store.store import Store
from motivelab.tables.build import build_tables
from motivelab.tables.read import read_tables
from motivelab.tables.write import write_tables


def measure(run: Path, *, texts: bool) -> dict[str, float]:
    """Seconds of each step and the peak memory of this process so far."""
    began = time.perf_counter()
    plan = load_plan(run)
    loaded = time.perf_counter()
    with Store.open(run) as store:
        tables = build_tables(plan, store, texts=texts)
    built = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=run) as folder:
        files = write_tables(tables, Path(folder))
        written = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(path.stat().st_size for path in files) / 2**20
        rows = {name: frame.height for name, frame in tables.items()}
        del tables
        again = time.perf_counter()
        read_tables(Path(folder))
        read = time.perf_counter() - again
    return {
        "open plan, s": loaded - began,
        "build, s": built - loaded,
        "write, s": written - built,
        "in all, s": written - began,
        "peak memory, MiB": peak,
        "files, MiB": size,
        "read back, s": read,
        **{f"rows of {name}": count for name, count in rows.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path(tempfile.gettempdir()) / "motivelab-filled-run")
    parser.add_argument("--tasks", type=int, default=1305)
    parser.add_argument("--texts", action="store_true", help="performances with their text")
    parser.add_argument("--whole", action="store_true", help="control, both orders and sides of pairs too")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    run = make_filled_run(options.directory, tasks=options.tasks, whole=options.whole)
    if options.measure:
        print(json.dumps(measure(run, texts=options.texts)))
        return
    own = [sys.executable, __file__, "--directory", str(options.directory), "--tasks", str(options.tasks), "--measure"]
    flags = [flag for flag, on in (("--texts", options.texts), ("--whole", options.whole)) if on]
    output = subprocess.run([*own, *flags], check=True, capture_output=True, text=True).stdout
    found = json.loads(output.splitlines()[-1])
    print(f"store: {(run / 'store.sqlite').stat().st_size / 2**20:,.0f} MiB; cores: {os.cpu_count()}")
    for name, value in found.items():
        print(f"{name:24} {value:12,.1f}" if isinstance(value, float) else f"{name:24} {value:12,}")


if __name__ == "__main__":
    main()
