"""OpenAI's chat completions format, which nearly every host and local server speaks.

Reference:
    https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from motivelab.errors import UnknownModelError, choices
from motivelab.providers.hosts.host import Host, load_host
from motivelab.providers.wire.address import address_of
from motivelab.providers.wire.body import TEXT, merged, sampling, turns
from motivelab.providers.wire.http_provider import HttpProvider, WireFormat
from motivelab.providers.wire.open_connection import open_connection
from motivelab.schema.completion import Call, Draft, Finish, Reply, Usage
from motivelab.schema.respondent import Respondent

_FINISHES: dict[object, Finish] = {
    "stop": "stop",
    "eos": "stop",  # Together
    "eos_token": "stop",  # text-generation-inference
    "stop_sequence": "stop",
    "length": "length",
    "model_length": "length",  # Mistral: the context is full
    "content_filter": "filtered",
}
_AZURE_VERSION = "2024-10-21"
_NAMED = 5


def connect(respondent: Respondent, *, environ: Mapping[str, str]) -> HttpProvider:
    """A connection to the respondent's host.

    Raises:
        MissingKeyError: the host wants a key and the environment has none.
        CapabilityError: the host has no address of its own and none is given.
    """
    host = load_host(respondent.provider)
    complete_url, check_url = addresses(host, address_of(host, respondent, environ), respondent.model, environ)
    return HttpProvider(
        respondent,
        host=host,
        wire=WireFormat(body=body, decode=decode, error_in=error_in, found=found),
        connection=open_connection(host, respondent, environ),
        complete_url=complete_url,
        check_url=check_url,
    )


def addresses(host: Host, base: str, model: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Where completions are asked for, and where it costs nothing to ask: the list of models, or the host's own check.

    Example:
        >>> addresses(load_host("ollama"), "http://localhost:11434/v1", "llama3.2", {})[0]
        'http://localhost:11434/v1/chat/completions'
        >>> addresses(load_host("azure"), "https://x.openai.azure.com", "my gpt", {})[0]
        'https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21'
    """
    parts = urlsplit(base)
    query = f"?{parts.query}" if parts.query else ""
    path = base.removesuffix(query).rstrip("/")
    if host.name == "azure" and not path.endswith("/openai/v1"):
        given = parse_qs(parts.query).get("api-version", [environ.get("OPENAI_API_VERSION") or _AZURE_VERSION])[0]
        root = f"{path.removesuffix('/openai')}/openai"
        version = f"?api-version={quote(given, safe='')}"
        return f"{root}/deployments/{quote(model, safe='')}/chat/completions{version}", f"{root}/models{version}"
    free = f"{path.removesuffix('/v1')}{host.check}" if host.check else f"{path}/models{query}"
    return f"{path}/chat/completions{query}", free


def body(host: Host, call: Call) -> dict[str, Any]:
    """The request body of a call, with slots for texts and seed."""
    turns(call)
    start = {"model": call.respondent.model, "messages": [{"role": m.role, "content": TEXT} for m in call.messages]}
    fields = sampling(host, call.respondent, max_tokens=call.max_tokens, n=call.n, seed=call.seed is not None)
    return merged({**start, **fields}, host.fixed)


def decode(data: dict[str, Any], n: int) -> Reply:
    """Take the texts of at most `n` continuations out of a reply; those beyond stay in it, counted as `surplus`."""
    listed = data["choices"]
    drafts = tuple([_draft(c) for c in listed[:n]])
    if len(listed) > n:
        data["surplus"] = len(listed) - n
    return Reply(
        drafts=drafts, usage=_usage(data.get("usage")), model=data.get("model") or "", reply_id=data.get("id") or ""
    )


def _draft(choice: dict[str, Any]) -> Draft:
    message = choice.get("message") or {}
    content = message.pop("content", None)
    reasoning = message.pop("reasoning_content", None) or message.pop("reasoning", None) or ""
    if type(content) is list:
        content, thought = _parts(content)
        reasoning = reasoning or thought
    finish = _FINISHES.get(choice.get("finish_reason"), "other")
    if not content and (refusal := message.pop("refusal", None)):
        content = refusal
    return Draft(text=_text(content), finish=finish, reasoning=_text(reasoning))


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not a {type(value).__name__}")
    return value


def _parts(parts: list[Any]) -> tuple[str, str]:
    """Text and reasoning of a content that comes in parts (Mistral's reasoning models, some gateways)."""
    text, reasoning = [], []
    for part in parts:
        if isinstance(part, str):
            text.append(part)
        elif part.get("type") in ("text", "output_text"):
            text.append(_text(part.get("text")))
        elif part.get("type") == "refusal":
            text.append(_text(part.get("refusal")))
        elif part.get("type") == "thinking":
            inner = part.get("thinking")
            reasoning.append(_parts(inner)[0] if isinstance(inner, list) else _text(inner))
    return "".join(text), "".join(reasoning)


def _usage(usage: dict[str, Any] | None) -> Usage:
    """Tokens as the host counts them.

    Hosts differ in whether reasoning is part of `completion_tokens` (xAI and Gemini keep it apart); the total, where it
    is larger than its parts, tells.
    """
    if not usage:
        return Usage()
    read, written = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    total = _count(usage.get("total_tokens"))
    of_written, of_read = usage.get("completion_tokens_details"), usage.get("prompt_tokens_details")
    reasoning = _count(of_written.get("reasoning_tokens")) if of_written else None
    cached = _count(of_read.get("cached_tokens")) if of_read else None
    if cached is None:
        cached = _count(usage.get("prompt_cache_hit_tokens"))  # DeepSeek
    if read is not None and written is not None and total is not None and total > read + written:
        reasoning = total - read - written if reasoning is None else reasoning
        written = total - read
    return Usage(input=read, output=written, reasoning=reasoning, cached=cached)


def _count(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def error_in(data: dict[str, Any]) -> int | None:
    """The status of an error that came as a completion (gateways do so when the host behind them fails), or None."""
    error = data.get("error")
    if not error:
        # A gateway may also hang the error on the only choice.
        listed = data.get("choices")
        if not listed or type(listed) is not list or len(listed) != 1 or type(listed[0]) is not dict:
            return None
        error = listed[0].get("error")
        if not error:
            return None
        data["error"] = error
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 502


def found(host: Host, model: str, reply: object) -> str:
    """What the list of models says of the model, or the host's own check of the host; of no model (""), what it lists.

    Raises:
        UnknownModelError: the list is complete and the model is not on it.
    """
    listed = reply.get("data") if isinstance(reply, dict) else None
    ids = [str(m.get("id", "")) for m in listed if isinstance(m, dict)] if isinstance(listed, list) else []
    if not model:
        more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
        return f"{host.title} answers" + (f" and lists {', '.join(ids[:_NAMED])}{more}" if ids else "")
    if host.check:
        return f"{host.title} answers; whether it has {model!r} shows with the first question"
    if model in ids or host.name == "azure":
        return f"{host.title} answers" + (f" and lists {model!r} among {len(ids)} models" if model in ids else "")
    if host.lists_models and ids:
        near = choices(model, ids).split(" Valid:")[0] if len(ids) > 30 else choices(model, ids)
        raise UnknownModelError(
            f"{host.title} lists {len(ids)} models, {model!r} is not among them; {near}", status=200
        )
    return f"{host.title} answers; {model!r} is not among the {len(ids)} models it lists, which need not mean anything"
