"""Laws of tables without a plan: what was observed was asked and answered, and nothing is said of the rest."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.support.planted_tables import Planted, tables

from motivelab.report.run_facts import run_facts
from motivelab.report.summary import summarise
from motivelab.tables.read import read_tables

WHOLE = tables(Planted(respondents=("openai/tiny", "nobody"), families=3, tasks=2, pairs=6))


@pytest.mark.parametrize(
    "kept", [("self_reports",), ("choices",), ("performances", "judgements"), ("self_reports", "choices")]
)
def test_observations_alone_are_answered_trials_of_whoever_is_named(tmp_path: Path, kept: tuple[str, ...]) -> None:
    wanted: set[str] = set()
    for name in kept:
        frame = getattr(WHOLE, name)
        frame.write_parquet(tmp_path / f"{name}.parquet")
        wanted |= set(frame["trial_id"])
    found = read_tables(tmp_path)
    assert set(found.trials["trial_id"]) == wanted
    assert found.trials.height == len(wanted)
    assert set(found.trials["status"]) == {"answered"}
    assert int(found.nonresponse["planned"].sum()) == int(found.nonresponse["answered"].sum()) == len(wanted)
    own = WHOLE.trials.filter(pl.col("trial_id").is_in(sorted(wanted))).sort("trial_id")
    made = found.trials.sort("trial_id")
    for column in ("respondent", "kind", "condition", "task", "family", "category", "replicate"):
        assert made[column].cast(pl.String).to_list() == own[column].cast(pl.String).to_list(), column
    models = dict(made.select(pl.col("respondent", "model").cast(pl.String)).unique().iter_rows())
    assert models.get("openai/tiny", "tiny") == "tiny"
    assert "Nobody answered" not in " ".join(summarise([], run_facts(found, manifest={})).lines) or kept == (
        "performances",
        "judgements",
    )


def test_a_plan_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    for name, frame in WHOLE.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    assert read_tables(tmp_path).trials.equals(WHOLE.trials)
