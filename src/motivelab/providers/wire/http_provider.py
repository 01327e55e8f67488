"""The provider that all wire formats share: a connection, a host's data, and a format's two directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from yarl import URL

from motivelab.errors import MalformedReplyError, ProviderError, UnreachableError
from motivelab.providers.hosts.host import Host
from motivelab.providers.wire.body import SEED_BITS, SEED_MARK, merged
from motivelab.providers.wire.connection import Connection
from motivelab.providers.wire.envelope import envelope
from motivelab.providers.wire.faults import fault, judged, page_words
from motivelab.providers.wire.mended import mended
from motivelab.providers.wire.plain_text import plain_text
from motivelab.schema.completion import Call, Reply
from motivelab.schema.respondent import Respondent
from motivelab.schema.wire_body import WireBody


@dataclass(frozen=True, slots=True, kw_only=True)
class WireFormat:
    """A wire format.

    Attributes:
        body: the request body of a call, with `TEXT` in place of the turns' texts in their order, `SEED` of the seed.
        decode: takes the texts of at most `n` continuations out of a reply's JSON and hands them over with usage; the
            reply's envelope is what is left.
        error_in: the error that a reply of status 200 carries instead of a completion, with its status, or None.
        found: what a reply to the cheap request of `check` says.
    """

    body: Callable[[Host, Call], dict[str, Any]]
    decode: Callable[[dict[str, Any], int], Reply]
    error_in: Callable[[dict[str, Any]], int | None]
    found: Callable[[Host, str, object], str]


class HttpProvider:
    """A connection to one respondent's host."""

    def __init__(
        self,
        respondent: Respondent,
        *,
        host: Host,
        wire: WireFormat,
        connection: Connection,
        complete_url: str,
        check_url: str,
    ) -> None:
        self.respondent = respondent
        self.host = host
        self._wire = wire
        self._connection = connection
        # Encoded once: parsing an address costs as much as encoding a body.
        self._complete_url = URL(complete_url)
        self._check_url = URL(check_url)
        self._templates: dict[tuple[str, tuple[str, ...], int, int, bool], bytes] = {}

    def __repr__(self) -> str:
        return f"<{self.host.name} at {self._complete_url.host}, model {self.respondent.model!r}>"

    def encode(self, call: Call) -> WireBody:
        """The body of the request; its template is made once for calls that differ in texts and seed only."""
        roles, texts = zip(*call.messages, strict=True)
        seed = call.seed
        shape = (call.respondent.digest, roles, call.max_tokens, call.n, seed is not None)
        template = self._templates.get(shape)
        if template is None:
            fields = merged(self._wire.body(self.host, call), call.respondent.extra)
            template = self._templates[shape] = orjson.dumps(fields)
        if seed is not None:
            template = template.replace(SEED_MARK, b"%d" % (seed & SEED_BITS))
        return WireBody(template, texts)

    async def complete(self, call: Call, body: WireBody) -> Reply:
        """Ask once.

        Raises:
            ProviderError: infrastructure failed; see `motivelab.errors`.
        """
        answer = await self._connection.ask(self._complete_url, body.to_bytes())
        key, n, model = self._connection.key, call.n, call.respondent.model
        if key is not None and (secret := key.reveal().encode()) in answer.data:
            answer = replace(answer, data=answer.data.replace(secret, b"***"))  # a host that repeats what it was sent
        if answer.status != 200:
            return _reply(fault(answer, host=self.host, model=model, key=key, n=n))
        data = self._read(answer.data)
        status = self._wire.error_in(data)
        if status is not None:
            judgement = judged(status, data, answer.headers, raw=answer.data, host=self.host, model=model, key=key, n=n)
            return _reply(judgement)
        problem = ""
        try:
            reply = self._wire.decode(data, n)
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            problem = f"{type(error).__name__} {error}"
        if problem:
            raise MalformedReplyError(
                f"{self.host.title} answered in another shape than it documents ({plain_text(problem, key)}): "
                f"{plain_text(orjson.dumps(data).decode(), key)}",
                status=200,
            )
        return reply._replace(envelope=envelope(data, key), status=200)

    def _read(self, data: bytes) -> dict[str, Any]:
        problem = "its body is empty" if not data else ""
        try:
            parsed = orjson.loads(mended(data)) if data else None
        except orjson.JSONDecodeError:
            kind = "HTML" if data.lstrip()[:1] == b"<" else "no whole JSON"
            problem = f"it is {kind}: {plain_text(page_words(data), self._connection.key)!r}"
            parsed = None
        if not problem and not isinstance(parsed, dict):
            problem = f"it is a JSON {type(parsed).__name__}, not an object"
        if problem or not isinstance(parsed, dict):
            raise MalformedReplyError(f"{self.host.title} answered 200, but {problem}; is base_url right?", status=200)
        return parsed

    async def check(self) -> str:
        """Ask for what the host lists, which costs no tokens; says what was found.

        Raises:
            ProviderError: the host cannot be reached, does not take the key, or has no such model.
        """
        answer = await self._connection.ask(self._check_url)
        model = self.respondent.model
        if answer.status in (404, 405) and self.host.format == "openai_compatible":
            return f"{self.host.title} answers, but does not list its models"
        if answer.status != 200:
            outcome = fault(answer, host=self.host, model=model, key=self._connection.key, n=0)
            if isinstance(outcome, UnreachableError):
                # A server may complete and yet fail to list its models; say what it was that failed.
                words = f"{outcome} (asked for {self._check_url.path} only; `motivelab try` tells whether it completes)"
                raise UnreachableError(words, status=answer.status)
            _reply(outcome)
        data: Mapping[str, Any] = self._read(answer.data)
        return self._wire.found(self.host, model, data)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._connection.close()


def _reply(outcome: ProviderError | Reply) -> Reply:
    if isinstance(outcome, ProviderError):
        raise outcome
    return outcome
