"""The tally on a terminal, or as lines of a log where there is none."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from motivelab.runner.tally import Tally

LOG_EVERY = 10.0


@contextlib.contextmanager
def watch(tally: Tally) -> Iterator[None]:
    """Show a run while it goes on: live on a terminal, a line every ten seconds in a log."""
    console = Console(stderr=True)
    if console.is_terminal:
        with Live(get_renderable=lambda: panel(tally), console=console, refresh_per_second=4, transient=True):
            yield
        return
    ended = threading.Event()
    logger = threading.Thread(target=_log, args=(tally, ended), name="motivelab-log", daemon=True)
    logger.start()
    try:
        yield
    finally:
        ended.set()
        logger.join()


@contextlib.contextmanager
def watch_nothing(_: Tally) -> Iterator[None]:
    """Show nothing."""
    yield


def _log(tally: Tally, ended: threading.Event) -> None:
    while not ended.wait(LOG_EVERY):
        print(line(tally, time.monotonic()), file=sys.stderr, flush=True)


def line(tally: Tally, now: float) -> str:
    """The tally in one line."""
    rates = tally.rates(now)
    left = tally.seconds_left(rates)
    parts = [
        f"{tally.done:,}/{tally.planned:,} trials",
        f"{sum(rates.values()):.1f}/s",
        f"{_duration(left) if left is not None else 'unknown time'} left",
        f"${tally.usd_before + tally.usd:.2f} spent, ${tally.projected_usd():.2f} projected",
    ]
    if tally.nonresponse:
        parts.append("nonresponse " + ", ".join(f"{k} {v:,}" for k, v in tally.nonresponse.most_common()))
    failed = sum(lane.failed for lane in tally.lanes.values())
    if failed:
        parts.append(f"{failed:,} failed attempts")
    parts += [f"{name} parked" for name, lane in tally.lanes.items() if lane.parked]
    return "; ".join(parts)


def panel(tally: Tally) -> Group:
    """The tally as a table, one respondent a row, with the totals below."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("respondent", "", "done", "in flight", "failed", ""):
        table.add_column(heading, justify="right" if heading in ("done", "in flight", "failed") else "left")
    for name, lane in tally.lanes.items():
        table.add_row(
            Text(name),
            ProgressBar(total=max(lane.planned, 1), completed=lane.done, width=24),
            f"{lane.done:,}/{lane.planned:,}",
            str(lane.in_flight),
            str(lane.failed) if lane.failed else "",
            Text(lane.parked or lane.waiting, style="yellow", overflow="ellipsis", no_wrap=True),
        )
    return Group(table, Text(line(tally, time.monotonic())))


def _duration(seconds: float) -> str:
    minutes, whole = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {whole:02d} s" if minutes else f"{whole} s"
