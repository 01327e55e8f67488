"""The command line called in this process, as a shell would call it."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from dataclasses import dataclass
from unittest import mock

from motivelab.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended.

    Attributes:
        code: its exit code.
        out: what it wrote on standard output.
        err: what it wrote on standard error.
    """

    code: int
    out: str
    err: str


def command(*arguments: object) -> Said:
    """Call `motivelab` with some arguments; an exception that comes through fails the test that called."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["motivelab", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Said(code if isinstance(code, int) else 1, out.getvalue(), err.getvalue())


def refused(said: Said, *words: str, code: int) -> None:
    """Check that a command was refused: by this exit code, with these words, and without a word of Python."""
    assert said.code == code, said
    for word in words:
        assert word in said.err, said.err
    assert "Traceback" not in said.err
    assert "should not have happened" not in said.err
    assert len(said.err.splitlines()) <= 12


def start(*arguments: object) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    line = [sys.executable, "-m", "motivelab", *map(str, arguments)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
