"""docs/providers.md says what the providers' data say."""

from __future__ import annotations

from pathlib import Path

import pytest

from motivelab import providers
from motivelab.providers.hosts.host import host_names, load_host
from motivelab.providers.simulation.personalities import PERSONALITIES

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"


def _row(name: str) -> str:
    """A provider's row in the table, from its data."""
    about = providers.describe(name)
    can = about.capabilities
    key = " or ".join(f"`{k}`" for k in can.key_envs) or "none"
    where = f"`{can.base_url}`" if can.base_url else "`base_url`" if can.wire else "in this process"
    return (
        " | ".join(
            [
                f"| `{name}`",
                about.title,
                where,
                key + ("" if can.key_required or not can.key_envs else ", if the server wants one"),
                "yes" if can.n else "no",
                ", ".join(sorted(can.settings)) or "none",
            ]
        )
        + " |"
    )


@pytest.mark.parametrize("name", providers.names())
def test_the_table_holds_each_provider(name: str) -> None:
    """A changed host changes its row; the row to write is shown."""
    assert _row(name) in PAGE.read_text(encoding="utf-8").splitlines(), f"docs/providers.md lacks the row\n{_row(name)}"


@pytest.mark.parametrize("name", host_names())
def test_the_page_names_the_documentation(name: str) -> None:
    """Every page that a host's data were taken from is linked."""
    text = PAGE.read_text(encoding="utf-8")
    assert [page for page in load_host(name).documentation if page not in text] == []


def test_the_page_names_every_simulated_respondent() -> None:
    """No personality is left unsaid."""
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in PERSONALITIES if f"`sim/{name}`" not in text] == []
