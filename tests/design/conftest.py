"""Studies and stimuli of any size, made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motivelab.instruments.load import load_instruments
from motivelab.schema.manipulation import Manipulation, ManipulationWording
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study
from motivelab.schema.task import Task
from motivelab.studies.load import LoadedStudy

MakeStimuli = Callable[..., Stimuli]
MakeStudy = Callable[..., LoadedStudy]


def _tasks(n: int, per_family: int, categories: int) -> tuple[Task, ...]:
    return tuple(
        Task(
            id=f"t{i:04d}",
            family=f"f{i // per_family:03d}",
            categories=(f"c{(i // per_family) % categories:02d}",),
            text=f"Write the number {i} in words.",
        )
        for i in range(n)
    )


def _manipulation(name: str, *, wordings: int = 3, control: bool = False, pairs: bool = True) -> Manipulation:
    return Manipulation(
        id=name,
        construct="neutral" if control else "other",
        title=name,
        control=control,
        wordings=tuple(
            ManipulationWording(
                id=f"{name}-{k}",
                text=f"This is text {k} of {name}.",
                pair_text=f"This is text {k} of {name}, about {{task}}." if pairs else "",
            )
            for k in range(wordings)
        ),
    )


@pytest.fixture
def stimuli() -> MakeStimuli:
    def make(
        n: int = 20,
        *,
        per_family: int = 5,
        categories: int = 2,
        manipulations: tuple[str, ...] = ("money", "futility"),
        unpaired: tuple[str, ...] = (),
        wordings: int = 3,
        pairs: dict[str, tuple[tuple[str, str], ...]] | None = None,
    ) -> Stimuli:
        loaded = load_instruments(())
        made = {m: _manipulation(m, wordings=wordings, pairs=m not in unpaired) for m in manipulations}
        made["control"] = _manipulation("control", wordings=6, control=True)
        return Stimuli(
            tasks=_tasks(n, per_family, categories),
            instruments={name: loaded[name] for name in ("motivation", "breakdown", "work_quality")},
            manipulations=made,
            bank="made",
            pairs=pairs or {},
        )

    return make


@pytest.fixture
def study() -> MakeStudy:
    def make(**changes: Any) -> LoadedStudy:
        document: dict[str, Any] = {
            "name": "made",
            "seed": 7,
            "respondents": [{"model": "sim/coherent"}, {"model": "sim/null"}],
            "judges": [{"model": "sim/judge"}],
            "manipulations": {"use": ["money", "futility"]},
            "procedures": [
                {"kind": "self_report", "replicates": 2},
                {"kind": "self_report", "instrument": "breakdown", "replicates": 2},
                {"kind": "performance"},
                {"kind": "self_report", "moment": "post", "replicates": 2},
                {"kind": "self_report", "moment": "similar", "conditions": ["none"]},
                {"kind": "judgement"},
                {"kind": "forced_choice", "name": "choice", "pairs": 30, "neither": [False, True]},
            ],
        }
        return LoadedStudy(study=Study.model_validate(document | changes), text="", base=Path())

    return make
