"""Laws of the check: everything shipped passes, and every fault of a person's own files is named and located."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from motivelab.errors import InputError
from motivelab.planning.check_stimuli import Sighted, check_stimuli

STUDY = """
name = "mine"
[[respondents]]
model = "sim/coherent"
[[procedures]]
kind = "self_report"
"""
TASKS = """
category = "odd"
[[family]]
id = "beam"
categories = ["odd"]
[[family.task]]
id = "beam-1"
text = "Draw the plan of a wooden bridge over a small stream and label its parts."
"""


def own(sighted: tuple[Sighted, ...], path: Path) -> list[Sighted]:
    """What was looked at below a path."""
    return [s for s in sighted if s.name.startswith(str(path))]


def test_all_that_is_shipped_passes() -> None:
    sighted = check_stimuli()
    assert [str(f) for s in sighted for f in s.findings] == []
    assert {s.name for s in sighted} >= {"core", "checked", "ladders", "motivation", "neutral", "quick", "paper"}
    assert all(s.size > 0 for s in sighted)


def test_a_folder_is_sorted_by_name_and_content_and_what_is_none_of_these_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "odd.toml").write_text(TASKS, "utf-8")
    (tmp_path / "mine.toml").write_text(STUDY, "utf-8")
    (tmp_path / "imi.instrument.toml").write_text('kind = "self_report"', "utf-8")
    (tmp_path / "manipulations").mkdir()
    (tmp_path / "manipulations" / "sun.toml").write_text('title = "Sun"', "utf-8")
    (tmp_path / "pairs.csv").write_text("first,second\n", "utf-8")
    (tmp_path / "more.csv").write_text(
        "id,text\nx-1,Name seven rivers of the world and say where each one ends.\n", "utf-8"
    )
    found = own(check_stimuli([tmp_path]), tmp_path)
    assert [(s.what, Path(s.name).name, s.size, len(s.findings) > 0) for s in found] == [
        ("bank", "more.csv", 1, False),
        ("bank", "bank", 1, False),
        ("instrument", "imi.instrument.toml", 0, True),
        ("manipulation", "sun.toml", 0, True),
        ("study", "mine.toml", 1, False),
    ]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.toml", TASKS.replace("Draw the", "Please draw the"), "a.toml: beam-1: [imperative] says 'Please'"),
        ("a.toml", TASKS.replace("category =", "catgory ="), "unknown key 'catgory'"),
        ("a.toml", TASKS + "[[", "not TOML"),
        ("s.toml", STUDY + 'instrument = "motivatoin"\n', "did you mean 'motivation'?"),
        ("s.toml", STUDY + 'conditions = ["gold"]\n', "'gold' is not a condition of this study"),
        ("s.toml", STUDY.replace('kind = "self_report"', 'kind = "self"'), "self_report"),
        ("t.csv", "id,text\na-1,\n", "row 1"),
        ("money.manipulation.toml", 'construct = "other"\n', "is already the name of"),
        ("x.instrument.toml", "kind = 3\n", "kind"),
    ],
)
def test_each_fault_is_told_with_its_file(tmp_path: Path, name: str, text: str, told: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    lines = [str(f) for s in check_stimuli([file]) for f in s.findings]
    assert lines
    assert all(line.startswith(str(file)) for line in lines)
    assert any(told in line for line in lines), lines


def test_a_manipulation_of_ones_own_is_read_against_the_shipped_controls(tmp_path: Path) -> None:
    wording = '[[wordings]]\nid = "sun-{0}"\ntext = "The sun shines on you {0} hours."\nmatch = "neutral-01"\n'
    text = 'construct = "other"\ntitle = "Sun"\n' + "".join(wording.format(k) for k in range(3))
    file = tmp_path / "sun.manipulation.toml"
    file.write_text(text, "utf-8")
    rules = {f.rule for s in own(check_stimuli([file]), tmp_path) for f in s.findings}
    assert "pair wording" in rules
    assert "match" not in rules


@pytest.mark.parametrize("name", ["nowhere", "note.txt"])
def test_a_path_with_nothing_to_check_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "note.txt").write_text("hello", "utf-8")
    with pytest.raises(InputError, match=name):
        check_stimuli([tmp_path / name])


@pytest.mark.parametrize(("text", "code"), [(TASKS, 0), (TASKS.replace("Draw the", "Please draw the"), 2)])
def test_the_command_ends_with_2_where_something_was_found(tmp_path: Path, text: str, code: int) -> None:
    file = tmp_path / "a.toml"
    file.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "motivelab", "check", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert ("[imperative]" in done.stdout) == (code == 2)
    assert "4 banks" in done.stdout
