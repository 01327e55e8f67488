"""The chat completions format: what is sent, byte for byte, and what is made of what comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.behaviours import completion, reply, status
from tests.support.calls import call, exchange, respondent
from tests.support.loopback import LoopbackServer

from motivelab import providers
from motivelab.errors import UnknownModelError, UnreachableError
from motivelab.providers.hosts.host import load_host
from motivelab.providers.openai_compatible import addresses, decode
from motivelab.schema.completion import Draft, Usage


def _sent(provider: str = "openai_compatible", **fields: Any) -> dict[str, Any]:
    how = {k: fields.pop(k) for k in ("n", "seed", "system") if k in fields}
    who = respondent(provider, base_url="http://127.0.0.1:1/v1", **fields)
    environ = dict.fromkeys(load_host(provider).key_envs, "not-a-real-key")
    body = providers.connect(who, environ).encode(call(who, "How much?", "70", "Why?", **how))
    sent: dict[str, Any] = orjson.loads(body.to_bytes())
    return sent


def test_the_body_says_what_was_asked_and_nothing_else() -> None:
    """Model, turns and cap, in this order; what is not set is left to the host."""
    assert _sent(system="Be brief.") == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "How much?"},
            {"role": "assistant", "content": "70"},
            {"role": "user", "content": "Why?"},
        ],
        "max_tokens": 64,
    }


def test_settings_go_where_the_host_wants_them() -> None:
    """Each host's names for cap, seed and reasoning are its data."""
    settings = {"temperature": 0.5, "top_p": 0.9, "seed": True}
    assert _sent(settings=settings, n=2, seed=7) | {"messages": []} == {
        "model": "tiny",
        "messages": [],
        "max_tokens": 64,
        "n": 2,
        "seed": 7,
        "temperature": 0.5,
        "top_p": 0.9,
    }
    assert _sent("mistral", seed=2**40 + 7)["random_seed"] == 7
    openai = _sent("openai", model="o3", settings={"reasoning_effort": "low", "reasoning_tokens": 1000})
    assert (openai["max_completion_tokens"], openai["reasoning_effort"]) == (1064, "low")
    assert "reasoning_tokens" not in openai
    router = _sent("openrouter", settings={"reasoning_tokens": 500}, extra={"provider": {"order": ["x"]}})
    assert router["reasoning"] == {"max_tokens": 500}
    assert router["max_tokens"] == 564
    assert router["provider"] == {"require_parameters": True, "order": ["x"]}


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4),
    seed=st.integers(0, 2**63),
)
def test_any_text_arrives_unchanged(texts: list[str], seed: int) -> None:
    """Whatever a turn holds, slot and seed marks included, is decoded to itself."""
    who = respondent(base_url="http://127.0.0.1:1/v1")
    made = call(who, *texts, seed=seed)
    body = providers.connect(who, {}).encode(made)
    sent = orjson.loads(body.to_bytes())
    assert [m["content"] for m in sent["messages"]] == texts
    assert sent["seed"] == seed % 2**31
    assert body.texts == tuple(texts)


def test_azure_is_asked_under_its_deployment() -> None:
    """A resource's address gets deployment and api-version, one that ends in /openai/v1 gets neither."""
    azure = load_host("azure")
    complete, listing = addresses(azure, "https://x.openai.azure.com/openai", "d", {"OPENAI_API_VERSION": "2025-01-01"})
    assert complete == "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2025-01-01"
    assert listing == "https://x.openai.azure.com/openai/models?api-version=2025-01-01"
    given_version, _ = addresses(azure, "https://x.openai.azure.com?api-version=2024-06-01", "d", {})
    assert given_version.endswith("/openai/deployments/d/chat/completions?api-version=2024-06-01")
    plain, _ = addresses(azure, "https://x.openai.azure.com/openai/v1", "d", {})
    assert plain == "https://x.openai.azure.com/openai/v1/chat/completions"


@pytest.mark.parametrize(
    ("finish", "expected"),
    [
        ("stop", "stop"),
        ("eos", "stop"),
        ("length", "length"),
        ("content_filter", "filtered"),
        ("tool_calls", "other"),
        (None, "other"),
    ],
)
def test_finishes_are_told_apart(finish: str | None, expected: str) -> None:
    """Stopped, cut, filtered, or for a reason of the host's own."""
    assert decode(completion("x", finish=finish), 1).drafts[0].finish == expected


@pytest.mark.parametrize("content", [None, ""])
def test_an_empty_choice_is_an_empty_text(content: str | None) -> None:
    """Nothing written is a text of length 0."""
    assert decode(completion(content), 1).drafts == (Draft(text="", finish="stop"),)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"content": "80", "reasoning_content": "hm"}, Draft(text="80", finish="stop", reasoning="hm")),
        ({"content": "80", "reasoning": "hm"}, Draft(text="80", finish="stop", reasoning="hm")),
        ({"content": None, "refusal": "I can't."}, Draft(text="I can't.", finish="stop")),
        ({"content": "80", "refusal": None}, Draft(text="80", finish="stop")),
        ({"content": [{"type": "text", "text": "8"}, {"type": "text", "text": "0"}]}, Draft(text="80", finish="stop")),
        (
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
                    {"type": "text", "text": "80"},
                ]
            },
            Draft(text="80", finish="stop", reasoning="hm"),
        ),
    ],
)
def test_texts_are_found_in_every_usual_place(message: dict[str, Any], expected: Draft) -> None:
    """Content, parts of it, reasoning and refusals, wherever hosts put them."""
    assert decode(completion("?", message=message), 1).drafts == (expected,)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 50,
                "total_tokens": 59,
                "completion_tokens_details": {"reasoning_tokens": 40},
                "prompt_tokens_details": {"cached_tokens": 4},
            },
            Usage(input=9, output=50, reasoning=40, cached=4),
        ),
        # xAI: reasoning is not part of completion_tokens, the total is the sum of all three.
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 10,
                "total_tokens": 59,
                "completion_tokens_details": {"reasoning_tokens": 40},
            },
            Usage(input=9, output=50, reasoning=40),
        ),
        # Gemini's compatible endpoint: thoughts are in the total alone.
        ({"prompt_tokens": 9, "completion_tokens": 10, "total_tokens": 59}, Usage(input=9, output=50, reasoning=40)),
        (
            {"prompt_tokens": 9, "completion_tokens": 1, "prompt_cache_hit_tokens": 8},
            Usage(input=9, output=1, cached=8),
        ),
        ({"prompt_tokens": "9"}, Usage()),
        (None, Usage()),
    ],
)
def test_output_tokens_include_reasoning(usage: dict[str, Any] | None, expected: Usage) -> None:
    """Tokens written count reasoning, whether or not the host counts it in."""
    body = completion("x")
    body["usage"] = usage
    assert decode(body, 1).usage == expected


def test_the_envelope_is_the_reply_without_its_texts() -> None:
    """What the host said beside the texts is kept, the texts are not."""
    got, _ = exchange(reply(completion("80", message={"reasoning": "hm"}, system_fingerprint="fp")))
    kept = orjson.loads(got.envelope)
    assert kept["system_fingerprint"] == "fp"
    assert kept["choices"] == [{"index": 0, "message": {"role": "assistant"}, "finish_reason": "stop"}]
    assert (got.model, got.reply_id, got.status) == ("tiny", "chatcmpl-1", 200)


def test_a_huge_envelope_is_cut() -> None:
    """At most 16 KiB are kept, the short fields first."""
    got, _ = exchange(reply(completion("80", logprobs=["x" * 50] * 1000)))
    assert len(got.envelope) <= 16 * 1024
    kept = orjson.loads(got.envelope)
    assert kept["cut"] > 16 * 1024
    assert kept["usage"] == {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}


def test_connections_are_kept_alive() -> None:
    """Requests one after the other share a connection."""

    async def run() -> set[int]:
        async with LoopbackServer() as server:
            who = respondent(base_url=server.url)
            connection = providers.connect(who, {})
            for _ in range(3):
                await connection.complete(call(who), connection.encode(call(who)))
            await connection.close()
            await connection.close()
            return {r.connection for r in server.requests}

    assert asyncio.run(run()) == {0}


def _checked(provider: str, listing: Any, model: str = "tiny", code: int = 200) -> str:
    async def run() -> str:
        async with LoopbackServer(reply(listing, code) if code == 200 else status(code)) as server:
            who = respondent(provider, model, base_url=server.url, key_env="MY_KEY")
            connection = providers.connect(who, {"MY_KEY": "not-a-real-key"})
            try:
                return await connection.check()
            finally:
                await connection.close()

    return asyncio.run(run())


def test_a_check_says_what_the_host_has() -> None:
    """The list of models is asked for; a complete list without the model is an error that names the nearest id."""
    listing = {"data": [{"id": "tiny"}, {"id": "large"}]}
    assert _checked("ollama", listing) == "Ollama answers and lists 'tiny' among 2 models"
    assert "need not mean anything" in _checked("ollama", listing, "other")
    assert "does not list" in _checked("openai_compatible", {}, code=404)
    with pytest.raises(UnknownModelError, match="did you mean 'tiny'"):
        _checked("openai", listing, "tiny1")


def test_a_check_that_fails_names_what_was_asked() -> None:
    """A server may fail to list its models and yet complete: the message says which address failed."""
    with pytest.raises(UnreachableError, match=r"500.*/v1/models only; `motivelab try`"):
        _checked("openai_compatible", {}, code=500)


def test_transformers_is_asked_for_its_health() -> None:
    """Its list of models is that of a cache, which may not be there; its health stands beside /v1."""
    host = load_host("transformers")
    assert addresses(host, "http://h:1/v1", "m", {}) == ("http://h:1/v1/chat/completions", "http://h:1/health")
    assert _checked("transformers", {"status": "ok"}).startswith("transformers serve answers; whether it has 'tiny'")


def test_transformers_is_never_asked_for_continuations() -> None:
    """It passes over `n`: replicates are calls of their own, planned as such."""
    assert not providers.capabilities("transformers").n
