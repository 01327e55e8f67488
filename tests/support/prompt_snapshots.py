"""Snapshots of rendered prompts, one text file each.

`python -m tests.support.prompt_snapshots` writes them anew. It refuses while a stimulus has changed without its version
(see `stimulus_ledger.py`), so that a changed prompt is always a changed version.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.made_trials import WORDING, choice_cell, judge_cell, performance_cell, report_cell, trial
from tests.support.stimulus_ledger import current, recorded, unversioned

from motivelab.procedures.procedure import get
from motivelab.schema.message import Message
from motivelab.schema.trial import Trial

FOLDER = Path(__file__).parents[1] / "procedures" / "snapshots"
WORK = "<think>1, 2</think>\nOne, two, three.\n\nThree, two, one."


def trials() -> dict[str, Trial]:
    """The trials whose prompts are kept, by the snapshot's name."""
    given = performance_cell(manipulation=WORDING)
    in_system = performance_cell(manipulation=WORDING, placement="system", system_prompt="Answer in English.")
    return {
        "pre-motivation": trial(report_cell()),
        "pre-motivation-money-before": trial(report_cell(manipulation=WORDING)),
        "pre-motivation-money-after-reason-before": trial(
            report_cell(manipulation=WORDING, placement="after_task", reason="before", wording="open")
        ),
        "pre-motivation-money-system": trial(
            report_cell(manipulation=WORDING, placement="system", system_prompt="Answer in English.", reason="none")
        ),
        "pre-motivation-labelled": trial(report_cell("motivation", "labelled-7", wording="drive")),
        "pre-breakdown-order-3": trial(report_cell("breakdown", "1-100-na", reason="none"), order=3),
        "pre-task-motivation-scale": trial(report_cell("task_motivation_scale", "1-100-reversed", reason="none")),
        "pre-manipulation-check": trial(report_cell("manipulation_check", reason="none", manipulation=WORDING)),
        "pre-believability": trial(report_cell("believability", reason="none", manipulation=WORDING)),
        "post-motivation-money": trial(report_cell(moment="post", manipulation=WORDING, parent=given), work=WORK),
        "similar-motivation-system": trial(
            report_cell(moment="similar", manipulation=WORDING, placement="system", parent=in_system), work=WORK
        ),
        "performance": trial(performance_cell()),
        "performance-money-system": trial(in_system),
        "performance-money-after": trial(performance_cell(manipulation=WORDING, placement="after_task")),
        "choice": trial(choice_cell()),
        "choice-money-on-2-neither": trial(choice_cell(neither=True, manipulation=WORDING), side=2),
        "judgement-order-5": trial(judge_cell(), order=5, work=WORK),
        "judgement-assess-reason": trial(judge_cell(wording="assess", reason="after"), work=WORK),
    }


def as_text(messages: tuple[Message, ...]) -> str:
    """A conversation as a person reads it."""
    return "\n\n".join(f"[{m.role}]\n{m.content}" for m in messages) + "\n"


def rendered() -> dict[str, str]:
    """Every kept prompt as it is rendered now."""
    return {name: as_text(get(t.cell.kind).render(t)) for name, t in trials().items()}


if __name__ == "__main__":
    faults = unversioned(current(), recorded())
    if faults or current() != recorded():
        sys.exit(f"write the stimulus ledger first; unversioned: {'; '.join(faults) or 'nothing'}")
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, text in rendered().items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")
