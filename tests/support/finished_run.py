"""The small study whose finished run tests break, and what is in a run."""

from __future__ import annotations

from pathlib import Path

from motivelab.store.reading import answered
from motivelab.store.store import Store

STUDY = """
name = "small"
[[respondents]]
model = "sim/coherent"
[tasks]
sample = 3
[[procedures]]
kind = "self_report"
moment = "pre"
[[procedures]]
kind = "performance"
"""


def completions(directory: Path) -> int:
    with Store.open(directory) as store:
        return len(answered(store)[0])
