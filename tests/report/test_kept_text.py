"""What was kept is used only if it is whole and the user's own; else it is made again."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
import vl_convert

from motivelab.report import runtime
from motivelab.report.kept_text import kept_text

TEXT = "first line\nsecond line\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where texts are kept during a test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "motivelab"


def once() -> str:
    """Makes the text."""
    return TEXT


def never() -> str:
    """Is not to be called."""
    raise AssertionError("made again")


def test_a_text_is_made_once_and_comes_back_letter_by_letter(folder: Path) -> None:
    assert kept_text("a.js", once) == TEXT
    assert kept_text("a.js", never) == TEXT
    assert [path.name for path in folder.iterdir()] == ["a.js"]


def test_versions_are_kept_apart(folder: Path) -> None:
    kept_text("a-1.js", once)
    assert kept_text("a-2.js", lambda: "other") == "other"
    assert kept_text("a-1.js", never) == TEXT


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "no text", "mere text"])
def test_a_file_that_does_not_fit_its_digest_is_made_again(folder: Path, damage: str) -> None:
    kept_text("a.js", once)
    path = folder / "a.js"
    whole = path.read_bytes()
    damaged = {
        "cut": whole[:-1],
        "changed": whole.replace(b"second", b"secomd"),
        "empty": b"",
        "no text": b"\xff\xfe\xff",
        "mere text": TEXT.encode(),
    }
    path.write_bytes(damaged[damage])
    assert kept_text("a.js", once) == TEXT
    assert path.read_bytes() == whole


def test_a_file_that_others_can_write_is_made_again(folder: Path) -> None:
    kept_text("a.js", lambda: "theirs")
    (folder / "a.js").chmod(0o666)
    assert kept_text("a.js", once) == TEXT
    assert kept_text("a.js", never) == TEXT


def test_where_nothing_can_be_kept_the_text_is_made_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [kept_text("a.js", once), kept_text("a.js", lambda: "again")] == [TEXT, "again"]


def test_a_folder_named_in_part_is_not_taken_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    kept_text("a.js", once)
    assert (tmp_path / "home" / ".cache" / "motivelab" / "a.js").is_file()


def test_what_runs_in_the_page_is_bundled_once_a_version_and_cannot_end_its_element(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundles = iter(["a('</SCRIPT>', '</script><!--')\r\n"])
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda snippet: next(bundles))
    found = []
    for _ in range(2):
        runtime.figure_runtime.cache_clear()
        found.append(runtime.figure_runtime())
    runtime.figure_runtime.cache_clear()
    assert found == [r"a('<\/SCRIPT>', '<\/script><\!--')" + "\n"] * 2
    assert [path.name for path in folder.iterdir()] == [f"vega-{version('vl-convert-python')}-{runtime._EDITION}.js"]
