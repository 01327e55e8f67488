"""What the engine costs a call, against a bare loop that posts the same bodies.

    python benchmarks/engine.py [--trials 10000 200000] [--concurrency 200]

In one process and on one kind of event loop, against a server of no latency in a process of its own: first a bare
aiohttp loop posts the bodies that the plan would send and decodes the replies, then the run does the same with
everything that makes it a run: rendering, hashing, parsing, limits, a durable store; three times in turn, the best of
each counts. CPU is the process's own, all threads. Memory is the peak of a fresh process for each size.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import orjson

from motivelab.bank.load import load_bank
from motivelab.design.compile import compile_plan
from motivelab.planning.gather import gather_stimuli
from motivelab.procedures.procedure import get as procedure_of_kind
from motivelab.providers import registry
from motivelab.runner.display import watch_nothing
from motivelab.runner.run import run_plan
from motivelab.schema.completion import Call
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.store import Store
from motivelab.studies.load import parse_study

HERE = Path(__file__).parent
STUDY = """
name = "engine"
seed = 1
[[respondents]]
model = "vllm/loopback-model"
base_url = "http://127.0.0.1:{port}/v1"
limits = {{ concurrency = {concurrency} }}
{seeds}
price = {{ input = 0.15, output = 0.60 }}
[tasks]
sample = {size}
[manipulations]
use = "all"
[[procedures]]
kind = "self_report"
moment = "pre"
instrument = "motivation"
replicates = {replicates}
[[procedures]]
kind = "performance"
conditions = ["none"]
[[procedures]]
kind = "self_report"
moment = "post"
instrument = "motivation"
conditions = ["none"]
"""


@contextlib.contextmanager
def server() -> Iterator[int]:
    """The server's port, while it runs."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "zero_latency_server.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)


def make_plan(trials: int, *, port: int, concurrency: int) -> TrialPlan:
    """About so many trials, a call each: reports under all conditions, works, and reports that follow them."""
    tasks = len(load_bank("core").tasks)
    size = min(tasks, max(15, trials // 14))
    replicates = max(1, round((trials / size - 2) / 12))
    # seeds keep the replicates of a question apart, which would share a call; one replicate needs none
    seeds = "settings = { seed = true }" if replicates > 1 else ""
    text = STUDY.format(port=port, concurrency=concurrency, replicates=replicates, size=size, seeds=seeds)
    loaded = parse_study(text, where="benchmark", base=Path())
    return compile_plan(loaded, gather_stimuli(loaded))


def bodies(plan: TrialPlan) -> list[bytes]:
    """What the run sends, rendered beforehand; post-task reports with a work of the server's size."""
    respondent = plan.cells[0].respondent
    provider = registry.connect(respondent, environ={})
    work = "A paragraph of work that was asked for, with some detail. " * 43
    found = []
    for row in range(len(plan)):
        trial = plan.trial(row, work=work)
        messages = procedure_of_kind(trial.cell.kind).render(trial)
        seed = trial.id & 0x7FFFFFFF if respondent.settings.get("seed") else None
        call = Call(respondent=respondent, messages=messages, max_tokens=trial.cell.max_tokens, seed=seed)
        found.append(provider.encode(call).to_bytes())
    return found


async def bare(posts: list[bytes], *, port: int, concurrency: int) -> None:
    """Post and decode, nothing else."""
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    left = iter(posts)
    connector = aiohttp.TCPConnector(limit=concurrency)
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(connector=connector) as session:

        async def worker() -> None:
            for post in left:
                async with session.post(url, data=post, headers=headers) as response:
                    orjson.loads(await response.read())

        await asyncio.gather(*(worker() for _ in range(concurrency)))


async def engine(plan: TrialPlan, directory: Path) -> int:
    with Store.create(directory, study="engine") as store:
        outcome = await run_plan(plan, store, prices={"vllm/loopback-model": None}, environ={}, watch=watch_nothing)
    if not outcome.complete:
        raise SystemExit(f"the run did not complete: {outcome}")
    return outcome.calls


def measure(trials: int, concurrency: int, *, with_bare: bool) -> dict[str, float]:
    """One line of the table."""
    best = {"bare": float("inf"), "engine": float("inf")}
    with server() as port:
        plan = make_plan(trials, port=port, concurrency=concurrency)
        posts = bodies(plan) if with_bare else []
        for _ in range(3 if with_bare else 1):
            if with_bare:
                cpu = time.process_time()
                asyncio.run(bare(posts, port=port, concurrency=concurrency))
                best["bare"] = min(best["bare"], (time.process_time() - cpu) / len(posts) * 1e3)
            with tempfile.TemporaryDirectory() as directory:
                cpu, wall = time.process_time(), time.perf_counter()
                calls = asyncio.run(engine(plan, Path(directory)))
                best["engine"] = min(best["engine"], (time.process_time() - cpu) / calls * 1e3)
                rate = calls / (time.perf_counter() - wall)
    found = {"trials": float(len(plan)), "calls": float(calls), "engine ms CPU/call": best["engine"], "calls/s": rate}
    if with_bare:
        found |= {"bare ms CPU/call": best["bare"], "ratio": best["engine"] / best["bare"]}
    return found | {"peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, nargs="+", default=[10_000, 200_000])
    parser.add_argument("--concurrency", type=int, default=200)
    parser.add_argument("--one", choices=["cpu", "memory"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        found = measure(arguments.trials[0], arguments.concurrency, with_bare=arguments.one == "cpu")
        print(json.dumps(found))
        return
    for trials in arguments.trials:
        for what in ("cpu", "memory"):
            command = [sys.executable, __file__, "--trials", str(trials), "--one", what]
            command += ["--concurrency", str(arguments.concurrency)]
            if what == "cpu" and trials > 50_000:
                continue  # the ratio does not change with size; the bodies of a large plan would fill the memory
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"{what:>6}: " + ", ".join(f"{k} {v:,.3g}" if v < 1000 else f"{k} {v:,.0f}" for k, v in found.items())
            )


if __name__ == "__main__":
    main()
