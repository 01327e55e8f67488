"""The pages that list every stimulus are what the files say."""

from __future__ import annotations

from tests.support.stimulus_pages import pages


def test_the_pages_on_instruments_and_manipulations_list_what_is_shipped() -> None:
    """Write them anew with `python -m tests.support.stimulus_pages`."""
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text
