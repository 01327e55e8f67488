"""Calls to be made in tests, and one exchange from connection to reply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.support.behaviours import Behaviour
from tests.support.loopback import LoopbackServer

from motivelab import providers
from motivelab.schema.completion import Call, Reply
from motivelab.schema.message import Message
from motivelab.schema.respondent import Limits, Respondent


def respondent(provider: str = "openai_compatible", model: str = "tiny", **fields: Any) -> Respondent:
    """A respondent with a short patience."""
    fields = {"limits": Limits(timeout=0.3, concurrency=4)} | fields
    return Respondent(name="r", provider=provider, model=model, **fields)


def call(who: Respondent, *texts: str, system: str = "", n: int = 1, seed: int | None = None) -> Call:
    """A conversation of user and assistant turns, begun by the user."""
    turns = [Message("system", system)] if system else []
    turns += [Message("assistant" if i % 2 else "user", text) for i, text in enumerate(texts or ("How much?",))]
    return Call(respondent=who, messages=tuple(turns), max_tokens=64, n=n, seed=seed)


def exchange(
    *script: Behaviour,
    provider: str = "openai_compatible",
    environ: Mapping[str, str] | None = None,
    n: int = 1,
    **fields: Any,
) -> tuple[Reply, list[Any]]:
    """Ask a server with that script once; the reply and the requests that the server saw."""

    async def run() -> tuple[Reply, list[Any]]:
        async with LoopbackServer(*script) as server:
            who = respondent(provider, base_url=server.url, **fields)
            connection = providers.connect(who, environ or {})
            try:
                made = call(who, n=n)
                reply = await connection.complete(made, connection.encode(made))
            finally:
                await connection.close()
            return reply, server.requests

    return asyncio.run(run())
