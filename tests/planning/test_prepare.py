"""What cannot work is refused before the first call, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from motivelab.errors import BudgetError, CapabilityError, MissingKeyError, PlanError, StudyError
from motivelab.planning.gather import gather_stimuli
from motivelab.planning.prepare import Prepared, prepare
from motivelab.studies.load import LoadedStudy, load_study, parse_study
from motivelab.studies.new import new_study, new_study_kinds

HEAD = """
name = "tiny"
[tasks]
sample = 15
"""
SIM = '[[respondents]]\nmodel = "sim/coherent"\n'
PRE = '[[procedures]]\nkind = "self_report"\n'


def loaded(text: str, *, base: Path | None = None) -> LoadedStudy:
    return parse_study(HEAD + text, where="tiny.toml", base=base)


def prepared(text: str, *, environ: dict[str, str] | None = None, for_run: bool = False) -> Prepared:
    return prepare(loaded(text), environ=environ or {}, for_run=for_run)


def test_quick_is_planned_with_every_procedure_on_two_simulated_respondents_and_a_judge() -> None:
    plan = prepare(load_study("quick"), environ={}, for_run=True)
    cells = [plan.plan.cells[c] for c in set(plan.plan.columns["cell"].tolist())]
    assert 600 <= len(plan.plan) <= 1000
    assert {(c.kind, c.moment, c.neither) for c in cells} == {
        ("self_report", "pre", False),
        ("self_report", "post", False),
        ("self_report", "similar", False),
        ("performance", "", False),
        ("judgement", "", False),
        ("forced_choice", "", False),
        ("forced_choice", "", True),
    }
    assert {c.respondent.full_model for c in cells} == {"sim/coherent", "sim/null", "sim/judge"}
    assert {c.condition for c in cells} == {"none", "money", "futility", "neutral"}
    assert len({task.category for task in plan.plan.stimuli.tasks}) == 15
    assert plan.forecast.usd == 0.0


@pytest.mark.parametrize("kind", new_study_kinds())
def test_a_new_study_can_be_planned(kind: str) -> None:
    study = parse_study(new_study(kind), where="new.toml")
    assert prepare(study, environ={}).forecast.trials > 100
    if kind == "simulated":
        assert prepare(study, environ={}, for_run=True).forecast.usd == 0.0


def test_a_missing_key_is_refused_for_a_run_and_not_for_a_plan() -> None:
    text = '[[respondents]]\nmodel = "openai/gpt-4o-mini"\n' + PRE
    assert prepared(text).forecast.usd is not None
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
        prepared(text, for_run=True)
    assert prepared(text, environ={"OPENAI_API_KEY": "k"}, for_run=True).forecast.trials == 15


def test_options_that_a_provider_does_not_take_are_refused() -> None:
    with pytest.raises(CapabilityError, match="setting 'temperature' is not taken by provider 'sim'"):
        prepared('[[respondents]]\nmodel = "sim/null"\nsettings = { temperature = 1 }\n' + PRE)
    with pytest.raises(CapabilityError, match=r"procedures\[0\] 'pre': readout = 'expected' is not offered"):
        prepared(SIM + PRE + 'readout = "expected"\n')
    with pytest.raises(CapabilityError, match="did you mean 'openai'"):
        prepared('[[respondents]]\nmodel = "opnai/gpt-4o"\n' + PRE)


def test_unknown_names_are_told_with_the_nearest_one() -> None:
    with pytest.raises(StudyError) as caught:
        prepared(
            SIM + '[manipulations]\nuse = ["mony"]\nwordings = ["x"]\n' + PRE + 'instrument = "motivatoin"\n' + PRE
        )
    text = str(caught.value)
    assert "there is no manipulation 'mony'; did you mean 'money'?" in text
    assert "procedures[0].instrument = 'motivatoin': there is none; did you mean 'motivation'?" in text
    assert "no manipulation in use has a wording 'x'" in text
    with pytest.raises(StudyError, match="no bank 'corr'; did you mean 'core'"):
        gather_stimuli(parse_study('name = "x"\ntasks = { bank = "corr" }\n' + SIM + PRE, where="x"))
    with pytest.raises(StudyError, match=r"category 'writng'.*did you mean 'writing'"):
        gather_stimuli(parse_study('name = "x"\ntasks = { categories = ["writng"] }\n' + SIM + PRE, where="x"))


def test_problems_of_all_kinds_are_told_in_one_error() -> None:
    with pytest.raises(PlanError) as caught:
        prepared(
            '[[respondents]]\nmodel = "openai/gpt-4o-mini"\nsettings = { top_k = 3 }\n' + PRE + "[budget]\ncalls = 3\n",
            for_run=True,
        )
    text = str(caught.value)
    assert type(caught.value) is PlanError
    assert text.startswith("study 'tiny': 3 things stand in the way")
    for part in ("top_k", "OPENAI_API_KEY", "budget.calls = 3: the plan takes 15 calls"):
        assert part in text


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        ("calls = 3", r"budget.calls = 3: the plan takes 15 calls; raise it, or ask less"),
        ("tokens = 30", r"budget.tokens = 30: the plan takes about [\d,]+ tokens"),
        ("usd = 0.00001", r"budget.usd = 1e-05: the plan costs about \$"),
    ],
)
def test_a_plan_that_does_not_fit_its_budget_is_refused(budget: str, message: str) -> None:
    with pytest.raises(BudgetError, match=message):
        prepared('[[respondents]]\nmodel = "openai/gpt-4o-mini"\n' + PRE + f"[budget]\n{budget}\n")


def test_a_money_budget_needs_a_price_and_is_told_how_to_give_one() -> None:
    text = '[[respondents]]\nmodel = "openai/gpt-4o-mini-of-mine"\n{}' + PRE + "[budget]\nusd = 5\n"
    with pytest.raises(BudgetError, match=r"the price of 'openai/gpt-4o-mini-of-mine' is not known.*price = \{ input"):
        prepared(text.format(""))
    assert prepared(text.format("price = { input = 1, output = 2 }\n")).forecast.usd is not None


def test_pairs_that_cannot_be_had_are_refused_by_procedure() -> None:
    with pytest.raises(PlanError, match="procedure 'forced_choice': pairs = 3 cannot connect 15 tasks: at least 14"):
        prepared(SIM + '[[procedures]]\nkind = "forced_choice"\npairs = 3\n')


def test_few_opponents_are_noted() -> None:
    few = prepared(SIM + '[[procedures]]\nkind = "forced_choice"\npairs = 15\n')
    assert any("a task meets 2 to 2 opponents" in note for note in few.notes)
    many = prepared(SIM + '[[procedures]]\nkind = "forced_choice"\npairs = 90\ncomplete_block = 5\n')
    assert not any(note.startswith("choices:") for note in many.notes)


@pytest.mark.parametrize(
    ("control", "conditions"), [("true", {"none", "money", "neutral"}), ("false", {"none", "money"})]
)
def test_the_neutral_control_is_gathered_unless_the_study_does_without(control: str, conditions: set[str]) -> None:
    plan = prepared(SIM + f'[manipulations]\nuse = ["money"]\ncontrol = {control}\n' + PRE).plan
    assert {cell.condition for cell in plan.cells} == conditions


def test_all_is_the_ten_of_the_founding_study() -> None:
    study = loaded(SIM + '[manipulations]\nuse = "all"\n' + PRE)
    assert len(gather_stimuli(study).manipulations) == 11


def test_simulated_respondents_are_noted() -> None:
    assert any("nothing about any real model" in note for note in prepared(SIM + PRE).notes)


def write_pairs(folder: Path, text: str) -> LoadedStudy:
    (folder / "pairs.csv").write_text(text, encoding="utf-8")
    return loaded(SIM + '[[procedures]]\nkind = "forced_choice"\npair_list = "pairs.csv"\n', base=folder)


def test_given_pairs_are_offered_as_they_stand(tmp_path: Path) -> None:
    a, b, c = (task.id for task in gather_stimuli(loaded(SIM + PRE)).tasks[:3])
    plan = prepare(write_pairs(tmp_path, f"note,first,second\nx,{a},{b}\ny,{c},{a}\n"), environ={}).plan
    core = plan.trials.filter(part=0)
    ids = [task.id for task in plan.stimuli.tasks]
    assert {(ids[r["task"]], ids[r["other"]]) for r in core.iter_rows(named=True)} == {(a, b), (c, a)}
    assert len(plan) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", r"no column 'first' \(its header: a, b\)"),
        ("first,second\n", "holds no pairs"),
        ("first,second\nnope,nada\n", "line 2: no selected task is called 'nope'"),
        ("first,second\n{0},{0}\n", "line 2: task .* stands on both sides"),
        ("first,second\n{0},{1}\n{1},{0}\n", "line 3: .* are a pair in line 2 already"),
    ],
)
def test_a_pair_list_with_a_fault_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    a, b = (task.id for task in gather_stimuli(loaded(SIM + PRE)).tasks[:2])
    with pytest.raises(StudyError, match=message):
        prepare(write_pairs(tmp_path, text.format(a, b)), environ={})


def test_a_missing_pair_list_is_refused(tmp_path: Path) -> None:
    study = loaded(SIM + '[[procedures]]\nkind = "forced_choice"\npair_list = "nope.csv"\n', base=tmp_path)
    with pytest.raises(StudyError, match=r"procedures\[0\]\.pair_list = .*nope\.csv.*cannot be read"):
        prepare(study, environ={})


def test_paths_and_banks_are_relative_to_the_study_file(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("id,family,category,text\na,a,x,Say one.\nb,b,y,Say two.\n", encoding="utf-8")
    text = 'name = "x"\ntasks = { bank = "./tasks.csv" }\n' + SIM + PRE
    stimuli = gather_stimuli(parse_study(text, where="x", base=tmp_path))
    assert [task.text for task in stimuli.tasks] == ["Say one.", "Say two."]
    with pytest.raises(StudyError, match=r"paths\[0\] = 'more': there is no such folder"):
        gather_stimuli(parse_study('paths = ["more"]\n' + text, where="x", base=tmp_path))
