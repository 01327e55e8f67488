"""Planning the founding study's whole design: seconds, peak memory, and the count of its generations.

    python benchmarks/plan.py [--tasks 1305]

The built-in study `paper` is compiled over a generated bank of 1,305 tasks in 264 families, priced and forecast, saved
and opened again, in a process that does nothing else. Required: at most 20 s and 1 GiB for `plan`, 719,025 generations
in the part `core`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

MOST_SECONDS = 20.0
MOST_MIB = 1024.0
GENERATIONS = 719_025

_BEGAN = time.perf_counter()

from generated_bank import write_generated_bank  # noqa: E402  (imports are part of what is measured)

from motivelab.planning.gather import gather_stimuli  # noqa: E402
from motivelab.planning.plan_file import current_plan, load_plan, save_plan  # noqa: E402
from motivelab.planning.prepare import prepare  # noqa: E402
from motivelab.studies.load import LoadedStudy, load_study, parse_study  # noqa: E402

_IMPORTED = time.perf_counter() - _BEGAN


def paper_over(folder: Path) -> LoadedStudy:
    """The built-in study `paper` with its tasks taken from a folder."""
    text = load_study("paper").text
    own = text.replace('bank = "core"', 'bank = "./bank"')
    if own == text:
        raise SystemExit('studies/paper.toml no longer says bank = "core"')
    return parse_study(own, where="paper", base=folder)


def peak_mib() -> float:
    """Most memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024.0 if sys.platform != "darwin" else 1024.0**2)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tasks", type=int, default=1305)
    tasks = arguments.parse_args().tasks
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        write_generated_bank(folder / "bank", tasks=tasks)
        loaded = paper_over(folder)
        times: dict[str, float] = {"imports": _IMPORTED}
        mark = time.perf_counter()

        def lap(name: str) -> None:
            nonlocal mark
            now = time.perf_counter()
            times[name] = now - mark
            mark = now

        gather_stimuli(loaded)
        lap("gather the stimuli, once more")
        prepared = prepare(loaded, environ={})
        lap("plan: gather, compile, forecast")
        after_plan = peak_mib()
        save_plan(prepared, folder / "run")
        lap("save the plan")
        load_plan(folder / "run")
        lap("open the saved plan")
        unchanged = current_plan(loaded, folder / "run") is not None
        lap("find the saved plan to be current")
    parts = {row["part"]: row for row in prepared.forecast.by_part().iter_rows(named=True)}
    print(f"{len(prepared.plan):,} trials in {len(prepared.plan.cells):,} cells, plan {prepared.plan.plan_hash}")
    for part, row in parts.items():
        usd = f"${row['usd']:,.0f}" if row["usd"] is not None else "unknown"
        print(f"  {part:<15} {row['trials']:>9,} trials {row['calls']:>9,} calls  {usd:>9}")
    for name, seconds in times.items():
        print(f"  {name:<36} {seconds:6.2f} s")
    print(f"  {'peak memory after planning':<36} {after_plan:6.0f} MiB")
    failures = []
    if times["imports"] + times["plan: gather, compile, forecast"] > MOST_SECONDS:
        failures.append(f"planning took longer than {MOST_SECONDS:g} s")
    if after_plan > MOST_MIB:
        failures.append(f"planning held more than {MOST_MIB:g} MiB")
    if tasks == 1305 and parts["core"]["trials"] != GENERATIONS:
        failures.append(f"the core has {parts['core']['trials']:,} generations, not {GENERATIONS:,}")
    if not unchanged:
        failures.append("the saved plan was not found to be current")
    print("\n".join(f"FAILED: {failure}" for failure in failures) or "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
