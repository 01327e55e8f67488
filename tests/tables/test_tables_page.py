"""The documentation page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motivelab.tables.codebook import codebook_markdown

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")


def test_the_codebook_on_the_page_is_that_of_the_code() -> None:
    printed = PAGE.partition("# Codebook\n\n")[2]
    assert printed == codebook_markdown(), "put codebook_markdown() below '# Codebook' in docs/tables.md"


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_code_on_the_page_runs(block: str) -> None:
    exec(block, {})
