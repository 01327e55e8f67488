"""Calling what runs an event loop of its own from where one is running already, as in a notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")


def beside_event_loop(call: Callable[[], Found], *, interrupt: Callable[[], None] = lambda: None) -> Found:
    """What a call returns, made in a thread of its own where this one already runs an event loop.

    Args:
        call: what runs an event loop of its own.
        interrupt: called when a person interrupts the waiting; the call is still waited for.

    Example:
        >>> async def notebook():
        ...     return beside_event_loop(lambda: asyncio.run(asyncio.sleep(0, "done")))
        >>> asyncio.run(notebook())
        'done'
    """
    if not in_event_loop():
        return call()
    with ThreadPoolExecutor(1, thread_name_prefix="motivelab") as thread:
        future = thread.submit(call)
        while True:
            try:
                return future.result()
            except KeyboardInterrupt:
                interrupt()


def in_event_loop() -> bool:
    """Whether the caller runs inside an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
