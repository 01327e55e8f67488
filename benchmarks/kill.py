"""Kill -9 in mid-run: what is lost, and what is paid twice.

    python benchmarks/kill.py [--kills 8] [--concurrency 200]

A run against a server on this machine is killed at random moments and started again until it completes. The server
keeps count of what it answered. Lost: trials that the run had reported as done (its own log line, written after the
commit) and that were asked again. Paid twice: trials that the server answered more than once; at most those in
flight, or answered and not yet committed, at a kill.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import orjson

from motivelab.store.reading import answered
from motivelab.store.store import Store

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.loopback import LoopbackServer  # noqa: E402  # the repository's own test server, not installed

STUDY = """
name = "kill"
seed = 5
[[respondents]]
model = "vllm/tiny"
base_url = "{url}"
settings = {{ seed = true }}
limits = {{ concurrency = {concurrency} }}
[tasks]
sample = 400
[manipulations]
use = "all"
[[procedures]]
kind = "self_report"
replicates = 2
"""

CHILD = """
import sys, contextlib, motivelab.api as api
from motivelab.runner import run as r

durable = r._Run.durable
def told(self, batch):
    durable(self, batch)
    sys.stdout.write("".join(f"{a.trial_id}\\n" for x in batch for a in x.answers)); sys.stdout.flush()
r._Run.durable = told
api.run(sys.argv[1], out=sys.argv[2], progress=False)
"""
"""The run, told to say which trials it holds to be done."""


class _Server(threading.Thread):
    """The loopback server on a thread, counting answers by seed (one seed a trial)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.url = ""
        self.ready = threading.Event()
        self.server: LoopbackServer | None = None

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        async with LoopbackServer(latency=0.02) as self.server:
            self.url = self.server.url
            self.ready.set()
            await asyncio.Event().wait()

    def answered(self) -> Counter[int]:
        assert self.server is not None
        return Counter(orjson.loads(r.body)["seed"] for r in self.server.requests)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--concurrency", type=int, default=200)
    arguments = parser.parse_args()
    server = _Server()
    server.start()
    server.ready.wait(10)
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        study, out = Path(folder) / "study.toml", Path(folder) / "run"
        study.write_text(STUDY.format(url=server.url, concurrency=arguments.concurrency))
        acknowledged: set[int] = set()
        lost = kills = 0
        at_risk: list[int] = []
        while True:
            with open(os.devnull, "w") as silent:
                child = subprocess.Popen(
                    [sys.executable, "-c", CHILD, str(study), str(out)],
                    stdout=subprocess.PIPE,
                    stderr=silent,
                    text=True,
                )
            before = sum(server.answered().values())
            killed = False
            if kills < arguments.kills:
                while child.poll() is None and sum(server.answered().values()) == before:
                    time.sleep(0.005)
                time.sleep(rng.uniform(0.05, 0.8))
                if child.poll() is None:
                    child.send_signal(signal.SIGKILL)
                    killed = True
                    kills += 1
            assert child.stdout is not None
            said = {int(line) for line in child.stdout.read().splitlines() if line.lstrip("-").isdigit()}
            child.wait()
            acknowledged |= said
            with Store.open(out) as store:
                kept = set(answered(store)[0].tolist())
            lost += len(acknowledged - kept)
            if killed:
                time.sleep(0.1)
                at_risk.append(sum(server.answered().values()) - len(kept) - sum(at_risk))
            else:
                break
    counts = server.answered()
    twice = sum(n - 1 for n in counts.values())
    print(
        f"trials {len(kept):,}, kills {kills}, acknowledged and lost {lost}, paid twice {twice} "
        f"(in flight or not yet committed at the kills: {', '.join(map(str, at_risk))})"
    )
    if lost or twice > sum(at_risk):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
