"""A run directory as it stands after the paper's whole design was asked: 719,025 completions that cost nothing.

    python benchmarks/filled_run.py DIRECTORY [--tasks 1305] [--open 0] [--whole]

Five simulated respondents and a judge over a generated bank of 1,305 tasks in 264 families. Performances average 2.5
KB, reasons have 200 characters, 3% are nonresponse. DIRECTORY then holds `study.toml`, `bank/` and `run/` (plan and
store), as a run would have left them, one request a completion; `--open 100` leaves the last hundred trials to be
asked, `--whole` adds the neutral control and both orders and sides of every pair. A directory that was filled in
the same way before is used as it is, unless the plan has changed since.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import orjson
from generated_bank import write_generated_bank

from motivelab.planning.plan_file import current_plan, save_plan
from motivelab.planning.prepare import prepare
from motivelab.schema.completion import Draft, Finish, Usage
from motivelab.schema.response import Response, Status, Value
from motivelab.schema.trial import Cell
from motivelab.schema.trial_plan import TrialPlan
from motivelab.schema.wire_body import WireBody
from motivelab.store.exchange import Answer, Exchange
from motivelab.store.store import Store
from motivelab.store.writing import ExchangeWriter
from motivelab.studies.load import load_study

BATCH = 20_000
_VERSION = 3
_REASONS: tuple[Status, ...] = ("refusal", "unparsable", "out_of_range", "truncated", "filtered", "empty")
_ODDS = (0.6, 0.16, 0.06, 0.08, 0.06, 0.04)
_ENVELOPE = b'{"id":"chatcmpl-0","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop"}]}'
_PROSE = (
    "the task work part case reading reason first second then because it holds both sides clear short long order of a"
    " to and in which would be given where each line keeps what was asked for with some care"
)

_STUDY = """
name = "filled"
seed = 2603
{respondents}
[[judges]]
model = "sim/coherent"
name = "judge"
variant = "judge"
[tasks]
bank = "./bank"
[manipulations]
use = "all"
control = {control}
[[procedures]]
kind = "self_report"
moment = "pre"
replicates = 2
[[procedures]]
kind = "self_report"
name = "breakdown"
moment = "pre"
instrument = "breakdown"
replicates = 2
[[procedures]]
kind = "performance"
max_tokens = 1000
[[procedures]]
kind = "self_report"
moment = "post"
replicates = 2
[[procedures]]
kind = "self_report"
moment = "similar"
conditions = ["none"]
replicates = 2
[[procedures]]
kind = "judgement"
replicates = 2
[[procedures]]
kind = "forced_choice"
name = "choice"
pairs = {pairs}
conditions = ["none", "money", "punishment", "futility"]
replicates = 2
orders = "{both}"
sides = "{both}"
"""
_RESPONDENT = """
[[respondents]]
model = "sim/coherent"
name = "respondent-{number}"
variant = "{number}"
"""


def make_filled_run(directory: Path, *, tasks: int = 1305, open_trials: int = 0, whole: bool = False) -> Path:
    """Fill a run directory, or find it filled.

    Args:
        directory: gets `study.toml`, `bank/` and `run/`.
        tasks: size of the generated bank.
        open_trials: how many trials, the last of the plan, are left open.
        whole: whether control, further orders and sides are asked too.

    Returns:
        The run directory, `directory / "run"`.
    """
    shape = {"version": _VERSION, "tasks": tasks, "open": open_trials, "whole": whole}
    mark, run = directory / "filled.json", directory / "run"
    if mark.exists() and {**json.loads(mark.read_text()), "plan": ""} == {**shape, "plan": ""}:
        loaded = load_study(directory / "study.toml")
        plan = current_plan(loaded, run)
        if plan is not None and plan.plan_hash == json.loads(mark.read_text()).get("plan"):
            return run
        print("filled under another plan; filling anew", flush=True)
        shutil.rmtree(run)
    if run.exists():
        raise SystemExit(f"{run} is there already, filled in another way or not to the end; remove it or name another")
    directory.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    write_generated_bank(directory / "bank", tasks=tasks)
    study = _STUDY.format(
        respondents="".join(_RESPONDENT.format(number=n) for n in range(1, 6)),
        control="true" if whole else "false",
        pairs=max(20, round(tasks * 1500 / 1305)),
        both="both" if whole else "one",
    )
    (directory / "study.toml").write_text(study, encoding="utf-8")
    began = time.perf_counter()
    prepared = prepare(load_study(directory / "study.toml"), environ={})
    save_plan(prepared, run)
    plan = prepared.plan
    print(f"plan of {len(plan):,} trials in {time.perf_counter() - began:.1f} s", flush=True)
    began = time.perf_counter()
    with Store.create(run, study=plan.study.name) as store:
        written = _fill(plan, store, stop=len(plan) - open_trials)
    print(f"{written:,} completions stored in {time.perf_counter() - began:.1f} s", flush=True)
    mark.write_text(json.dumps({**shape, "plan": plan.plan_hash}))
    return run


def _fill(plan: TrialPlan, store: Store, *, stop: int) -> int:
    written = 0
    batch: list[Exchange] = []
    answers = _Answers(plan)
    for exchange in answers.exchanges(stop):
        batch.append(exchange)
        if len(batch) == BATCH:
            written += _write(store, batch)
            batch.clear()
    return written + _write(store, batch)


def _write(store: Store, batch: list[Exchange]) -> int:
    with store.transaction() as run:
        ExchangeWriter(run).write(batch)
    return len(batch)


class _Answers:
    """Answers drawn up front in columns: only the records are made one by one."""

    def __init__(self, plan: TrialPlan) -> None:
        self._plan = plan
        rng = np.random.default_rng(1)
        n = len(plan)
        words = rng.choice(_PROSE.split(" "), 400_000)
        self._base = " ".join(words.tolist())
        self._start = rng.integers(0, len(self._base) - 40_000, n)
        self._length = np.clip(rng.lognormal(np.log(2500) - 0.18, 0.6, n), 40, 20_000).astype(np.int64)
        self._score = rng.normal(0.6, 0.2, n).clip(0, 1)
        self._missing = rng.random(n) < 0.03
        self._reason = rng.choice(len(_REASONS), n, p=_ODDS)

    def exchanges(self, stop: int) -> Iterator[Exchange]:
        plan = self._plan
        parents, ids = plan.columns["parent"], plan.columns["id"]
        stopped: set[int] = set()
        for row in range(stop):
            parent = int(parents[row])
            if parent in stopped:
                continue
            cell = plan.cells[plan.columns["cell"][row]]
            draft, response = self._answer(row, cell)
            if response.status in ("empty", "filtered"):
                stopped.add(row)
            prompt = self._base[: 600 + len(cell.condition)]
            task = plan.stimuli.tasks[plan.columns["task"][row]].text
            tokens = len(draft.text) // 4 + 1
            yield Exchange(
                respondent=cell.respondent,
                body=WireBody(
                    b'{"messages":[{"role":"user","content":\x00},{"role":"user","content":\x00}]}', (prompt, task)
                ),
                trial_ids=(int(ids[row]),),
                started=1_790_000_000.0 + row * 0.05,
                latency=0.8 + tokens * 0.01,
                attempt=1,
                answers=(Answer(int(ids[row]), 0, draft, response, saw=self._work(parent) if parent >= 0 else ""),),
                usage=Usage(input=200, output=tokens, reasoning=0, cached=128),
                cost=1e-6 * tokens,
                model="coherent-2026-01-01",
                reply_id=f"chatcmpl-{row}",
                envelope=_ENVELOPE,
                http_status=200,
            )

    def _work(self, row: int) -> str:
        start = int(self._start[row])
        return self._base[start : start + int(self._length[row])]

    def _answer(self, row: int, cell: Cell) -> tuple[Draft, Response]:
        status: Status = _REASONS[int(self._reason[row])] if self._missing[row] else "answered"
        if cell.kind == "performance":
            return self._performance(row, status)
        if status != "answered":
            finish: Finish = "length" if status == "truncated" else "filtered" if status == "filtered" else "stop"
            text = "" if status in ("empty", "filtered") else "I would rather not say, and leave it at that."
            return Draft(text=text, finish=finish), Response(status)
        start = int(self._start[row])
        why = self._base[start : start + 200]
        score = float(self._score[row])
        values: dict[str, Value]
        if cell.kind == "forced_choice":
            values = {"choice": 1 + int(score > 0.6), "reason": why}
            work = f"\n\n{self._base[start : start + 900]}"
            draft = Draft(text=orjson.dumps(values).decode() + work, finish="stop")
            return draft, Response("answered", {**values, "begun": True})
        assert cell.instrument is not None
        assert cell.format is not None
        low, high = cell.format.low, cell.format.high
        values = {
            item.id: low + round((high - low) * ((score + 0.13 * place) % 1.0))
            for place, item in enumerate(cell.instrument.items)
        }
        if cell.reason != "none":
            values["reason"] = why
        draft = Draft(text=orjson.dumps(values).decode(), finish="stop")
        return draft, Response("answered", {"reason": None, **values, "does_not_apply": False})

    def _performance(self, row: int, status: Status) -> tuple[Draft, Response]:
        if status in ("empty", "filtered"):
            return Draft(text="", finish="filtered" if status == "filtered" else "stop"), Response(status)
        text = self._work(row)
        truncated = status == "truncated"
        values: dict[str, Value] = {
            "complied": status != "refusal",
            "truncated": truncated,
            "characters": len(text),
            "words": text.count(" ") + 1,
        }
        return Draft(text=text, finish="length" if truncated else "stop"), Response("answered", values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--tasks", type=int, default=1305)
    parser.add_argument("--open", type=int, default=0, help="trials left open, the last of the plan")
    parser.add_argument("--whole", action="store_true", help="control, both orders and sides of pairs too")
    options = parser.parse_args()
    print(make_filled_run(options.directory, tasks=options.tasks, open_trials=options.open, whole=options.whole))


if __name__ == "__main__":
    main()
