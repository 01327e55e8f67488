"""A simulated run on tasks with checks: the truth behind its respondents is found again in what is told of work."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtr

import motivelab
from motivelab.analyses import performance_summary, report_against_correctness, report_against_effort
from motivelab.analyses.protocol.analysis import Row
from motivelab.bank.load import load_bank
from motivelab.tables.tables import Tables

NUMERIC = [f for f, tasks in load_bank("checked").families().items() if all(t.check.kind == "numeric" for t in tasks)]  # type: ignore[union-attr]  # every task of this bank has a check


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> motivelab.Run:
    folder = tmp_path_factory.mktemp("simulated")
    study = folder / "checked.toml"
    study.write_text(
        f"""
name = "checked"
seed = 12
[[respondents]]
model = "sim/coherent"
[[respondents]]
model = "sim/null"
[[judges]]
model = "sim/judge"
[tasks]
bank = "checked"
families = {NUMERIC}
[[procedures]]
kind = "self_report"
moment = "pre"
replicates = 2
[[procedures]]
kind = "performance"
[[procedures]]
kind = "judgement"
"""
    )
    return motivelab.run(study, out=folder / "run", progress=False)


@pytest.fixture(scope="module")
def tables(run: motivelab.Run) -> Tables:
    return run.tables


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_the_share_of_right_work_is_that_of_the_planted_quality(run: motivelab.Run, tables: Tables) -> None:
    answer = performance_summary.analyse(tables)
    true = motivelab.truth(run).filter(pl.col("kind") == "performance")
    for respondent in ("sim/coherent", "sim/null"):
        own = true.filter(pl.col("respondent") == respondent)
        expected = float((ndtr(own["quality"].to_numpy() + 0.5) * own["complies"].to_numpy()).mean())
        (row,) = answer.select(respondent=respondent, measure=performance_summary.CORRECT)
        assert _covers(row, expected)


def test_length_follows_the_report_as_far_as_the_planted_length_does(run: motivelab.Run, tables: Tables) -> None:
    reports = tables.self_reports.group_by(pl.col("respondent", "task").cast(pl.String)).agg(pl.col("score_100").mean())
    true = motivelab.truth(run).filter(pl.col("kind") == "performance")
    both = true.join(reports, on=["respondent", "task"])
    answer = report_against_effort.analyse(tables)
    for respondent in ("sim/coherent", "sim/null"):
        own = both.filter(pl.col("respondent") == respondent)
        slope = np.polyfit(own["score_100"].to_numpy() / 10, np.log(own["tokens"].to_numpy()), 1)[0]
        (row,) = answer.select(respondent=respondent, measure=report_against_effort.LENGTHENS["visible_tokens"])
        assert _covers(row, float(slope))


def test_the_judge_sees_what_is_right_where_quality_is_in_the_work_and_not_where_nothing_is(tables: Tables) -> None:
    answer = report_against_correctness.analyse(tables)
    (real,) = answer.select(respondent="sim/coherent", measure=report_against_correctness.CALIBRATION)
    (null,) = answer.select(respondent="sim/null", measure=report_against_correctness.CALIBRATION)
    assert real.estimate.low is not None
    assert real.estimate.low > 0
    assert null.estimate.value < real.estimate.value
