"""Laws of the shipped instruments and of loading one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from motivelab.errors import StimulusError
from motivelab.instruments.lint import lint_instruments
from motivelab.instruments.load import load_instrument, load_instruments

GOOD = """
kind = "self_report"
title = "Mine"

[[items]]
id = "a"
subscale = "a"
text = "how much"

[[wordings]]
id = "w"
[wordings.stem]
pre = "How much?"

[[formats]]
id = "1-5"
low = 1
high = 5
low_anchor = "none"
high_anchor = "much"
"""


def _load(folder: Path, text: str) -> None:
    (folder / "mine.instrument.toml").write_text(text, encoding="utf-8")
    load_instruments([folder])


def test_the_shipped_instruments_break_no_rule() -> None:
    assert lint_instruments(load_instruments()) == ()


def test_the_founding_studys_instruments_are_shipped() -> None:
    found = load_instruments()
    assert [i.id for i in found["motivation"].items] == ["motivation"]
    facets = ["interest", "challenge", "value", "mastery", "fear", "motivation"]
    assert [i.id for i in found["breakdown"].items] == facets
    criteria = ["quality", "completion", "effort", "consistency", "creativity", "detail", "relevance"]
    assert [i.id for i in found["work_quality"].items] == criteria
    assert all(set(i.anchors) == {1, 4, 7} for i in found["work_quality"].items)


@pytest.mark.parametrize("name", ["motivation", "breakdown", "task_motivation_scale"])
def test_self_reports_come_in_every_response_format_at_every_moment(name: str) -> None:
    instrument = load_instrument(name)
    formats = {f.id: f for f in instrument.formats}
    assert instrument.formats[0].id == "1-100"
    assert set(formats) >= {"1-100", "0-10", "labelled-7", "1-100-reversed", "3-43", "1-100-na"}
    assert formats["1-100-reversed"].reversed
    assert formats["1-100-na"].does_not_apply
    assert len(formats["labelled-7"].labels) == 7
    assert instrument.moments == ("pre", "post", "similar")
    plain, turned = formats["1-100"], formats["1-100-reversed"]
    assert (plain.low_anchor, plain.high_anchor) == (turned.high_anchor, turned.low_anchor)


def test_the_scale_has_four_items_a_facet_some_of_them_reversed() -> None:
    scale = load_instrument("task_motivation_scale")
    for facet in ("interest", "challenge", "value", "mastery", "fear"):
        items = [i for i in scale.items if i.subscale == facet]
        assert len(items) >= 4
        assert 0 < sum(i.reversed for i in items) < len(items)
        assert not any(facet in i.id for i in items), "a name would give the facet away"


def test_checks_are_asked_before_the_task_in_a_session_of_their_own() -> None:
    for name in ("manipulation_check", "believability"):
        assert load_instrument(name).moments == ("pre",)


def test_ones_own_instrument_is_found_in_a_folder_and_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "imi.toml").write_text(GOOD, encoding="utf-8")
    file = tmp_path / "mine.instrument.toml"
    file.write_text(GOOD.replace('"Mine"', '"Mine"\nredistributable = false'), encoding="utf-8")
    assert {"imi", "mine"} <= set(load_instruments([tmp_path]))
    assert "imi" not in load_instruments([file])
    assert not load_instrument("mine", [file]).redistributable


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    (tmp_path / "motivation.instrument.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(StimulusError, match="already the name of"):
        load_instruments([tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "Mine"', "", "'title' is missing"),
        ('title = "Mine"', 'titel = "Mine"', "did you mean 'title'"),
        ('kind = "self_report"', 'kind = "selfreport"', "did you mean 'self_report'"),
        ("low = 1", "low = 9", "low = 9 is not below high = 5"),
        ("low = 1", 'low = "1"', "low = '1' is not a whole number"),
        ("pre = ", "before = ", "stem.before is no moment"),
        ('subscale = "a"', "", "'subscale' is missing"),
        ('id = "a"', 'id = "a b"', "becomes a JSON key"),
        ('id = "1-5"', 'id = "1-5"\nlabels = { 9 = "x" }', "labels.9 lies outside 1 to 5"),
        ('id = "1-5"', 'id = "1-5"\nlabels = { one = "x" }', "named by a whole number"),
        ("high = 5", "high = 5\nreversed = 1", "reversed = 1 is not true or false"),
        ('title = "Mine"', 'title = "Mine"\nminimum_items = 2', "minimum_items = 2 is not above 0"),
        ('text = "how much"', 'text = { post = "x" }', "no text for moment 'pre'"),
        ('text = "how much"', 'text = "how\\u0000much"', "control character"),
        ("[[items]]", "[items]", "no array of tables"),
        ("[[formats]]", "[[formats]", "not TOML"),
    ],
)
def test_a_fault_is_named_by_file_field_value_and_way_out(tmp_path: Path, old: str, new: str, says: str) -> None:
    _load(tmp_path, GOOD)
    with pytest.raises(StimulusError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))
    assert says in str(caught.value)
    assert "mine.instrument.toml" in str(caught.value)


def test_a_missing_path_and_an_unknown_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StimulusError, match="no such folder"):
        load_instruments([tmp_path / "nowhere"])
    with pytest.raises(StimulusError, match="did you mean 'motivation'"):
        load_instrument("motivatoin")


def test_the_rules_find_what_breaks_them(tmp_path: Path) -> None:
    text = GOOD.replace('low_anchor = "none"\n', "") + "\n"
    items = "".join(f'\n[[items]]\nid = "b{n}"\nsubscale = "b"\ntext = "same"\n' for n in range(4))
    (tmp_path / "mine.instrument.toml").write_text(text.replace("\n[[wordings]]", f"{items}\n[[wordings]]"), "utf-8")
    found = {f.rule for f in lint_instruments({"mine": load_instrument("mine", [tmp_path])})}
    assert found == {"paraphrases", "presupposition", "anchors", "same text", "balanced keying"}


def test_a_rubric_that_speaks_of_length_is_found() -> None:
    rubric = load_instrument("work_quality")
    item = rubric.items[0]
    object.__setattr__(item, "anchors", {1: "too short", 7: "long"})
    assert {f.rule for f in lint_instruments({"r": rubric})} == {"length words", "anchors"}
