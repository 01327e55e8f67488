"""What a chat-completions host can do with a request: answer it, refuse it, or break in every way that hosts break."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

DEFAULT_TEXT = '{"motivation": 70, "reason": "It is a task like any other."}'


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in.

    Attributes:
        headers: by lower-case name.
        at: seconds on a monotonic clock.
        connection: number of the connection it came over.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    connection: int

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a behaviour does with a request.

    Attributes:
        raw: bytes to send as they are, headers included; None sends nothing.
        delay: seconds to wait first, beside the server's own latency.
        close: whether to close the connection afterwards.
        hang: whether to go silent and leave the connection open.
    """

    raw: bytes | None
    delay: float = 0.0
    close: bool = False
    hang: bool = False


Behaviour: TypeAlias = Callable[[Request], Played]


def http(
    status: int,
    body: bytes,
    *,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> bytes:
    """A response as it goes over the wire; `length` is claimed instead of the true one."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {content_type}", f"Content-Length: {length or len(body)}"]
    lines += [f"{k}: {v}" for k, v in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def completion(
    *texts: str | None,
    model: str = "tiny",
    finish: str | None = "stop",
    usage: Mapping[str, Any] | None = None,
    message: Mapping[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A reply in the chat completions format; `message` is added to each choice's message."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1700000000,
        "model": model,
        "choices": [
            {"index": i, "message": {"role": "assistant", "content": t, **(message or {})}, "finish_reason": finish}
            for i, t in enumerate(texts)
        ],
        "usage": usage
        or {"prompt_tokens": 20, "completion_tokens": 5 * len(texts), "total_tokens": 20 + 5 * len(texts)},
        **fields,
    }


def answer(text: str = DEFAULT_TEXT, *, delay: float = 0.0) -> Behaviour:
    """Answers as asked: `n` continuations of the given text, by the model that was asked for; `GET` lists models."""
    listing = http(200, json.dumps({"object": "list", "data": [{"id": "tiny", "object": "model"}]}).encode())
    made: dict[tuple[str, int], bytes] = {}

    def play(request: Request) -> Played:
        if request.method == "GET":
            return Played(raw=listing, delay=delay)
        asked = request.json
        key = (asked.get("model", "tiny"), asked.get("n", 1))
        if key not in made:
            made[key] = http(200, json.dumps(completion(*[text] * key[1], model=key[0])).encode())
        return Played(raw=made[key], delay=delay)

    return play


def reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Behaviour:
    """This JSON."""
    raw = http(status, json.dumps(body).encode(), headers=headers)
    return lambda _: Played(raw=raw)


def status(
    code: int, message: str = "not today", /, *, headers: Mapping[str, str] | None = None, **error: Any
) -> Behaviour:
    """An error in OpenAI's form; further fields stand beside its message."""
    return reply({"error": {"message": message, "type": "error", "code": None, **error}}, code, headers)


def hang() -> Behaviour:
    """Takes the request and never says a word."""
    return lambda _: Played(raw=None, hang=True)


def close_unanswered() -> Behaviour:
    """Takes the request and closes the connection."""
    return lambda _: Played(raw=None, close=True)


def close_mid_body() -> Behaviour:
    """Promises a body and closes in the middle of it."""
    body = json.dumps(completion("x")).encode()
    raw = http(200, body[: len(body) // 2], length=len(body))
    return lambda _: Played(raw=raw, close=True)


def html(code: int = 200) -> Behaviour:
    """A proxy's page."""
    page = b"<!doctype html><html><head><title>Welcome to the proxy</title></head><body><h1>Hello</h1></body></html>"
    return lambda _: Played(raw=http(code, page, content_type="text/html"))


def half_json() -> Behaviour:
    """Half a JSON, whole as far as HTTP goes."""
    body = json.dumps(completion("x")).encode()
    return lambda _: Played(raw=http(200, body[: len(body) // 2]))


def no_http() -> Behaviour:
    """Bytes that are not HTTP."""
    return lambda _: Played(raw=b"220 mail.example.org ESMTP\r\n\r\n", close=True)


def endless(size: int) -> Behaviour:
    """A body of so many bytes, in chunks, whose length is not said beforehand."""
    head = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    return lambda _: Played(raw=head + chunk * (size // 65536) + b"0\r\n\r\n")


def empty_choices() -> Behaviour:
    """A completion without any."""
    return reply(completion())


def content_filter() -> Behaviour:
    """Azure's rejection of a prompt."""
    return status(400, "The response was filtered", code="content_filter", param="prompt", status=400)


def n_ignored(text: str = DEFAULT_TEXT) -> Behaviour:
    """One continuation, however many are asked for."""
    return reply(completion(text))


def usage_missing(text: str = DEFAULT_TEXT) -> Behaviour:
    """An answer that does not say what it cost."""
    body = completion(text)
    del body["usage"]
    return reply(body)


def wrong_content_type(text: str = DEFAULT_TEXT) -> Behaviour:
    """A good answer that calls itself plain text."""
    raw = http(200, json.dumps(completion(text)).encode(), content_type="text/plain")
    return lambda _: Played(raw=raw)


def redirect(to: str) -> Behaviour:
    """Sends the asker elsewhere."""
    raw = http(307, b"", headers={"Location": to})
    return lambda _: Played(raw=raw)
