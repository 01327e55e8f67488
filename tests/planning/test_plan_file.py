"""A plan is stored whole, comes back as it was, and is told from that of a changed study."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from motivelab.bank.load import bank_names, load_bank
from motivelab.errors import StoreCorruptedError, StoreUnwritableError
from motivelab.planning.gather import gather_stimuli
from motivelab.planning.plan_file import current_plan, load_plan, save_plan
from motivelab.planning.prepare import Prepared, prepare
from motivelab.planning.stimuli_json import stimuli_from_json, stimuli_to_json
from motivelab.schema.digest import content_digest
from motivelab.schema.stimuli import Stimuli
from motivelab.studies.load import LoadedStudy, load_study, parse_study

FILES = ("trials.arrow", "stimuli.json", "study.toml", "plan.json")


def changed(old: str, new: str) -> LoadedStudy:
    text = load_study("quick").text
    assert old in text
    return parse_study(text.replace(old, new), where="quick.toml")


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(load_study("quick"), environ={})


def test_a_stored_plan_comes_back_as_it_was(prepared: Prepared, tmp_path: Path) -> None:
    save_plan(prepared, tmp_path / "run")
    stored, plan = load_plan(tmp_path / "run"), prepared.plan
    assert stored.trials.equals(plan.trials)
    assert stored.trials.schema == plan.trials.schema
    assert [c.digest for c in stored.cells] == [c.digest for c in plan.cells]
    assert (stored.study, stored.plan_hash, stored.inputs_hash) == (plan.study, plan.plan_hash, plan.inputs_hash)
    assert stored.stimuli.tasks == plan.stimuli.tasks
    assert stored.stimuli.digest == plan.stimuli.digest


def test_stimuli_come_back_as_they_were() -> None:
    used = gather_stimuli(load_study("paper"))
    for name in bank_names():
        stimuli = Stimuli(
            tasks=load_bank(name).tasks,
            instruments=used.instruments,
            manipulations=used.manipulations,
            bank=name,
            pairs={"pairs.csv": (("a", "b"),)},
        )
        again = stimuli_from_json(stimuli_to_json(stimuli))
        assert again.tasks == stimuli.tasks
        assert (again.instruments, again.manipulations) == (stimuli.instruments, stimuli.manipulations)
        assert (again.pairs, again.bank, again.digest) == (stimuli.pairs, name, stimuli.digest)


def test_saving_again_takes_the_place_of_the_old_plan(prepared: Prepared, tmp_path: Path) -> None:
    save_plan(prepared, tmp_path)
    other = prepare(changed("sample = 30", "sample = 15"), environ={})
    save_plan(other, tmp_path)
    assert load_plan(tmp_path).plan_hash == other.plan.plan_hash
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


def test_a_stored_plan_is_current_while_the_study_asks_the_same(prepared: Prepared, tmp_path: Path) -> None:
    save_plan(prepared, tmp_path)
    same = current_plan(changed("# A small study", "# The small study"), tmp_path)
    assert same is not None
    assert same.plan_hash == prepared.plan.plan_hash
    for old, new in (("sample = 30", "sample = 15"), ("control = true", "control = false"), ("20260101", "20260102")):
        assert current_plan(changed(old, new), tmp_path) is None


def test_a_new_budget_or_limit_is_taken_from_the_study_not_from_the_stored_plan(
    prepared: Prepared, tmp_path: Path
) -> None:
    save_plan(prepared, tmp_path)
    limited = changed('model = "sim/null"', 'model = "sim/null"\nlimits = { concurrency = 3 }')
    plan = current_plan(limited, tmp_path) or prepare(limited, environ={}).plan
    assert {c.respondent.limits.concurrency for c in plan.cells if c.respondent.model == "null"} == {3}
    assert plan.plan_hash == prepared.plan.plan_hash


def test_without_a_stored_plan_there_is_no_current_one(tmp_path: Path) -> None:
    assert current_plan(load_study("quick"), tmp_path) is None
    with pytest.raises(StoreCorruptedError, match="there is no plan"):
        load_plan(tmp_path)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "empty"])
def test_a_damaged_plan_is_refused_with_a_way_out_and_compiled_anew(
    prepared: Prepared, tmp_path: Path, name: str, damage: str
) -> None:
    save_plan(prepared, tmp_path)
    file = tmp_path / "plan" / name
    content = file.read_bytes()
    match damage:
        case "missing":
            file.unlink()
        case "cut":
            file.write_bytes(content[: len(content) // 2])
        case "empty":
            file.write_bytes(b"")
        case _:
            file.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    with pytest.raises(StoreCorruptedError, match="delete this folder"):
        load_plan(tmp_path)
    assert current_plan(load_study("quick"), tmp_path) is None


def test_a_plan_of_another_layout_is_refused(prepared: Prepared, tmp_path: Path) -> None:
    save_plan(prepared, tmp_path)
    file = tmp_path / "plan" / "plan.json"
    index = orjson.loads(file.read_bytes())
    index["layout"] = 2
    del index["seal"]
    file.write_bytes(orjson.dumps(index | {"seal": content_digest(index)}))
    with pytest.raises(StoreCorruptedError, match="version 2, not 1"):
        load_plan(tmp_path)


def test_a_directory_that_cannot_be_written_is_told(prepared: Prepared, tmp_path: Path) -> None:
    blocked = tmp_path / "run"
    blocked.write_text("a file, not a folder")
    with pytest.raises(StoreUnwritableError, match="the plan cannot be written"):
        save_plan(prepared, blocked)
