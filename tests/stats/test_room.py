"""Laws of `motivelab.stats`: a statistic is had by its name, whatever was imported before, and brings nothing else."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import pytest

import motivelab
from motivelab import stats

FILES = sorted(p.stem for p in Path(stats.__file__).parent.glob("*.py") if p.stem != "__init__")


def fresh(script: str) -> str:
    """What a script prints in an interpreter of its own."""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_every_file_is_a_statistic_of_its_name() -> None:
    assert dir(stats) == FILES
    assert [name for name in FILES if not isinstance(getattr(stats, name), FunctionType)] == []


@pytest.mark.parametrize("name", ["mixed_model", "kmo"])
def test_importing_the_file_leaves_the_statistic_in_its_place(name: str) -> None:
    function = getattr(importlib.import_module(f"motivelab.stats.{name}"), name)
    assert getattr(stats, name) is function
    last = f"print(type({name}).__name__)"
    assert fresh(f"import motivelab.stats.{name}; from motivelab.stats import {name}; {last}") == "function"
    assert fresh(f"from motivelab.stats import {name}; {last}") == "function"


def test_a_notebook_finds_the_room_from_the_top_and_loads_only_what_it_asks_for() -> None:
    heavy = "statsmodels", "mixedlm", "sklearn", "pandas", "polars"
    script = (
        "import sys, motivelab; alpha = motivelab.stats.cronbach_alpha([[1, 2], [2, 4], [4, 5]]).alpha.value; "
        f"print(round(alpha, 6), [m for m in {heavy} if m in sys.modules])"
    )
    assert fresh(script) == "0.962963 []"
    assert "stats" in dir(motivelab)


def test_a_name_that_is_no_statistic_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="alfa"):
        stats.alfa  # noqa: B018 - looking is the test
