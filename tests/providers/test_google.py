"""Google's generateContent format, after its documentation."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from tests.support.behaviours import reply
from tests.support.calls import call, respondent
from tests.support.loopback import LoopbackServer

from motivelab import providers
from motivelab.errors import (
    AuthenticationError,
    MalformedReplyError,
    ProviderError,
    RateLimitedError,
    UnknownModelError,
)
from motivelab.providers.google import decode
from motivelab.schema.completion import Draft, Reply, Usage

ENVIRON = {"GEMINI_API_KEY": "not-a-real-key"}
MODEL = "gemini-2.0-flash"


def _candidate(*parts: dict[str, Any], finish: str = "STOP") -> dict[str, Any]:
    return {"content": {"parts": list(parts), "role": "model"}, "finishReason": finish, "index": 0}


def _response(*candidates: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A reply as the documentation of the endpoint shows it."""
    return {
        "candidates": list(candidates),
        "usageMetadata": {
            "promptTokenCount": 9,
            "candidatesTokenCount": 12,
            "thoughtsTokenCount": 30,
            "cachedContentTokenCount": 4,
            "totalTokenCount": 51,
        },
        "modelVersion": "gemini-2.0-flash-001",
        "responseId": "mAitaLmkHPPlz7IPvtfUqQ4",
    } | fields


def test_the_body_is_as_documented() -> None:
    """System instruction apart, the assistant is the model, settings under generationConfig."""
    who = respondent(
        "google",
        MODEL,
        settings={"temperature": 0.5, "top_k": 40, "reasoning_tokens": 100, "seed": True},
        extra={"generationConfig": {"responseMimeType": "application/json"}},
    )
    made = call(who, "How much?", "70", "Why?", system="Be brief.", n=2, seed=7)
    assert orjson.loads(providers.connect(who, ENVIRON).encode(made).to_bytes()) == {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [
            {"role": "user", "parts": [{"text": "How much?"}]},
            {"role": "model", "parts": [{"text": "70"}]},
            {"role": "user", "parts": [{"text": "Why?"}]},
        ],
        "generationConfig": {
            "maxOutputTokens": 164,
            "candidateCount": 2,
            "seed": 7,
            "temperature": 0.5,
            "topK": 40,
            "thinkingConfig": {"thinkingBudget": 100},
            "responseMimeType": "application/json",
        },
    }


def test_the_documented_reply_is_read() -> None:
    """Thoughts are handed over apart and their tokens counted in."""
    data = _response(
        _candidate({"text": "hm", "thought": True}, {"text": "8"}, {"text": "0"}), _candidate({"text": "70"})
    )
    assert decode(data, 2) == Reply(
        drafts=(Draft(text="80", finish="stop", reasoning="hm"), Draft(text="70", finish="stop")),
        usage=Usage(input=9, output=42, reasoning=30, cached=4),
        model="gemini-2.0-flash-001",
        reply_id="mAitaLmkHPPlz7IPvtfUqQ4",
    )


@pytest.mark.parametrize(
    ("finish", "expected"),
    [
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "filtered"),
        ("PROHIBITED_CONTENT", "filtered"),
        ("OTHER", "other"),
    ],
)
def test_finish_reasons_are_told_apart(finish: str, expected: str) -> None:
    """Safety and its kin are filters."""
    assert decode(_response(_candidate({"text": "x"}, finish=finish)), 1).drafts[0].finish == expected


def test_a_filtered_candidate_has_no_content() -> None:
    """A candidate may come without content at all."""
    assert decode(_response({"finishReason": "SAFETY"}), 1).drafts == (Draft(text="", finish="filtered"),)


def test_a_blocked_prompt_is_filtered_answers() -> None:
    """One filtered draft for each continuation that was wanted."""
    blocked = {
        "promptFeedback": {"blockReason": "SAFETY"},
        "usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 9},
    }
    assert decode(blocked, 2) == Reply(drafts=(Draft(text="", finish="filtered"),) * 2, usage=Usage(input=9))


def test_no_candidates_and_no_reason_leave_trials_open() -> None:
    """Nothing answered, nothing drafted."""
    assert decode(_response(), 1).drafts == ()


def _asked(body: Any, code: int = 200, check: bool = False) -> tuple[Any, Any]:
    async def run() -> tuple[Any, Any]:
        async with LoopbackServer(reply(body, code)) as server:
            who = respondent("google", MODEL, base_url=server.url, key_env="GEMINI_API_KEY")
            connection = providers.connect(who, ENVIRON)
            made = call(who)
            try:
                got = await connection.check() if check else await connection.complete(made, connection.encode(made))
            finally:
                await connection.close()
            return got, server.requests[0]

    return asyncio.run(run())


def test_the_key_goes_in_a_header() -> None:
    """Never in the address, where logs would keep it."""
    got, request = _asked(_response(_candidate({"text": "80"})))
    assert got.drafts[0].text == "80"
    assert request.path == f"/v1/models/{MODEL}:generateContent"
    assert request.headers["x-goog-api-key"] == "not-a-real-key"


@pytest.mark.parametrize(
    ("code", "error", "expected"),
    [
        (400, {"status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}, AuthenticationError),
        (403, {"status": "PERMISSION_DENIED"}, AuthenticationError),
        (404, {"status": "NOT_FOUND", "message": "models/x is not found for API version v1beta"}, UnknownModelError),
        (429, {"status": "RESOURCE_EXHAUSTED", "details": [{"retryDelay": "12s"}]}, RateLimitedError),
    ],
)
def test_documented_errors(code: int, error: dict[str, Any], expected: type[ProviderError]) -> None:
    """Each status of its error page is its own error; the time to wait stands in the body."""
    with pytest.raises(expected) as caught:
        _asked({"error": {"code": code, "message": "no"} | error}, code)
    if isinstance(caught.value, RateLimitedError):
        assert caught.value.retry_after == 12.0


def test_another_shape_is_malformed() -> None:
    """A JSON that is no reply of this format is not taken for an empty one."""
    with pytest.raises(MalformedReplyError):
        _asked({"choices": []})


def test_a_check_asks_for_the_model() -> None:
    """The model's own page is read."""
    got, request = _asked({"name": f"models/{MODEL}", "displayName": "Gemini 2.0 Flash"}, check=True)
    assert got == "Google Gemini answers and knows 'gemini-2.0-flash' (Gemini 2.0 Flash)"
    assert (request.method, request.path) == ("GET", f"/v1/models/{MODEL}")
