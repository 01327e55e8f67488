"""Results over the paper's whole design: seconds and peak memory of tables, analyses of both tracks, and the report.

    python benchmarks/results.py [--directory DIRECTORY] [--tasks 1305] [--whole]

The run is made once (see filled_run.py) and kept in the directory for the next time. The measurement is a process of
its own: it opens the run, builds the tables, answers every question as recommended and as published, and writes the
report with its transcripts, as `motivelab report` does. The bound is 120 s and 4 GiB on two cores.

Seconds of CPU are those of the whole process, threads included; on a machine that does other things besides they say
more than those on the clock.
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

SECONDS, GIBIBYTES = 120, 4


class Clock:
    """Seconds since the last look, on the clock and of the processor."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def look(self) -> tuple[float, float]:
        """Both, and from here on anew."""
        wall, cpu = time.perf_counter(), time.process_time()
        passed = wall - self._wall, cpu - self._cpu
        self._wall, self._cpu = wall, cpu
        return passed


def measure(run: Path) -> dict[str, object]:
    """Seconds of each stage and each question, and the peak memory of this process after each stage."""
    whole, clock = Clock(), Clock()
    from motivelab.analyses.protocol import catalogue
    from motivelab.api.answers import answers_of
    from motivelab.figures.drawing import catalogue as figures
    from motivelab.report.write_report import write_report

    for name in catalogue.names():
        catalogue.question(name)
    for name in figures.names():
        figures.figure(name)
    stages = {"imports": (*clock.look(), _peak())}
    answers = answers_of(run)
    stages["tables"] = (*clock.look(), _peak())
    questions: dict[str, tuple[float, float]] = {}
    asked: list[str] = []
    each = Clock()

    def told(name: str) -> None:
        if asked:
            questions[asked[-1]] = each.look()
        asked.append(name)
        each.look()

    analyses = catalogue.analyse_all(answers.tables, told=told)
    questions[asked[-1]] = each.look()
    stages["analyses"] = (*clock.look(), _peak())
    with tempfile.TemporaryDirectory(dir=run) as folder:
        written = write_report(
            answers.tables,
            manifest=answers.manifest,
            spending=answers.spending,
            analyses=analyses,
            fetch=answers.fetch,
            out=Path(folder) / "report.html",
        )
        stages["report"] = (*clock.look(), _peak())
        size = written.path.stat().st_size
    stages["in all"] = (*whole.look(), _peak())
    rows = {a.declaration.name: len(a.rows) for a in analyses}
    return {"stages": stages, "questions": questions, "rows": rows, "bytes": size}


def _peak() -> float:
    """Peak memory so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--directory", type=Path, default=Path(tempfile.gettempdir()) / "motivelab-filled-run")
    parser.add_argument("--tasks", type=int, default=1305)
    parser.add_argument("--whole", action="store_true", help="control, both orders and sides of pairs too")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    run = make_filled_run(options.directory, tasks=options.tasks, whole=options.whole)
    if options.measure:
        print(json.dumps(measure(run)))
        return
    own = [sys.executable, __file__, "--directory", str(options.directory), "--tasks", str(options.tasks), "--measure"]
    flags = ["--whole"] if options.whole else []
    output = subprocess.run([*own, *flags], check=True, capture_output=True, text=True).stdout
    found = json.loads(output.splitlines()[-1])
    print(f"store: {(run / 'store.sqlite').stat().st_size / 2**20:,.0f} MiB; cores: {os.cpu_count()}")
    print(f"{'question':32} {'wall, s':>9} {'CPU, s':>9} {'rows':>9}")
    for name, (wall, cpu) in found["questions"].items():
        print(f"{name:32} {wall:9.2f} {cpu:9.2f} {found['rows'][name]:9,}")
    print(f"{'stage':32} {'wall, s':>9} {'CPU, s':>9} {'peak, MiB':>9}")
    for name, (wall, cpu, peak) in found["stages"].items():
        print(f"{name:32} {wall:9.1f} {cpu:9.1f} {peak:9,.0f}")
    print(f"report: {found['bytes']:,} bytes")
    wall, cpu, peak = found["stages"]["in all"]
    kept = peak <= GIBIBYTES * 1024 and wall <= SECONDS
    print(f"bound: {SECONDS} s on the clock and {GIBIBYTES} GiB: {'kept' if kept else 'NOT kept'}")


if __name__ == "__main__":
    main()
