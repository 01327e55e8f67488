"""Which works go out to people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from motivelab.procedures.betrayal import betrays_condition
from motivelab.procedures.thinking import visible_work
from motivelab.schema.digest import format_trial_id
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.reading import completion_texts, statuses
from motivelab.store.store import Store

LONGEST = 30_000
"""Characters; spreadsheets cut longer cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One work as a person gets it.

    Attributes:
        blind_id: its name on the sheet; says nothing.
        trial_id: of the performance, 16 hexadecimal digits.
        task: the task's text.
        text: the work, marked reasoning left out.
    """

    blind_id: str
    trial_id: str
    task: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Works that go out, and those that cannot.

    Attributes:
        works: in the order of the sheet.
        betraying: how many were passed over because they repeat the manipulation's words.
        too_long: how many because a spreadsheet would cut them.
    """

    works: tuple[Work, ...]
    betraying: int
    too_long: int


def draw_works(plan: TrialPlan, store: Store, *, n: int, seed: int) -> Drawn:
    """Draw works evenly over respondents and conditions, then shuffle them.

    Args:
        plan: of the run.
        store: of the run; only work that was handed in, or refused in words, is drawn.
        n: how many at most.
        seed: the same seed draws the same works from the same run.
    """
    found = statuses(store)
    answered = set(found.filter(found["status"] == "answered")["trial"].to_list())
    strata: dict[tuple[str, str], list[int]] = defaultdict(list)
    performed = [c.kind == "performance" for c in plan.cells]
    for row, (trial, cell) in enumerate(zip(plan.columns["id"].tolist(), plan.columns["cell"].tolist(), strict=True)):
        if performed[cell] and trial in answered:
            strata[plan.cells[cell].respondent.name, plan.cells[cell].condition].append(row)
    rng = np.random.default_rng([seed, int(plan.plan_hash[:8], 16)])
    queues = [rng.permutation(strata[key]).tolist() for key in sorted(strata)]
    rng.shuffle(queues)
    works: list[tuple[str, str, str]] = []
    betraying = too_long = 0
    while len(works) < n and any(queues):
        for queue in queues:
            if not queue or len(works) == n:
                continue
            trial = plan.trial(queue.pop())
            text = visible_work(completion_texts(store, [trial.id]).get(trial.id, ""))
            said = trial.cell.wording.text if trial.cell.wording is not None else ""
            if len(text) > LONGEST:
                too_long += 1
            elif betrays_condition(text, said, task=trial.task.text):
                betraying += 1
            elif text:
                works.append((format_trial_id(trial.id), trial.task.text, text))
    rng.shuffle(works)
    # numbered after shuffling, so that a name does not tell in which turn its work was drawn
    named = tuple(
        Work(blind_id=f"w{place:04d}", trial_id=trial_id, task=task, text=text)
        for place, (trial_id, task, text) in enumerate(works, start=1)
    )
    return Drawn(works=named, betraying=betraying, too_long=too_long)
