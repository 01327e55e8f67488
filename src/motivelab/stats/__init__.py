"""One statistic a file: arrays in, an `Estimate` (or a record of several) out.

    from motivelab import stats

    stats.cronbach_alpha([[4, 5, 4], [2, 1, 2], [5, 5, 4], [3, 2, 3]]).alpha
    dir(stats)  # every statistic

`motivelab.stats.cronbach_alpha` is the function, not the file of the same name, and `from motivelab.stats import
cronbach_alpha` does what it says. Type checkers, which look at files, want `from motivelab.stats.cronbach_alpha import
cronbach_alpha`. Nothing is imported before it is used.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from motivelab.discovery import module_names


def __getattr__(name: str) -> object:
    if name in module_names(__name__):
        return getattr(importlib.import_module(f"{__name__}.{name}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(module_names(__name__))


class _Package(ModuleType):
    """Puts a statistic in the place that importing its file would give to the file."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, getattr(value, name) if isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Package
