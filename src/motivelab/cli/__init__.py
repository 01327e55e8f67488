"""The command line: parse, call, print. One command a file, found by file name and imported only when it is called."""

from __future__ import annotations

import ast
import contextlib
import importlib
import os
import sys
import traceback
from importlib import resources
from pathlib import Path
from typing import NoReturn

import click

from motivelab.discovery import module_names
from motivelab.errors import MotivelabError

_NOT_COMMANDS = ("output", "source")

_ORDER = (
    "new",
    "plan",
    "try",
    "run",
    "status",
    "retry",
    "reparse",
    "merge",
    "tables",
    "analyse",
    "report",
    "figures",
    "export",
    "diff",
    "compare-published",
    "judge",
    "view",
    "list",
    "show",
    "check",
    "import",
    "doctor",
)


class _Commands(click.Group):
    """Commands by file name: `try_.py` is `try`. Listing them reads their first line and imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = {n.removesuffix("_").replace("_", "-") for n in module_names("motivelab.cli", apart_from=_NOT_COMMANDS)}
        return [*(n for n in _ORDER if n in names), *sorted(names - set(_ORDER))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"motivelab.cli.{_file_name(cmd_name)}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"motivelab.cli.{_file_name(cmd_name)}.command is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from motivelab.errors import choices

            raise click.UsageError(f"{error.message} {choices(args[0], self.list_commands(ctx))}", ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, _first_line(name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _file_name(command: str) -> str:
    names, name = module_names("motivelab.cli"), command.replace("-", "_")
    return name if name in names else f"{name}_"


def _first_line(command: str) -> str:
    source = resources.files("motivelab.cli").joinpath(f"{_file_name(command)}.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="motivelab")
def cli() -> None:
    """Measure what a language model is motivated to do, and whether it then does it.

    A study is a TOML file: which tasks, on whom, under which conditions, how often. Three are built in: `quick`
    (simulated respondents, no key, no network), `paper` (the design of Nahum et al. 2026) and `nahum2026` (the same in
    its authors' own words, once they are imported).

    \b
      motivelab run quick           a whole study, here and now, on simulated respondents
      motivelab report runs/quick   one HTML file with what was found
      motivelab new study           a commented study file to begin with
      motivelab plan my-study.toml  what it would ask, cost and take
    """


def main() -> NoReturn:
    """Run the command line; every error becomes one message and an exit code.

    Those that are raised on purpose say what to do. One that was not foreseen is a fault of motivelab's own; it says
    where, and `MOTIVELAB_TRACEBACK=1` shows the rest.
    """
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - closed by the caller (`>&-`), for good
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    try:
        cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MotivelabError as error:
        click.echo(f"motivelab: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # whoever read our output has gone; leave quietly, as other programs in a pipe do
        _write_no_more()
        sys.exit(141)
    except OSError as error:
        where = error.filename or ("the current folder" if isinstance(error, FileNotFoundError) else "output")
        click.echo(f"motivelab: {where}: {error.strerror or error}. What was answered is kept.", err=True)
        _write_no_more()
        sys.exit(5)
    except Exception as error:
        if os.environ.get("MOTIVELAB_TRACEBACK"):
            raise
        click.echo(f"motivelab: {_own_fault(error)}", err=True)
        sys.exit(70)
    sys.exit(0)


def _write_no_more() -> None:
    """What is still buffered cannot be written; Python would try once more at its end, and complain."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_fault(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    what = "".join(traceback.format_exception_only(error)).strip().splitlines()[0][:300]
    return (
        f"this should not have happened: {what} ({Path(last.filename).name}, line {last.lineno}). What was answered is "
        "kept. Please report it with what MOTIVELAB_TRACEBACK=1 in the environment shows."
    )
