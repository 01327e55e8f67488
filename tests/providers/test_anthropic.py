"""Anthropic's Messages format, after its documentation."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from tests.support.behaviours import reply
from tests.support.calls import call, respondent
from tests.support.loopback import LoopbackServer

from motivelab import providers
from motivelab.errors import AuthenticationError, ProviderError, RateLimitedError, UnknownModelError, UnreachableError
from motivelab.providers.anthropic import decode
from motivelab.schema.completion import Draft, Reply, Usage

ENVIRON = {"ANTHROPIC_API_KEY": "not-a-real-key"}
MODEL = "claude-haiku-4-5"


def _message(*blocks: dict[str, Any], stop: str = "end_turn", **fields: Any) -> dict[str, Any]:
    """A reply as the documentation of the endpoint shows it."""
    return {
        "id": "msg_013Zva2CMHLNnjNjJKqJ2EF",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-4-5-20251001",
        "content": list(blocks),
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 30,
            "cache_creation_input_tokens": 5,
            "cache_read_input_tokens": 100,
            "output_tokens": 309,
            "service_tier": "standard",
        },
    } | fields


def _sent(**fields: Any) -> dict[str, Any]:
    who = respondent("anthropic", MODEL, **fields)
    made = call(who, "How much?", "70", "Why?", system="Be brief.")
    body: dict[str, Any] = orjson.loads(providers.connect(who, ENVIRON).encode(made).to_bytes())
    return body


def test_the_body_is_as_documented() -> None:
    """The system turn stands at the top, turns alternate, the cap is always said."""
    assert _sent(settings={"temperature": 0.5, "top_k": 40}) == {
        "model": MODEL,
        "system": [{"type": "text", "text": "Be brief."}],
        "messages": [
            {"role": "user", "content": "How much?"},
            {"role": "assistant", "content": "70"},
            {"role": "user", "content": "Why?"},
        ],
        "max_tokens": 64,
        "temperature": 0.5,
        "top_k": 40,
    }


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"reasoning_tokens": 2048}, {"thinking": {"type": "enabled", "budget_tokens": 2048}, "max_tokens": 2112}),
        ({"reasoning_effort": "low"}, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}),
        ({"reasoning_effort": "none"}, {"thinking": {"type": "disabled"}}),
    ],
)
def test_reasoning_is_asked_for_as_documented(settings: dict[str, Any], expected: dict[str, Any]) -> None:
    """A budget is added to the cap, which counts thinking; an effort means adaptive thinking."""
    sent = _sent(settings=settings)
    assert {k: sent.get(k) for k in expected} == expected
    assert ("output_config" in sent) == ("output_config" in expected)


def test_the_documented_reply_is_read() -> None:
    """Text blocks are the answer, thinking is handed over apart, tokens of the cache count as read."""
    thinking = {"type": "thinking", "thinking": "Let me see.", "signature": "c2ln"}
    got = decode(_message(thinking, {"type": "text", "text": "80"}), 1)
    assert got == Reply(
        drafts=(Draft(text="80", finish="stop", reasoning="Let me see."),),
        usage=Usage(input=135, output=309, cached=100),
        model="claude-haiku-4-5-20251001",
        reply_id="msg_013Zva2CMHLNnjNjJKqJ2EF",
    )


@pytest.mark.parametrize(
    ("stop", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "filtered"),
        ("tool_use", "other"),
        ("pause_turn", "other"),
    ],
)
def test_stop_reasons_are_told_apart(stop: str, finish: str) -> None:
    """A classifier's refusal is a filter; what was written before it is kept."""
    assert decode(_message({"type": "text", "text": "x"}, stop=stop), 1).drafts[0] == Draft(text="x", finish=finish)  # type: ignore[arg-type]  # a str here, a Literal there


def test_an_empty_reply_is_an_empty_text() -> None:
    """A turn that ends at once says nothing."""
    assert decode(_message(usage=None), 1) == Reply(
        drafts=(Draft(text="", finish="stop"),),
        usage=Usage(),
        model="claude-haiku-4-5-20251001",
        reply_id="msg_013Zva2CMHLNnjNjJKqJ2EF",
    )


def _asked(body: Any, code: int = 200, headers: dict[str, str] | None = None, check: bool = False) -> tuple[Any, Any]:
    async def run() -> tuple[Any, Any]:
        async with LoopbackServer(reply(body, code, headers)) as server:
            who = respondent("anthropic", MODEL, base_url=server.url, key_env="ANTHROPIC_API_KEY")
            connection = providers.connect(who, ENVIRON)
            made = call(who)
            try:
                got = await connection.check() if check else await connection.complete(made, connection.encode(made))
            finally:
                await connection.close()
            return got, server.requests[0]

    return asyncio.run(run())


def test_the_request_has_the_documented_headers() -> None:
    """Key and version go in headers of their own, to /messages."""
    got, request = _asked(_message({"type": "text", "text": "80"}))
    assert got.drafts[0].text == "80"
    assert (request.method, request.path) == ("POST", "/v1/messages")
    assert request.headers["x-api-key"] == "not-a-real-key"
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    ("code", "kind", "error", "transient"),
    [
        (401, "authentication_error", AuthenticationError, False),
        (404, "not_found_error", UnknownModelError, False),
        (429, "rate_limit_error", RateLimitedError, True),
        (500, "api_error", UnreachableError, True),
        (529, "overloaded_error", UnreachableError, True),
    ],
)
def test_documented_errors(code: int, kind: str, error: type[ProviderError], transient: bool) -> None:
    """Each status of its error page is its own error."""
    with pytest.raises(error, match="Overdone") as caught:
        _asked({"type": "error", "error": {"type": kind, "message": "Overdone"}, "request_id": "req_1"}, code)
    assert caught.value.transient is transient
    assert caught.value.status == code


def test_a_check_asks_for_the_model() -> None:
    """The model's own page is read; that it is missing is an unknown model."""
    got, request = _asked({"type": "model", "id": MODEL, "display_name": "Claude Haiku 4.5"}, check=True)
    assert got == "Anthropic answers and knows 'claude-haiku-4-5' (Claude Haiku 4.5)"
    assert (request.method, request.path) == ("GET", f"/v1/models/{MODEL}")
    with pytest.raises(UnknownModelError):
        _asked({"type": "error", "error": {"type": "not_found_error", "message": "model: x"}}, 404, check=True)
