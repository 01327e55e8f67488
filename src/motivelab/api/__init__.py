"""What a notebook imports: every command as a function.

    runs.py      a run directory, opened, and its tables
    asking.py    from a study to answers: plan, ask, ask again
    answers.py   where answers to analyse come from: a run, several, or tables made elsewhere
    results.py   from answers to estimates, the report and exports
    comparing.py beside another run, or beside the printed numbers
    drawing.py   from answers to drawings in files
    people.py    people as judges: works out, ratings in
    viewing.py   the local page on which trials are read

Each is imported when one of its functions is first used: whoever asks does not wait for the statistics.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motivelab.api.asking import (
        check,
        demo,
        doctor,
        import_protocol,
        merge,
        new_study,
        plan,
        reparse,
        retry,
        run,
        try_study,
    )
    from motivelab.api.comparing import compare_published, diff, printed_questions
    from motivelab.api.drawing import figures
    from motivelab.api.people import export_works, import_ratings
    from motivelab.api.results import analyse, export, questions, report
    from motivelab.api.runs import Run, open_run, show_trial, status, tables, truth
    from motivelab.api.viewing import view

_PLACES = {
    "asking": (
        "check",
        "demo",
        "doctor",
        "import_protocol",
        "merge",
        "new_study",
        "plan",
        "reparse",
        "retry",
        "run",
        "try_study",
    ),
    "comparing": ("compare_published", "diff", "printed_questions"),
    "drawing": ("figures",),
    "people": ("export_works", "import_ratings"),
    "results": ("analyse", "export", "questions", "report"),
    "runs": ("Run", "open_run", "show_trial", "status", "tables", "truth"),
    "viewing": ("view",),
}
_PLACE = {name: place for place, names in _PLACES.items() for name in names}

__all__ = [
    "Run",
    "analyse",
    "check",
    "compare_published",
    "demo",
    "diff",
    "doctor",
    "export",
    "export_works",
    "figures",
    "import_protocol",
    "import_ratings",
    "merge",
    "new_study",
    "open_run",
    "plan",
    "printed_questions",
    "questions",
    "reparse",
    "report",
    "retry",
    "run",
    "show_trial",
    "status",
    "tables",
    "truth",
    "try_study",
    "view",
]


def __getattr__(name: str) -> object:
    if name in _PLACE:
        return getattr(importlib.import_module(f"motivelab.api.{_PLACE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
