"""Whether the study `nahum2026` says what its authors' code says, byte for byte, for every question of the design.

    python benchmarks/nahum2026_equality.py CHECKOUT

CHECKOUT is the authors' repository at the pinned commit. Their own prompt code runs in a process of its own, on their
data, with stand-ins for the libraries that it needs only for asking. Works that judges and post-task reports follow
are made up, with braces and line ends in them, and their shuffle of the judge's criteria is given the plan's order.
Compared are messages, output caps, replicates, pairs and the side that a manipulation is about.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from motivelab import api
from motivelab.procedures.procedure import get
from motivelab.procedures.scale import shown_ids
from motivelab.schema.trial_plan import TrialPlan
from motivelab.studies.load import LoadedStudy, load_study

THEIRS = r"""
import json, random, sys, types
checkout = sys.argv[1]
for name in ("litellm", "tqdm", "matplotlib", "matplotlib.pyplot"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["litellm"].completion = None
sys.modules["tqdm"].tqdm = lambda rows: rows
sys.path.insert(0, checkout)
sys.dont_write_bytecode = True
import Experiments as E
import pandas as pd
frame = pd.read_csv(f"{checkout}/data/data.csv")
pairs = json.load(open(f"{checkout}/data/subtask_pairs_manipulation.json"))
request = json.load(sys.stdin)
order = []
random.shuffle = lambda rows: rows.sort(key=lambda row: order.index(row[0].replace(" ", "_").lower()))
def say(kind, exp, condition, at, example):
    prompt = exp.manipulate(exp.prompt(example))
    exp.update_params()
    asked = exp.exp_params
    print(json.dumps([f"{kind}|{condition}|{at}", exp.to_messages(prompt), asked["max_tokens"], asked["n"]]))
    return prompt
for c in E.manipulations:
    for at, row in enumerate(frame.to_dict("records")):
        say("pre", E.PreSelfReport(manipulation=c), c, at, row)
        say("breakdown", E.PreSelfReportBreakdown(manipulation=c), c, at, row)
        prompt = say("performance", E.Execute(manipulation=c), c, at, row)
        done = {**row, "prompt": str(prompt), "answer": request["works"][at]}
        off = {"manipulation": c, "use_manipulation": False}
        say("post", E.PostSelfReport(**off), c, at, done)
        if c == "none":
            say("similar", E.PostSimilarSelfReport(**off), c, at, done)
        order = request["orders"][f"{c}|{at}"]
        say("judgement", E.PostQuestionnaire(**off), c, at, done)
for c in E.manipulations_pairs:
    exp = E.PreChoose(name="", manipulation=c)
    for at, row in enumerate(exp.prepare_data(frame, pairs=pairs).to_dict("records")):
        say("choice", exp, c, f"{at}|{row['manipulate_on'] + 1 if c != 'none' else 0}", row)
"""

Question = tuple[str, list[dict[str, str]], int, int]


def one_respondent(loaded: LoadedStudy) -> LoadedStudy:
    """The study with its first respondent alone: prompts do not depend on who is asked."""
    study = loaded.study.model_copy(update={"respondents": loaded.study.respondents[:1]})
    return LoadedStudy(study=study, text=loaded.text, base=loaded.base)


def made_up_works(number: int) -> list[str]:
    """Works that would betray a template filled twice, or a line end lost."""
    return [f'Work {k}: {{subtask}} {{0}} {{{{x}}}}\r\n"quoted" é\u2019 {{answer: {k} \n' for k in range(number)]


def ours(plan: TrialPlan, works: list[str], orders: dict[str, list[str]]) -> Iterator[Question]:
    """Every question, replicates left out; the orders of the judge's criteria are noted on the way."""
    place = {task.id: at for at, task in enumerate(plan.stimuli.tasks)}
    replicates = {block.name or block.kind: block.replicates for block in plan.study.procedures}
    pairs = plan.columns["pair"]
    for row in range(len(plan)):
        if plan.columns["replicate"][row]:
            continue
        trial = plan.trial(row)
        cell, at = trial.cell, place[trial.task.id]
        condition = cell.condition.removeprefix("nahum2026_").replace("_", "-")
        if trial.parent_id is not None:
            trial = plan.trial(row, work=works[at])
        if cell.kind == "judgement":
            orders[f"{condition}|{at}"] = list(shown_ids(cell, trial.order))
        key = f"{cell.procedure}|{condition}|{at}"
        if cell.kind == "forced_choice":
            key = f"{cell.procedure}|{condition}|{pairs[row]}|{trial.side}"
        messages = [{"role": m.role, "content": m.content} for m in get(cell.kind).render(trial)]
        yield key, messages, cell.max_tokens, replicates[cell.procedure]


def theirs(checkout: Path, works: list[str], orders: dict[str, list[str]]) -> Iterator[Question]:
    """Every question as their code puts it."""
    request = json.dumps({"works": works, "orders": orders})
    done = subprocess.run(
        [sys.executable, "-c", THEIRS, str(checkout.resolve())],
        input=request,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"their code failed:\n{done.stderr}")
    for line in done.stdout.splitlines():
        key, messages, cap, n = json.loads(line)
        yield key, messages, cap, n


def main(checkout: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        api.import_protocol("nahum2026", checkout=checkout)
        plan = api.plan(one_respondent(load_study("nahum2026"))).plan
    works, orders = made_up_works(len(plan.stimuli.tasks)), dict[str, list[str]]()
    said: dict[str, Any] = {key: rest for key, *rest in ours(plan, works, orders)}
    asked: dict[str, Any] = {key: rest for key, *rest in theirs(checkout, works, orders)}
    equal = Counter(key.partition("|")[0] for key in asked if said.get(key) == asked[key])
    total = Counter(key.partition("|")[0] for key in asked)
    for procedure, number in total.items():
        conditions = {key.split("|")[1] for key in asked if key.startswith(f"{procedure}|")}
        print(f"{procedure:12} {equal[procedure]:6,} of {number:6,} equal, {len(conditions):2} conditions")
    differing = [key for key in asked if said.get(key) != asked[key]]
    beyond = said.keys() - asked.keys()
    print(f"all          {equal.total():6,} of {total.total():6,} equal; {len(beyond):,} asked by us alone")
    print(f"orders of the criteria: {len({tuple(o) for o in orders.values()})}")
    for key in differing[:3]:
        print(f"\n{key}\nours   {said.get(key)!r}\ntheirs {asked[key]!r}")
    return 1 if differing or beyond else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
