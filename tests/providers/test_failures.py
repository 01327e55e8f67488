"""Every way in which a host can fail is one of our errors, or a reply where the failure is the respondent's own."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Callable

import pytest
from tests.support.behaviours import (
    Behaviour,
    Played,
    close_mid_body,
    close_unanswered,
    completion,
    content_filter,
    empty_choices,
    endless,
    half_json,
    hang,
    html,
    http,
    n_ignored,
    no_http,
    redirect,
    reply,
    status,
    usage_missing,
    wrong_content_type,
)
from tests.support.calls import call, exchange, respondent
from tests.support.loopback import LoopbackServer

from motivelab import providers
from motivelab.errors import (
    AuthenticationError,
    MalformedReplyError,
    ProviderError,
    RateLimitedError,
    RequestRejectedError,
    UnknownModelError,
    UnreachableError,
)
from motivelab.schema.completion import Draft, Usage
from motivelab.schema.respondent import Limits

KEY = "not-a-real-key-4f9c1d"
ENVIRON = {"MY_KEY": KEY}
ECHO = f"you sent Authorization: Bearer {KEY}, and sk-abcdefghijklmnopqrstu too"

FAILURES: dict[str, tuple[Callable[[], Behaviour], type[ProviderError], bool, str]] = {
    "401": (lambda: status(401, ECHO), AuthenticationError, False, "MY_KEY"),
    "403": (lambda: status(403, ECHO), AuthenticationError, False, "MY_KEY"),
    "google's bad key": (
        lambda: status(400, "API key not valid", details=[{"reason": "API_KEY_INVALID"}]),
        AuthenticationError,
        False,
        "MY_KEY",
    ),
    "404 of a model": (
        lambda: status(404, f"The model `tiny` does not exist {KEY}", code="model_not_found"),
        UnknownModelError,
        False,
        "'tiny'",
    ),
    "400 of a model": (lambda: status(400, "tiny is not a valid model ID"), UnknownModelError, False, "not a valid"),
    "404 of vllm": (
        lambda: reply({"object": "error", "message": "The model `tiny` does not exist."}, 404),
        UnknownModelError,
        False,
        "tiny",
    ),
    "404 of ollama": (
        lambda: status(404, 'model "tiny" not found, try pulling it first'),
        UnknownModelError,
        False,
        "pulling",
    ),
    "400 of transformers": (
        lambda: reply({"detail": "Server is pinned to 'other'; requested 'tiny'."}, 400),
        UnknownModelError,
        False,
        "pinned to 'other'",
    ),
    "422 of transformers": (
        lambda: reply({"detail": "Unexpected fields in the request: {'top_k'}"}, 422),
        RequestRejectedError,
        False,
        "'top_k'",
    ),
    "404 of a path": (lambda: reply({"detail": "Not Found"}, 404), RequestRejectedError, False, "base_url"),
    "400": (lambda: status(400, f"bad {ECHO}\x1b[31m\r\n" + "x" * 9000), RequestRejectedError, False, "bad you sent"),
    "422": (lambda: reply({"detail": [{"msg": "no", "input": KEY}]}, 422), RequestRejectedError, False, "no"),
    "429": (lambda: status(429, ECHO, headers={"Retry-After": "7"}), RateLimitedError, True, "429"),
    "429 for good": (lambda: status(429, ECHO, code="insufficient_quota"), RateLimitedError, False, "credit"),
    "402": (lambda: status(402, "Insufficient Balance"), RateLimitedError, False, "credit"),
    "408": (lambda: status(408, ECHO), UnreachableError, True, "408"),
    "409": (lambda: status(409, ECHO), UnreachableError, True, "409"),
    "500": (lambda: status(500, ECHO), UnreachableError, True, "500"),
    "503 with a time": (lambda: status(503, ECHO, headers={"Retry-After": "3"}), RateLimitedError, True, "503"),
    "529": (lambda: status(529, "Overloaded"), UnreachableError, True, "Overloaded"),
    "502 page": (lambda: html(502), UnreachableError, True, "Welcome to the proxy"),
    "error with 200": (lambda: status(200, ECHO, code=503), UnreachableError, True, "503"),
    "error with 200, no code": (lambda: status(200, ECHO), UnreachableError, True, "502"),
    "error in the choice": (
        lambda: reply({"choices": [{"error": {"code": 429, "message": ECHO}, "finish_reason": "error"}]}),
        RateLimitedError,
        True,
        "429",
    ),
    "hang": (hang, UnreachableError, True, "within 0.3 s"),
    "closed unanswered": (close_unanswered, UnreachableError, True, "closed"),
    "closed mid-body": (close_mid_body, UnreachableError, True, "broke off"),
    "no HTTP": (no_http, MalformedReplyError, True, "HTTP"),
    "HTML": (html, MalformedReplyError, True, "HTML: 'Welcome to the proxy'"),
    "half a JSON": (half_json, MalformedReplyError, True, "no whole JSON"),
    "a list": (lambda: reply([1, 2]), MalformedReplyError, True, "list"),
    "another shape": (lambda: reply({"answer": ECHO}), MalformedReplyError, True, "choices"),
    "a number for a text": (lambda: reply(completion(7)), MalformedReplyError, True, "TypeError"),  # type: ignore[arg-type]  # on purpose
    "choices of strings": (lambda: reply({"choices": ["x"]}), MalformedReplyError, True, "AttributeError"),
    "redirect": (lambda: redirect(f"https://elsewhere.example/?key={KEY}"), RequestRejectedError, False, "elsewhere"),
    "201": (lambda: reply(completion("x"), 201), MalformedReplyError, True, "201"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_its_own_error_and_shows_no_key(name: str) -> None:
    """A failure maps to its class, says what matters in one bounded line, and nowhere holds the key."""
    behaviour, kind, transient, said = FAILURES[name]
    with pytest.raises(ProviderError) as caught:
        exchange(behaviour(), environ=ENVIRON, key_env="MY_KEY")
    error = caught.value
    assert type(error) is kind
    assert error.transient is transient
    assert said in str(error)
    assert len(str(error)) < 1000
    assert str(error).isprintable()
    everything = [repr(error), str(error), str(vars(error)), repr(error.__cause__), repr(error.__context__)]
    assert not [text for text in everything if KEY in text or "sk-abcdef" in text]
    assert error.__context__ is None


def test_a_refused_connection_is_unreachable() -> None:
    """Nobody listening is a transient failure that names the address."""

    async def run() -> None:
        async with LoopbackServer() as server:
            url = server.url
        who = respondent(base_url=url)
        connection = providers.connect(who, {})
        try:
            await connection.complete(call(who), connection.encode(call(who)))
        finally:
            await connection.close()

    with pytest.raises(UnreachableError, match=r"cannot connect to 127\.0\.0\.1 port \d+"):
        asyncio.run(run())


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    """A host that does not exist is reported by its name."""
    who = respondent(base_url="http://no-such-host.invalid/v1", limits=Limits(timeout=5))

    async def run() -> None:
        connection = providers.connect(who, {})
        try:
            await connection.complete(call(who), connection.encode(call(who)))
        finally:
            await connection.close()

    with pytest.raises(UnreachableError, match=r"no-such-host\.invalid"):
        asyncio.run(run())


def test_an_endless_body_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply longer than any completion is malformed, whether or not it says its length beforehand."""
    monkeypatch.setattr("motivelab.providers.wire.connection.MOST", 200_000)
    with pytest.raises(MalformedReplyError, match="more than 200000 bytes"):
        exchange(endless(1_000_000))
    with pytest.raises(MalformedReplyError, match="more than 200000 bytes"):
        exchange(reply(completion("x" * 300_000)))


def _zipped(body: bytes) -> Behaviour:
    raw = http(200, body, headers={"Content-Encoding": "gzip"})
    return lambda _: Played(raw=raw)


def test_a_compressed_reply_is_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compression is seen through; what is huge when unpacked is cut off, and garbage is a broken answer."""
    got, _ = exchange(_zipped(gzip.compress(json.dumps(completion("80")).encode())))
    assert got.drafts[0].text == "80"
    monkeypatch.setattr("motivelab.providers.wire.connection.MOST", 200_000)
    with pytest.raises(MalformedReplyError, match="more than 200000 bytes"):
        exchange(_zipped(gzip.compress(b" " * 10_000_000)))
    with pytest.raises(UnreachableError, match="broke off"):
        exchange(_zipped(b"this is not gzip"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"x-ratelimit-reset-requests": "1m2s"}, 62.0),
        ({}, None),
    ],
)
def test_a_429_carries_the_time_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    """How long to wait comes with the error, None where the host does not say."""
    with pytest.raises(RateLimitedError) as caught:
        exchange(status(429, headers=headers))
    assert caught.value.retry_after == seconds
    assert caught.value.status == 429


def test_a_redirect_is_not_followed() -> None:
    """The key goes to the address it was meant for and to no other."""

    async def run() -> int:
        async with LoopbackServer() as other, LoopbackServer(redirect(f"{other.url}/chat/completions")) as server:
            who = respondent(base_url=server.url, key_env="MY_KEY")
            connection = providers.connect(who, ENVIRON)
            with pytest.raises(RequestRejectedError):
                await connection.complete(call(who), connection.encode(call(who)))
            await connection.close()
            return other.count

    assert asyncio.run(run()) == 0


@pytest.mark.parametrize(
    "behaviour",
    [
        content_filter(),
        status(400, "blocked", code=None, innererror={"code": "ResponsibleAIPolicyViolation"}),
        status(403, "flagged", code=403, metadata={"reasons": ["violence"]}),
    ],
)
def test_a_content_filter_is_an_answer(behaviour: Behaviour) -> None:
    """A request that a content filter stops is answered, once per continuation, by nothing, filtered."""
    got, _ = exchange(behaviour, provider="azure", environ={"AZURE_OPENAI_API_KEY": KEY}, n=2)
    assert got.drafts == (Draft(text="", finish="filtered"),) * 2
    assert got.status in (400, 403)
    assert b"message" in got.envelope


def test_a_message_can_mean_a_filter() -> None:
    """Where a host has no code for it, its documented message tells."""
    got, _ = exchange(status(400, "Content Exists Risk"), provider="deepseek", environ={"DEEPSEEK_API_KEY": KEY})
    assert got.drafts == (Draft(text="", finish="filtered"),)


def test_no_choices_are_no_drafts() -> None:
    """A completion without choices leaves its trials open."""
    got, _ = exchange(empty_choices())
    assert got.drafts == ()


def test_fewer_continuations_than_asked_are_fewer_drafts() -> None:
    """A host that passes over `n` answers one trial."""
    got, requests = exchange(n_ignored("80"), n=3)
    assert requests[0].json["n"] == 3
    assert [d.text for d in got.drafts] == ["80"]


def test_more_continuations_than_asked_are_noted() -> None:
    """What nobody asked for is no draft, and stays in the envelope."""
    got, _ = exchange(reply(completion("80", "81", "82")))
    assert [d.text for d in got.drafts] == ["80"]
    assert b'"surplus":2' in got.envelope
    assert b'"81"' in got.envelope
    assert b'"80"' not in got.envelope


def test_missing_usage_is_unknown() -> None:
    """A host that does not count says nothing, not zero."""
    got, _ = exchange(usage_missing())
    assert got.usage == Usage()


def test_a_wrong_content_type_is_no_failure() -> None:
    """What counts is that the body is a completion."""
    got, _ = exchange(wrong_content_type("80"))
    assert got.drafts == (Draft(text="80", finish="stop"),)


def test_no_object_shows_the_key() -> None:
    """Neither the connection nor anything printed of it holds the key, while the host is sent it."""

    async def run() -> tuple[str, str]:
        async with LoopbackServer() as server:
            who = respondent(base_url=server.url, key_env="MY_KEY")
            connection = providers.connect(who, ENVIRON)
            await connection.complete(call(who), connection.encode(call(who)))
            shown = f"{connection!r} {vars(connection)} {providers.key_for(who, ENVIRON)!r} {server.requests[0].path}"
            await connection.close()
            return shown, server.requests[0].headers["authorization"]

    shown, sent = asyncio.run(run())
    assert sent == f"Bearer {KEY}"
    assert KEY not in shown
    assert re.search("loopback|127.0.0.1", shown)


def test_a_key_in_a_reply_does_not_reach_the_store() -> None:
    """A host that echoes the key, in its envelope or as if the model had said it, finds it struck out."""
    got, _ = exchange(reply(completion(f"80 {KEY}", echo=f"Bearer {KEY}")), environ=ENVIRON, key_env="MY_KEY")
    assert got.drafts[0].text == "80 ***"
    assert KEY.encode() not in got.envelope
    assert b"***" in got.envelope


def test_half_a_character_does_not_spoil_the_rest_of_a_reply() -> None:
    body = json.dumps(completion("cut \ud83d")).encode()
    got, _ = exchange(lambda _: Played(raw=http(200, body)))
    assert got.drafts[0].text == "cut \ufffd"
