"""Conversations and answers to train a tiny chat model on: a simulated run of the same procedures on other tasks.

    python benchmarks/real_server/export_pairs.py pairs.jsonl [--tasks 220]

Reads `study.toml` beside it, puts the short tasks of families that the study does not ask about in the place of its
tasks and simulated respondents in the place of its model, runs that, and writes one line a trial:
`{"procedure": "pre", "messages": [...], "answer": "..."}`. Works are cut at their last whole sentence, and the work
that follows a choice after its first, so that a model trained on them ends by itself.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import motivelab
from motivelab.bank.load import load_bank
from motivelab.procedures import procedure
from motivelab.runner.session import open_store
from motivelab.store.reading import completion_texts
from motivelab.studies.load import load_study

STUDY = Path(__file__).with_name("study.toml")
LONGEST_TASK = 130
"""Characters; beyond it sequences become too long to train on in minutes."""

_HEAD = """
name = "pairs"
seed = 7
[[respondents]]
model = "sim/coherent"
[[respondents]]
model = "sim/refusing"
[[judges]]
model = "sim/judge"
name = "judge"
[tasks]
ids = {ids}
[manipulations]
use = {use}
"""


def training_study(asked: dict[str, Any], *, tasks: int) -> str:
    """A study file like the one given, on simulated respondents and tasks of other families."""
    bank = load_bank()
    held_out = {t.family for t in bank.tasks if t.id in asked["tasks"]["ids"]}
    short = [t for t in bank.tasks if len(t.text) <= LONGEST_TASK and t.family not in held_out and t.ladder is None]
    step = max(1, len(short) // tasks)
    ids = [t.id for t in short[::step]][:tasks]
    text = _HEAD.format(ids=json.dumps(ids), use=json.dumps(asked["manipulations"]["use"]))
    for table in asked["procedures"]:
        changed = {**table, "replicates": 1}
        if "pairs" in changed:
            changed["pairs"] = tasks
        text += "\n[[procedures]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in changed.items())
    return text


def whole_sentences(work: str) -> str:
    """The work up to its last full stop, or all of it where it has none."""
    end = max(work.rfind(mark) for mark in ".!?")
    return work[: end + 1] if end > 0 else work


def to_learn(kind: str, answer: str) -> str:
    """The answer as a model shall learn it."""
    if kind == "performance":
        return whole_sentences(answer)
    choice, gap, work = answer.partition("\n\n")
    return f"{choice}{gap}{work.partition('. ')[0]}" if kind == "forced_choice" else answer


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--tasks", type=int, default=220)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "pairs.toml"
        study.write_text(training_study(tomllib.loads(STUDY.read_text(encoding="utf-8")), tasks=args.tasks))
        run = motivelab.run(load_study(study), out=Path(folder) / "run", progress=False)
        plan, written = run.plan, 0
        with open_store(run.directory) as store, args.out.open("w", encoding="utf-8") as out:
            ids = plan.columns["id"].tolist()
            texts = completion_texts(store, ids)
            for row, trial_id in enumerate(ids):
                if not texts.get(trial_id):
                    continue
                parent = plan.trial(row).parent_id
                trial = plan.trial(row, work=texts.get(parent, "") if parent is not None else "")
                kind = trial.cell.kind
                answer = to_learn(kind, texts[trial_id])
                messages = [{"role": m.role, "content": m.content} for m in procedure.get(kind).render(trial)]
                line = {"procedure": trial.cell.procedure, "messages": messages, "answer": answer}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                written += 1
    print(f"{written} pairs in {args.out}")


if __name__ == "__main__":
    main()
