"""A study file is read whole or refused whole, with every fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from motivelab.errors import InputError, StudyError
from motivelab.studies.load import load_study, parse_study, study_names
from motivelab.studies.new import new_study, new_study_kinds

GOOD = """
name = "tiny"
[[respondents]]
model = "sim/null"
[[procedures]]
kind = "self_report"
"""


def faults_of(text: str) -> str:
    with pytest.raises(StudyError) as caught:
        parse_study(text, where="study.toml")
    return str(caught.value)


@pytest.mark.parametrize("name", study_names())
def test_a_built_in_study_is_loaded_by_its_name(name: str) -> None:
    loaded = load_study(name)
    assert loaded.study.name == name
    assert loaded.path is None


def test_a_study_is_loaded_by_its_path_and_kept_verbatim(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD + "# the end\n", encoding="utf-8")
    loaded = load_study(path)
    assert loaded.text.endswith("# the end\n")
    assert (loaded.base, loaded.path, loaded.where) == (tmp_path, path, str(path))


def test_every_fault_is_told_at_once_with_field_value_and_nearest_key() -> None:
    text = faults_of("""
name = "x y"
sede = 3
[[respondents]]
model = "gpt-4o"
settings = { temprature = 0.7, top_p = 3 }
[[respondents]]
model = "sim/null"
base_url = "localhost"
key_env = "sk-123"
[manipulations]
use = "al"
[[procedures]]
kind = "performence"
[[procedures]]
kind = "performance"
replicates = 0
[[procedures]]
kind = "performance"
pairs = 3
""")
    assert text.startswith("study.toml: 11 faults\n")
    lines = text.splitlines()
    expected = [
        "name = 'x y'",
        "sede: unknown key; did you mean 'seed'? Valid: ",
        "respondents[0].model = 'gpt-4o': a model is written 'provider/model'",
        "respondents[0].settings.temprature: unknown key; did you mean 'temperature'? Valid: ",
        "respondents[0].settings.top_p = 3",
        "respondents[1].base_url = 'localhost': an address begins with http",
        "respondents[1].key_env = 'sk-123': give the name of an environment variable",
        "manipulations.use = 'al'",
        "procedures[0].kind = 'performence': not a valid choice; did you mean 'performance'?",
        "procedures[1].replicates = 0",
        "procedures[2]: 'pairs' does not belong to kind 'performance'",
    ]
    for start in expected:
        assert sum(line.strip().startswith(start) for line in lines) == 1, (start, text)
    assert "docs/study-file.md" in lines[-1]


def test_a_field_that_may_be_a_list_or_a_word_is_told_once() -> None:
    text = faults_of(GOOD.replace('"self_report"', '"self_report"\nconditions = 7'))
    assert text.count("procedures[0].conditions = 7") == 1


def test_a_missing_field_says_where_it_belongs() -> None:
    assert "respondents[0].model: is missing" in faults_of(
        'name = "x"\n[[respondents]]\nvariant = "a"\n[[procedures]]\nkind = "performance"\n'
    )


def test_a_syntax_error_says_line_and_column() -> None:
    assert "line 3, column 8" in faults_of('name = "x"\n\nseed = = 3\n')


def test_a_missing_file_names_the_built_in_studies_and_near_files(tmp_path: Path) -> None:
    (tmp_path / "pilot.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(StudyError, match=r"did you mean 'pilot\.toml'\?") as caught:
        load_study(tmp_path / "pilto.toml")
    assert "quick" in str(caught.value)
    with pytest.raises(StudyError, match="did you mean 'quick'"):
        load_study("quik")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"), (b"name = \x00", "binary"), ("name = 'é'".encode("latin-1"), "UTF-8")],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=message):
        load_study(path)


def test_a_folder_is_refused_with_the_studies_in_it(tmp_path: Path) -> None:
    (tmp_path / "pilot.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(StudyError, match=r"a folder.*pilot\.toml"):
        load_study(tmp_path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_study(path).study.name == "tiny"


@pytest.mark.parametrize("kind", new_study_kinds())
def test_a_new_study_loads_and_explains_itself(kind: str) -> None:
    text = new_study(kind)
    assert parse_study(text, where="new").study.name == "my-study"
    assert "<respondents>" not in text
    assert text.count("#") > 15


def test_an_unknown_kind_of_new_study_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'hosted'"):
        new_study("hostd")


@pytest.mark.parametrize("text", ["x = " + "9" * 5000, "x = " + "[" * 5000 + "]" * 5000], ids=["long", "deep"])
def test_what_no_parser_can_hold_is_told_and_not_thrown(text: str) -> None:
    with pytest.raises(StudyError, match="too long or tables are nested"):
        parse_study(text, where="x.toml")


@pytest.mark.parametrize("value", ['"3"', "true"])
def test_a_sample_size_is_a_number_and_nothing_like_one(value: str) -> None:
    head = 'name = "x"\nrespondents = [{model = "sim/null"}]\nprocedures = [{kind = "performance"}]\n'
    text = f"{head}tasks.sample = {value}"
    with pytest.raises(StudyError, match=r"tasks\.sample"):
        parse_study(text, where="x.toml")


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("tasks", "families"),
        ("tasks", "categories"),
        ("tasks", "ids"),
        ("manipulations", "wordings"),
        ("manipulations", "placements"),
    ],
)
def test_a_list_that_names_nothing_is_not_taken_for_all(table: str, key: str) -> None:
    with pytest.raises(StudyError, match=rf"{table}\.{key} = \[\]: names nothing; name at least one"):
        parse_study(f'name = "s"\n[[respondents]]\nmodel = "sim/null"\n[{table}]\n{key} = []\n', where="s.toml")


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("x = 2026-01-31", "x = 2026-01-31 cannot be sent"),
        ("x = { y = [1, 07:30:00] }", r"x\.y = 07:30:00 cannot be sent"),
    ],
)
def test_what_json_cannot_hold_is_refused_before_anything_is_asked(extra: str, told: str) -> None:
    with pytest.raises(StudyError, match=told):
        parse_study(f'name = "s"\n[[respondents]]\nmodel = "sim/null"\nextra = {{ {extra} }}\n', where="s.toml")
