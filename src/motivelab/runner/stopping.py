"""How a person stops a run: by a signal, or from another thread."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def stopped_by_signals(interrupt: Callable[[], None], *, active: bool) -> Iterator[None]:
    """Call `interrupt` on Ctrl-C, on a request to end, and when the terminal goes.

    What is ignored already stays ignored: `nohup` means it.

    Args:
        interrupt: called on the event loop, once for each signal.
        active: whether signals are caught at all; only the main thread can.
    """
    loop = asyncio.get_running_loop()
    caught = [s for s in STOPPING if signal.getsignal(s) is not signal.SIG_IGN] if active else []
    for number in caught:
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


def from_another_thread(interrupt: Callable[[], None]) -> Callable[[], None]:
    """What calls `interrupt` on this event loop from any thread; nothing happens once the loop is closed."""
    loop = asyncio.get_running_loop()

    def call() -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(interrupt)

    return call
