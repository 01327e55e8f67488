"""Laws of the command line's help: it teaches, lists everything, and the page of it is not stale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from motivelab.cli import cli

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"
COMMANDS = cli.list_commands(click.Context(cli))


def help_of(name: str) -> str:
    context = click.Context(cli, info_name="motivelab", terminal_width=100, **cli.context_settings)
    if not name:
        return cli.get_help(context)
    for word in name.split():
        group = context.command
        assert isinstance(group, click.Group)
        command = group.get_command(context, word)
        assert command is not None
        context = click.Context(command, info_name=word, parent=context, max_content_width=100, terminal_width=100)
    return context.command.get_help(context)


def parts_of(name: str) -> list[str]:
    """The commands of a command that is a group of them."""
    group = cli.get_command(click.Context(cli), name) if name else None
    return (
        [f"{name} {part}" for part in group.list_commands(click.Context(group))]
        if isinstance(group, click.Group)
        else []
    )


def page() -> str:
    """docs/commands.md as it should be."""
    head = "# Commands\n\nThis page is the commands' own help. `make docs` writes it anew.\n"
    named = (part for name in ("", *COMMANDS) for part in (name, *parts_of(name)))
    sections = (f"\n## {f'motivelab {name}'.strip()}\n\n```text\n{help_of(name).rstrip()}\n```\n" for name in named)
    return head + "".join(sections)


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert DOCS.read_text("utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_commands_help_begins_with_the_line_in_the_list_and_says_more(name: str) -> None:
    shown = " ".join(help_of(name).split())
    listed = {row.split(None, 1)[0]: row for row in help_of("").splitlines() if row.startswith("  ")}
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help is not None
    first = command.help.splitlines()[0]
    assert first in shown
    assert len(command.help) > 2 * len(first)
    assert name in listed


def test_help_imports_no_data_frames_no_network_and_no_statistics() -> None:
    code = (
        "import sys; from motivelab.cli import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'polars', 'numpy', 'aiohttp', 'rich', 'pydantic', 'vl_convert', 'scipy'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


if __name__ == "__main__":
    DOCS.write_text(page(), "utf-8")
