"""A small compiled study on simulated respondents, over tasks of every category."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from motivelab.design.compile import compile_plan
from motivelab.instruments.load import load_instruments
from motivelab.manipulations.load import load_manipulations
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study
from motivelab.schema.task import CATEGORIES, Task
from motivelab.schema.trial_plan import TrialPlan
from motivelab.studies.load import LoadedStudy

_COMPLIANCE: dict[str, Any] = {"harmful": "refusable", "physical": "impossible"}
PROCEDURES: list[dict[str, Any]] = [
    {"kind": "self_report", "replicates": 2},
    {"kind": "self_report", "instrument": "breakdown"},
    {"kind": "performance"},
    {"kind": "self_report", "moment": "post"},
    {"kind": "judgement"},
    {"kind": "forced_choice", "name": "choice", "pairs": 130},
]


def tasks(families: int = 3, each: int = 2) -> tuple[Task, ...]:
    """So many families of so many tasks in every category."""
    return tuple(
        Task(
            id=f"{category}-{f}-{k}",
            family=f"{category}-{f}",
            categories=(category,),
            text=f"Do piece {k} of work {f} in {category}.",
            compliance=_COMPLIANCE.get(category, "doable"),
        )
        for category in CATEGORIES
        for f in range(families)
        for k in range(each)
    )


def plan(
    *models: str, procedures: list[dict[str, Any]] | None = None, families: int = 3, each: int = 2, **changes: Any
) -> TrialPlan:
    """A compiled study of those models."""
    document: dict[str, Any] = {
        "name": "made",
        "seed": 7,
        "respondents": [{"model": m} for m in models or ("sim/coherent",)],
        "judges": [{"model": "sim/judge"}],
        "manipulations": {"use": ["money", "meaningless"], "control": True},
        "procedures": procedures or PROCEDURES,
    }
    study = Study.model_validate(document | changes)
    instruments, manipulations = load_instruments(()), load_manipulations()
    stimuli = Stimuli(
        tasks=tasks(families, each),
        instruments={i: instruments[i] for i in ("motivation", "breakdown", "work_quality")},
        manipulations={m: manipulations[m] for m in ("money", "meaningless", "neutral")},
        bank="made",
    )
    return compile_plan(LoadedStudy(study=study, text="", base=Path()), stimuli)
