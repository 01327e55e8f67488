"""The viewer, served on this machine until it is interrupted."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from motivelab.errors import InputError
from motivelab.viewer.index import LiveIndex
from motivelab.viewer.server import application

ADDRESS = "127.0.0.1"


def serve(directory: Path, *, port: int = 0, ready: Callable[[str], None]) -> None:
    """Serve the trials of a run on this machine alone; returns when it is interrupted.

    Args:
        directory: the run directory; the run may be going on.
        port: where; 0 takes any that is free.
        ready: is told the page's address once it answers.

    Raises:
        InputError: the port cannot be had.
        StoreError: it is no run directory, or cannot be read.
    """
    index = LiveIndex(directory)
    token = secrets.token_urlsafe(12)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(index, token=token, port=port, ready=ready))


async def _serve(index: LiveIndex, *, token: str, port: int, ready: Callable[[str], None]) -> None:
    runner = web.AppRunner(application(index, token=token), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, ADDRESS, port)
        try:
            await site.start()
        except (OSError, OverflowError) as error:
            raise InputError(
                f"port {port} cannot be had: {error}; choose another with --port, or leave it out"
            ) from error
        ready(f"http://{ADDRESS}:{runner.addresses[0][1]}/{token}/")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
