"""The runs that count coverage can be stopped, continued and begun anew without changing what they count."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from motivelab.schema.estimate import Estimate

LAWS = Path(__file__).parents[2] / "laws"


@pytest.fixture
def laws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(LAWS))
    tally, runner = importlib.import_module("coverage_tally"), importlib.import_module("coverage_run")
    monkeypatch.setattr(tally, "FOLDER", tmp_path)
    monkeypatch.setattr(runner, "BATCH", 10)

    def run(enough: int, *words: str) -> list[dict[str, str]]:
        monkeypatch.setattr(runner, "ENOUGH", enough)
        monkeypatch.setattr("sys.argv", ["law", *words])
        runner.run("made_up", {"short": normal, "short, families not told": too_short, "flagged": flagged})
        with (tmp_path / "made_up.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    return run


def interval(x: np.ndarray[Any, Any], reach: float, *flags: str) -> Estimate:
    m, s = float(x.mean()), float(x.std(ddof=1)) / len(x) ** 0.5
    return Estimate(
        statistic="mean", value=m, low=m - reach * s, high=m + reach * s, n=len(x), unit="row", method="z", flags=flags
    )


def normal(add: Any, rng: np.random.Generator, sets: int) -> None:
    for _ in range(sets):
        add(interval(rng.normal(size=200), 1.97), 0.0)


def too_short(add: Any, rng: np.random.Generator, sets: int) -> None:
    for _ in range(sets):
        add(interval(rng.normal(size=50), 1.0), 0.0)


def flagged(add: Any, rng: np.random.Generator, sets: int) -> None:
    for i in range(sets):
        add(interval(rng.normal(size=50), 1.0, "missing", *(["few_rows"] if i % 4 else [])), 0.0)
        add(interval(rng.normal(size=50), 1.0), 0.0, name="unsaid")


def test_a_run_that_was_stopped_and_continued_counts_what_one_run_counts(laws: Any) -> None:
    laws(100)
    continued = laws(300)
    assert laws(300, "--again") == continued
    assert {row["n_datasets"] for row in continued} == {"300"}


def test_words_choose_regimes_and_leave_the_others_alone(laws: Any) -> None:
    before = {row["statistic"] + row["regime"]: row for row in laws(100)}
    after = {row["statistic"] + row["regime"]: row for row in laws(200, "flagged")}
    assert after["meanflagged"]["n_datasets"] == "200"
    assert after["meanshort"] == before["meanshort"]


def test_what_falls_short_is_warned_of_or_misused_or_fails(laws: Any) -> None:
    verdicts = {(row["statistic"], row["regime"]): row["verdict"] for row in laws(2000)}
    assert verdicts["mean", "short"] == "nominal"
    assert verdicts["mean", "short, families not told"] == "misuse"
    assert verdicts["mean", "flagged"] == "warned"
    assert verdicts["unsaid", "flagged"] == "fails"
