"""Measure what a language model is motivated to do, and whether it then does it.

Everything a notebook needs is here; each command of the command line is one of these functions:

    import motivelab

    run = motivelab.run("quick")
    run.tables.self_reports          # a Polars frame; run.tables.to_pandas() for pandas
    run.report()                     # writes one HTML file
    motivelab.stats.cronbach_alpha(answers)   # every statistic takes arrays of your own

Nothing is imported before it is used.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motivelab.api import (
        Run,
        analyse,
        check,
        compare_published,
        demo,
        diff,
        doctor,
        export,
        export_works,
        figures,
        import_protocol,
        import_ratings,
        merge,
        new_study,
        open_run,
        plan,
        printed_questions,
        questions,
        reparse,
        report,
        retry,
        run,
        show_trial,
        status,
        tables,
        truth,
        try_study,
        view,
    )

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
    if name in __all__:
        return getattr(importlib.import_module("motivelab.api"), name)
    if name == "stats":
        return importlib.import_module("motivelab.stats")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "stats"})


class _Package(ModuleType):
    """`motivelab.tables` and `motivelab.report` are functions, though there are rooms of the same names.

    Importing from a room would otherwise put the room in the function's place.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
