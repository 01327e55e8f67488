"""A small study over the shipped bank, for tests of the run."""

from __future__ import annotations

from pathlib import Path

from motivelab.design.compile import compile_plan
from motivelab.planning.gather import gather_stimuli
from motivelab.schema.trial_plan import TrialPlan
from motivelab.studies.load import LoadedStudy, parse_study

PROCEDURES = """
[[procedures]]
kind = "self_report"
moment = "pre"
replicates = 2
[[procedures]]
kind = "performance"
[[procedures]]
kind = "self_report"
moment = "post"
conditions = ["none"]
"""


def small_study(
    respondents: str, *, tasks: int = 15, procedures: str = PROCEDURES, more: str = "", name: str = "small"
) -> LoadedStudy:
    """A study of money against none and control on a few tasks."""
    text = f"""
name = "{name}"
seed = 3
{more}
{respondents}
[tasks]
sample = {tasks}
[manipulations]
use = ["money"]
{procedures}
"""
    return parse_study(text, where="small.toml", base=Path())


def small_plan(
    respondents: str, *, tasks: int = 15, procedures: str = PROCEDURES, more: str = "", name: str = "small"
) -> TrialPlan:
    """The plan of `small_study`."""
    loaded = small_study(respondents, tasks=tasks, procedures=procedures, more=more, name=name)
    return compile_plan(loaded, gather_stimuli(loaded))


def on(url: str, *, name: str = "tiny", limits: str = "attempts = 3, concurrency = 8", settings: str = "") -> str:
    """A respondent behind a server on this machine."""
    return f"""
[[respondents]]
model = "vllm/{name}"
base_url = "{url}"
limits = {{ {limits}, timeout = 5 }}
{f"settings = {{ {settings} }}" if settings else ""}
"""
