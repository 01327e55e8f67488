"""The summary states what the estimates bear out, and nothing else."""

from __future__ import annotations

import re

import polars as pl
import pytest
from tests.support.planted_tables import Planted, tables, without

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import question
from motivelab.report.run_facts import run_facts
from motivelab.report.sentence import excludes
from motivelab.report.summary import Summary, summarise
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.tables import Tables

WORLD = Planted(respondents=("one",), families=8, tasks=2, pairs=40, performances=False)
MANIFEST = {"study_name": "tried"}


ASKED = (
    "nonresponse",
    "report_stability",
    "motivation_by_category",
    "motivation_by_condition",
    "choice_against_report",
)


def _analyses(found: Tables) -> list[Analysis]:
    return [question(name).analyse(found) for name in ASKED]


def _summary(found: Tables) -> Summary:
    return summarise(_analyses(found), run_facts(found, manifest=MANIFEST))


def _about_shifts(world: Planted) -> str:
    (sentence,) = [s.text for s in _summary(tables(world)).findings if s.section == "motivation_by_condition"]
    return sentence


PLANTED = {
    "positive": WORLD.but(shifts={"control": 0.0, "money": 8.0}),
    "null": WORLD.but(shifts={"control": 0.0, "money": 0.0}, spread=3.0),
    "reversed": WORLD.but(shifts={"control": 0.0, "money": -8.0}),
    "underpowered": WORLD.but(shifts={"control": 0.0, "money": 3.0}, spread=25.0, families=2, tasks=1, replicates=1),
}


def test_a_planted_positive_null_reversed_and_underpowered_study_give_four_different_sentences() -> None:
    said = {name: _about_shifts(world) for name, world in PLANTED.items()}
    assert re.search(
        r"reports more under money \(\+[78]\.\d \[.*\]\), compared with a neutral text\.$", said["positive"]
    )
    assert "is not shown to report more or less under money" in said["null"]
    assert said["null"].endswith("A shift of 5 points or more is ruled out under money.")
    assert "reports less under money" in said["reversed"]
    assert "the reverse of what it is meant to do" in said["reversed"]
    assert "is not shown to report more or less under money" in said["underpowered"]
    assert "The data cannot tell about money" in said["underpowered"]
    assert len(set(said.values())) == 4


@pytest.mark.parametrize("seed", range(6))
def test_without_any_planted_effect_no_condition_is_said_to_shift_reports_or_choices(seed: int) -> None:
    world = WORLD.but(shifts={"control": 0.0, "money": 0.0, "futility": 0.0}, agreement=0.0, seed=seed)
    analyses = _analyses(tables(world))
    summary = _summary(tables(world))
    shown = {
        r.labels["condition"]
        for a in analyses
        for r in a.rows
        if r.labels["measure"] == "shift of reported motivation" and excludes(r, 0.0)
    }
    for condition in {"money", "futility"} - shown:
        assert not any(
            f"more under {condition} (" in s.text or f"less under {condition} (" in s.text for s in summary.findings
        )
    assert not any("chooses the one it reported higher in" in s.text for s in summary.findings)


def test_an_effect_is_stated_only_where_the_interval_and_the_adjusted_p_leave_it_no_way_out() -> None:
    rows = [r for a in _analyses(tables(PLANTED["positive"])) for r in a.rows]
    for row in rows:
        if excludes(row, 0.0):
            assert row.estimate.low is not None
            assert row.estimate.high is not None
            assert not row.estimate.low <= 0.0 <= row.estimate.high
            assert row.estimate.p is None or row.estimate.p <= 0.05


def test_choices_that_follow_reports_that_oppose_them_and_that_go_by_chance_are_told_apart() -> None:
    said = {}
    for name, agreement, pairs in (
        ("follows", 2.0, 40),
        ("opposes", -2.0, 40),
        ("chance", 0.0, 1500),
        ("open", 0.0, 12),
    ):
        found = tables(WORLD.but(agreement=agreement, pairs=pairs, shifts={}, families=12, seed=3))
        (said[name],) = [s.text for s in _summary(found).findings if s.section == "choice_against_report"][:1]
    assert "chooses the one it reported higher in" in said["follows"]
    assert said["opposes"].endswith("that is, against its reports.")
    assert "its choices do not follow its reports" in said["chance"]
    assert "cannot be told" in said["open"]


def test_models_report_and_choose_but_never_feel_or_want() -> None:
    for world in PLANTED.values():
        summary = _summary(tables(world))
        text = " ".join([*(s.text for s in (*summary.findings, *summary.cautions)), *summary.lines]).lower()
        assert not re.search(r"\b(feels?|wants?|likes?|enjoys?|desires?|prefers?)\b", text)


def test_simulated_respondents_are_announced_among_the_cautions_and_in_the_terminal() -> None:
    summary = _summary(tables(WORLD))
    assert summary.cautions[0].text.startswith("one and judge are simulated") or "simulated" in summary.cautions[0].text
    assert "simulated" in summary.lines[0]
    real = _summary(tables(WORLD.but(provider="openai")))
    assert not any("simulated" in s.text for s in real.cautions)


def _made_up(*names: str) -> Summary:
    """Where only those named are simulated, of the respondents one and two and a judge."""
    found = tables(WORLD.but(respondents=("one", "two"), performances=True, families=3, pairs=9))
    provider = (
        pl.when(pl.col("respondent").cast(pl.String).is_in(names)).then(pl.lit("sim")).otherwise(pl.lit("openai"))
    )
    trials = found.trials.with_columns(provider.cast(found.trials["provider"].dtype).alias("provider"))
    return _summary(Tables(**{**dict(found.items()), "trials": trials}))


def test_where_only_the_judge_is_simulated_only_judgements_are_disowned() -> None:
    summary = _made_up("judge")
    assert "judge judge is simulated: judgements say nothing about how good the work is" in summary.lines[-1]
    assert "nothing here is about a real model" not in " ".join(summary.lines)
    assert "simulated respondent" not in summary.lines[0]
    assert summary.cautions[0].section == "performance_summary"


def test_where_one_respondent_is_simulated_it_is_named_and_nobody_else_is_disowned() -> None:
    (line,) = [s.short for s in _made_up("two").cautions if "simulated" in s.text]
    assert line == "two is simulated: nothing said of it is about a real model"
    both = [s.short for s in _made_up("one", "two").cautions if "simulated" in s.text]
    assert both == ["one and two are simulated: nothing said of them is about a real model"]
    assert "2 simulated respondents" in _made_up("one", "two").lines[0]
    everybody = _made_up("one", "two", "judge")
    assert "simulated respondents: nothing here is about a real model" in everybody.lines[-1]


def test_a_refusal_is_not_said_to_be_unreadable() -> None:
    refusing = _summary(tables(WORLD.but(silent=True)))
    assert "could be read" not in " ".join([*refusing.lines, *(s.text for s in refusing.cautions)])
    assert "could be read" not in question("nonresponse").DECLARATION.question


@pytest.mark.parametrize("world", [*PLANTED.values(), WORLD.but(respondents=tuple("abcd"), pairs=5, families=3)])
def test_a_terminal_gets_five_lines_without_control_characters(world: Planted) -> None:
    lines = _summary(tables(world)).lines
    assert len(lines) == 5
    assert all(line and line.isprintable() for line in lines)


def test_a_terminal_is_not_obeyed_by_names() -> None:
    found = tables(WORLD.but(respondents=("a\x1b[31m",)))
    assert all("\x1b" not in line for line in _summary(found).lines)


def test_where_nobody_answered_that_is_said_first_with_what_to_do_and_nothing_else() -> None:
    summary = _summary(tables(WORLD.but(silent=True)))
    assert len(summary.findings) == 1
    assert summary.findings[0].text.startswith("Nobody answered: of ")
    assert any(remedy.startswith("Refusals: ") for remedy in summary.remedies)
    assert 2 <= len(summary.lines) <= 5


def test_work_alone_is_no_answer_to_a_question() -> None:
    world = WORLD.but(silent=True, performances=True, families=3, pairs=5)
    found = tables(world)
    worked = found.trials.with_columns(
        pl.when(pl.col("kind") == "performance")
        .then(pl.lit("answered"))
        .otherwise("status")
        .cast(found.trials["status"].dtype)
        .alias("status")
    )
    mixed = Tables(**{**dict(found.items()), "trials": worked, "nonresponse": nonresponse_table(worked)})
    summary = _summary(mixed)
    assert summary.findings[0].text.startswith("Nobody answered: of ")
    assert "tasks were worked on" in summary.findings[0].text
    assert summary.remedies


def test_without_choices_the_terminal_says_so() -> None:
    lines = _summary(without(tables(WORLD), "choices")).lines
    assert lines[3] == "Choices: not estimable"
