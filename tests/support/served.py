"""A loopback server for tests that are not written on an event loop themselves."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.support.behaviours import Behaviour
from tests.support.loopback import LoopbackServer

KEY = "sk-planted-0123456789-not-to-be-seen"

STUDY = """
name = "served"
[[respondents]]
model = "{model}"
base_url = "{url}"
key_env = "PLANTED_KEY"
limits = {{ attempts = 2, concurrency = {concurrency}, timeout = {timeout} }}
[tasks]
sample = {tasks}
[[procedures]]
kind = "self_report"
moment = "pre"
replicates = 2
[[procedures]]
kind = "performance"
[[procedures]]
kind = "self_report"
moment = "post"
"""


@contextlib.contextmanager
def served(*script: Behaviour, then: Behaviour | None = None, latency: float = 0.0) -> Iterator[LoopbackServer]:
    """A server on an event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = LoopbackServer(*script, then=then, latency=latency)
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def study_of(
    server: LoopbackServer,
    path: Path,
    *,
    model: str = "openai/tiny",
    tasks: int = 2,
    timeout: float = 5.0,
    concurrency: int = 4,
) -> Path:
    """Write a study of a served model: four trials a task."""
    url = server.url if not model.startswith("anthropic") else server.url.removesuffix("/v1")
    text = STUDY.format(model=model, url=url, tasks=tasks, timeout=timeout, concurrency=concurrency)
    path.write_text(text, "utf-8")
    return path


def holders_of_key(directory: Path, *texts: str) -> list[str]:
    """The files below a directory that hold the planted key, and "what was said" where one of the texts does."""
    found = [str(f) for f in directory.rglob("*") if f.is_file() and KEY.encode() in f.read_bytes()]
    return found + ["what was said"] * any(KEY in text for text in texts)
