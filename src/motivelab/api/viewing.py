"""The local page on which a run's trials are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from motivelab.api.runs import Run
from motivelab.viewer.serve import serve


def view(run: Run | Path | str, *, port: int = 0, ready: Callable[[str], None] = print) -> None:
    """Serve a page for reading a run's trials, on this machine alone, until interrupted.

    Args:
        run: a run or its directory; it may be going on.
        port: where; 0 takes any that is free.
        ready: is told the page's address once it answers.

    Raises:
        InputError: the port cannot be had.
        StoreError: it is no run directory, or cannot be read.
    """
    serve(run.directory if isinstance(run, Run) else Path(run), port=port, ready=ready)
