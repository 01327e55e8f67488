"""Laws of the shipped manipulations and of loading one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.stimulus_ledger import Ledger, current, recorded, unversioned

from motivelab.errors import StimulusError
from motivelab.manipulations.founding_ten import FOUNDING_TEN
from motivelab.manipulations.lint import lint_manipulations
from motivelab.manipulations.load import load_manipulation, load_manipulations
from motivelab.schema.manipulation import Manipulation, ManipulationWording

DOSES = [1, 10, 100, 1000, 10000, 100000, 1000000]
GOOD = """
construct = "other"
title = "Mine"

[[wordings]]
id = "mine-1"
text = "You are mine."
pair_text = "You are mine in {task}."
"""


def _load(folder: Path, text: str) -> None:
    (folder / "mine.manipulation.toml").write_text(text, encoding="utf-8")
    load_manipulations([folder])


def test_the_shipped_manipulations_break_no_rule() -> None:
    assert lint_manipulations(load_manipulations()) == ()


def test_a_changed_text_comes_with_a_raised_version_and_stands_in_the_ledger() -> None:
    """Raise the version beside the text, then write the ledger anew: `python -m tests.support.stimulus_ledger`."""
    assert unversioned(current(), recorded()) == []
    assert current() == recorded()


def test_the_ledger_notices_a_change_without_a_version() -> None:
    then: Ledger = {"a": {"version": 1, "digest": "x"}, "b": {"version": 1, "digest": "x"}}
    now: Ledger = {"a": {"version": 1, "digest": "y"}, "b": {"version": 2, "digest": "y"}}
    assert unversioned(now, then) == ["a"]


def test_the_ten_of_the_founding_study_are_there_in_their_constructs() -> None:
    every = load_manipulations()
    constructs = [every[name].construct for name in FOUNDING_TEN]
    assert constructs == [
        *["positive_extrinsic"] * 2,
        *["positive_intrinsic"] * 3,
        *["negative"] * 3,
        *["demotivation"] * 2,
    ]
    assert all(len(every[name].wordings) >= 3 for name in FOUNDING_TEN)


def test_there_is_one_pooled_control_of_graded_neutral_texts() -> None:
    controls = [m for m in load_manipulations().values() if m.control]
    assert [m.id for m in controls] == ["neutral"]
    assert len(controls[0].wordings) >= 6


@pytest.mark.parametrize("side", ["gain", "loss"])
def test_a_money_ladder_differs_from_rung_to_rung_in_the_amount_alone(side: str) -> None:
    every = load_manipulations()
    rungs = [every[f"money_{side}_{dose}"] for dose in DOSES]
    sign = 1 if side == "gain" else -1
    assert [r.dose for r in rungs] == [sign * d for d in DOSES]

    def without_amount(rung: Manipulation, dose: int) -> list[str]:
        amount = "1 dollar" if dose == 1 else f"{dose:,} dollars"
        assert all(amount in w.text and amount in w.pair_text for w in rung.wordings)
        return [w.text.replace(amount, "...") for w in rung.wordings]

    assert len({tuple(without_amount(r, d)) for r, d in zip(rungs, DOSES, strict=True)}) == 1


def test_ones_own_manipulation_is_found_beside_the_study(tmp_path: Path) -> None:
    _load(tmp_path, GOOD)
    assert load_manipulation("mine", [tmp_path]).title == "Mine"
    (tmp_path / "manipulations").mkdir()
    (tmp_path / "manipulations" / "ours.toml").write_text(GOOD, encoding="utf-8")
    assert {"mine", "ours", "money"} <= set(load_manipulations([tmp_path]))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('construct = "other"', 'construct = "othr"', "did you mean 'other'"),
        ('construct = "other"', 'construct = "neutral"', "only a control is"),
        ('construct = "other"', 'construct = "other"\ncontrol = true', "a control is neutral"),
        ("{task}", "it", "names no {task}"),
        ("{task}", "{task} or {other}", "brace beside {task}"),
        ("pair_text", "pair", "did you mean"),
        ('text = "You are mine."', 'text = " "', "not a string that is not blank"),
        ('id = "mine-1"', 'id = "mine-1"\nmatch = "neutral-1"', "is the id of no control wording"),
        ('id = "mine-1"', 'id = "mine-1"\nversion = "2"', "version = '2' is not a whole number"),
        ('title = "Mine"', 'title = "Mine"\ndose = "much"', "dose = 'much' is not a number"),
    ],
)
def test_a_fault_is_named_by_file_field_value_and_way_out(tmp_path: Path, old: str, new: str, says: str) -> None:
    _load(tmp_path, GOOD)
    with pytest.raises(StimulusError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))
    assert says in str(caught.value)
    assert "mine.manipulation.toml" in str(caught.value)


def test_the_name_of_the_condition_without_manipulation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.manipulation.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(StimulusError, match="nothing is added"):
        load_manipulations([tmp_path])


def _money(**changes: str) -> dict[str, Manipulation]:
    """The shipped manipulations with the first wording of `money` changed."""
    every = load_manipulations()
    first, *rest = every["money"].wordings
    return every | {"money": replace(every["money"], wordings=(replace(first, **changes), *rest))}  # type: ignore[arg-type]  # all changed fields are texts


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        (
            {"text": "You will be paid for this task, and nobody else is going to be paid for it at all."},
            "match in length",
        ),
        ({"text": "If you do this task, you will be paid 100 dollars for it."}, "match in form"),
        ({"match": ""}, "match"),
        ({"pair_text": ""}, "pair wording"),
        ({"text": "Do this task well. You will earn 200 dollars in cash by it."}, "one sentence"),
        ({"text": "Please do this task well for 200 dollars in cash to you."}, "mood"),
        ({"text": "This task will earn somebody 200 dollars when it is done."}, "one person"),
    ],
)
def test_the_rules_find_what_breaks_them(changes: dict[str, str], rule: str) -> None:
    assert rule in {f.rule for f in lint_manipulations(_money(**changes))}


def test_an_incentive_in_a_control_is_found() -> None:
    every = load_manipulations()
    paid = ManipulationWording(
        id="neutral-99", text="You are paid for this task.", pair_text="You are paid for {task}."
    )
    changed = replace(every["neutral"], wordings=(*every["neutral"].wordings, paid))
    assert [f.rule for f in lint_manipulations(every | {"neutral": changed})] == ["neutrality"]
