"""The docs list every task of the shipped banks."""

from __future__ import annotations

import pytest
from tests.support.task_pages import FOLDER, page

from motivelab.bank.load import bank_names, load_bank


@pytest.mark.parametrize("bank", bank_names())
def test_the_page_of_a_bank_is_what_the_bank_holds(bank: str) -> None:
    """Write them anew with `make docs`."""
    text = (FOLDER / f"{bank}.md").read_text("utf-8")
    assert text == page(bank)
    assert all(f"- `{task.id}` v{task.version}" in text for task in load_bank(bank).tasks)
