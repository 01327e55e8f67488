"""What a study cannot have is told by the layout: every fault, with field, value and way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from motivelab.design.layout import lay_out
from motivelab.design.respondents import expand_respondents
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import RespondentTable
from motivelab.studies.load import LoadedStudy

MakeStimuli = Callable[..., Stimuli]
MakeStudy = Callable[..., LoadedStudy]


@pytest.mark.parametrize(
    ("procedure", "fault"),
    [
        ({"kind": "self_report", "formats": ["1-10"]}, "has no format '1-10'; did you mean '1-100'?"),
        ({"kind": "self_report", "instrument_wordings": ["dirct"]}, "no wording 'dirct' at moment 'pre'; did you mean"),
        ({"kind": "self_report", "instrument": "work_quality"}, "a rubric, and a self_report takes a self_report"),
        ({"kind": "self_report", "instrument": "brakdown"}, "did you mean 'breakdown'?"),
        (
            {"kind": "self_report", "conditions": ["mony"]},
            "'mony' is not a condition of this study; did you mean 'money'",
        ),
        ({"kind": "self_report", "conditions": []}, "conditions = []: name at least one"),
        ({"kind": "self_report", "moment": "post"}, "follows a performance, and there is none"),
        ({"kind": "judgement"}, "follows a performance, and there is none"),
        ({"kind": "forced_choice", "neither": [True, True], "conditions": ["none"]}, "neither = [True, True]"),
        (
            {"kind": "forced_choice", "conditions": ["none", "futility"]},
            "manipulation 'futility' has no wording for choices (`pair_text`); give its file one, or name in"
            " `conditions` only: none, money, control",
        ),
    ],
)
def test_a_fault_of_a_procedure_is_told(
    study: MakeStudy, stimuli: MakeStimuli, procedure: dict[str, Any], fault: str
) -> None:
    layout = lay_out(study(procedures=[procedure]).study, stimuli(unpaired=("futility",)))
    assert len(layout.faults) == 1
    assert layout.faults[0].startswith("procedures[0] ")
    assert fault in layout.faults[0]
    assert layout.blocks == ()


@pytest.mark.parametrize(
    ("follower", "fault"),
    [
        ({"of": "work"}, "there is no performance of that name; Valid: easy, hard"),
        ({}, "there are several performances; name one of: easy, hard"),
        ({"of": "easy", "conditions": ["money"]}, "'money' is not a condition of the performance 'easy'"),
    ],
)
def test_a_follower_names_a_performance_and_keeps_to_its_conditions(
    study: MakeStudy, stimuli: MakeStimuli, follower: dict[str, Any], fault: str
) -> None:
    procedures = [
        {"kind": "performance", "name": "easy", "conditions": ["none"]},
        {"kind": "performance", "name": "hard", "max_tokens": 50},
        {"kind": "judgement", **follower},
    ]
    (told,) = lay_out(study(procedures=procedures).study, stimuli()).faults
    assert fault in told


def test_a_judgement_needs_a_judge_that_exists(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [{"kind": "performance"}, {"kind": "judgement", "judges": ["sim/jugde"]}]
    (told,) = lay_out(study(procedures=procedures).study, stimuli()).faults
    assert "there is no judge 'sim/jugde'; did you mean 'sim/judge'?" in told
    (told,) = lay_out(study(procedures=[procedures[0], {"kind": "judgement"}], judges=[]).study, stimuli()).faults
    assert "add a [[judges]] table" in told


def test_all_faults_are_told_at_once(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [
        {"kind": "self_report", "formats": ["x"], "conditions": ["y"]},
        {"kind": "performance", "name": "p"},
        {"kind": "performance", "name": "p"},
    ]
    faults = lay_out(study(procedures=procedures, respondents=[{"model": "a/b"}] * 2).study, stimuli()).faults
    assert len(faults) == 4


def test_the_control_goes_with_every_manipulation_and_only_then(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [
        {"kind": "self_report", "conditions": ["none"]},
        {"kind": "performance", "conditions": ["money"]},
    ]
    pre, work = lay_out(study(procedures=procedures).study, stimuli()).blocks
    assert [arm.condition for arm in pre.arms] == ["none"]
    assert [arm.condition for arm in work.arms] == ["money", "control"]
    without = study(procedures=procedures, manipulations={"use": ["money"], "control": False})
    assert [arm.condition for arm in lay_out(without.study, stimuli()).blocks[1].arms] == ["money"]


def test_factors_are_crossed_into_named_respondents() -> None:
    table = RespondentTable.model_validate(
        {"model": "openai/gpt-4o-mini", "factors": {"temperature": [0, 1], "system_prompt": ["", "Be brief."]}}
    )
    found = expand_respondents([table]).all
    assert [r.name for r in found] == [
        "openai/gpt-4o-mini temperature=0 system_prompt=1",
        "openai/gpt-4o-mini temperature=0 system_prompt=2",
        "openai/gpt-4o-mini temperature=1 system_prompt=1",
        "openai/gpt-4o-mini temperature=1 system_prompt=2",
    ]
    assert [r.system_prompt for r in found] == ["", "Be brief."] * 2
    assert len({r.digest for r in found}) == 4


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ([{"model": "a/b"}, {"model": "a/b", "name": "c"}], "has the model and settings of 'a/b' (respondents[0])"),
        ([{"model": "a/b"}, {"model": "a/c", "name": "a/b"}], "two respondents are called 'a/b'"),
        ([{"model": "a/b", "factors": {"temperature": [0, 0.0]}}], "has the model and settings of"),
        (
            [{"model": "a/b", "settings": {"top_p": 0.5}, "factors": {"top_p": [0.1, 0.2]}}],
            "settings.top_p = 0.5 fixes what the factor varies",
        ),
    ],
)
def test_respondents_that_are_one_or_share_a_name_are_refused(tables: list[dict[str, Any]], fault: str) -> None:
    (told,) = expand_respondents([RespondentTable.model_validate(t) for t in tables]).faults
    assert fault in told


def test_a_seed_that_is_switched_off_is_no_setting() -> None:
    plain, off = (
        expand_respondents([RespondentTable.model_validate({"model": "a/b", "settings": s})]).all[0].digest
        for s in ({}, {"seed": False})
    )
    assert plain == off
