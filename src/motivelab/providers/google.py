"""Google's own Gemini format, `generateContent`.

Reference:
    https://ai.google.dev/api/generate-content
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from motivelab.providers.hosts.host import Host, load_host
from motivelab.providers.wire.address import address_of
from motivelab.providers.wire.body import TEXT, merged, sampling, turns
from motivelab.providers.wire.http_provider import HttpProvider, WireFormat
from motivelab.providers.wire.open_connection import open_connection
from motivelab.schema.completion import Call, Draft, Finish, Reply, Usage
from motivelab.schema.respondent import Respondent

_FINISHES: dict[object, Finish] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "filtered",
    "RECITATION": "filtered",
    "BLOCKLIST": "filtered",
    "PROHIBITED_CONTENT": "filtered",
    "SPII": "filtered",
}


def connect(respondent: Respondent, *, environ: Mapping[str, str]) -> HttpProvider:
    """A connection to the respondent's host.

    Raises:
        MissingKeyError: the environment has no key.
    """
    host = load_host(respondent.provider)
    page = f"{address_of(host, respondent, environ)}/models/{quote(respondent.model.removeprefix('models/'), safe='')}"
    return HttpProvider(
        respondent,
        host=host,
        wire=WireFormat(body=body, decode=decode, error_in=error_in, found=found),
        connection=open_connection(host, respondent, environ),
        complete_url=f"{page}:generateContent",
        check_url=page,
    )


def body(host: Host, call: Call) -> dict[str, Any]:
    """The request body of a call, with slots for texts and seed."""
    first, roles = turns(call)
    fields: dict[str, Any] = {}
    if first:
        fields["systemInstruction"] = {"parts": [{"text": TEXT} for _ in range(first)]}
    fields["contents"] = [{"role": "model" if r == "assistant" else r, "parts": [{"text": TEXT}]} for r in roles]
    settings = sampling(host, call.respondent, max_tokens=call.max_tokens, n=call.n, seed=call.seed is not None)
    return merged(fields, settings)


def decode(data: dict[str, Any], n: int) -> Reply:
    """Take the texts of at most `n` candidates out of a reply; a prompt that was blocked is `n` filtered answers."""
    listed = data.get("candidates") or []
    if not listed and not data.get("promptFeedback") and not data.get("usageMetadata"):
        raise KeyError("candidates")
    drafts = [_draft(c) for c in listed[:n]]
    if not listed and (data.get("promptFeedback") or {}).get("blockReason"):
        drafts = [Draft(text="", finish="filtered")] * n
    if len(listed) > n:
        data["surplus"] = len(listed) - n
    return Reply(
        drafts=tuple(drafts),
        usage=_usage(data.get("usageMetadata")),
        model=data.get("modelVersion") or "",
        reply_id=data.get("responseId") or "",
    )


def _draft(candidate: dict[str, Any]) -> Draft:
    text: list[str] = []
    thought: list[str] = []
    for part in (candidate.get("content") or {}).get("parts") or ():
        if "text" in part:
            (thought if part.get("thought") else text).append(part.pop("text"))
    finish = _FINISHES.get(candidate.get("finishReason"), "other")
    return Draft(text="".join(text), finish=finish, reasoning="".join(thought))


def _usage(usage: dict[str, Any] | None) -> Usage:
    """Tokens of the request; the host counts thoughts apart from the candidates, and they are added here."""
    if not usage:
        return Usage()
    written, thoughts = usage.get("candidatesTokenCount"), usage.get("thoughtsTokenCount")
    output = None if written is None and thoughts is None else (written or 0) + (thoughts or 0)
    return Usage(
        input=usage.get("promptTokenCount"),
        output=output,
        reasoning=thoughts,
        cached=usage.get("cachedContentTokenCount"),
    )


def error_in(data: dict[str, Any]) -> int | None:
    """The status of an error that came with status 200, or None."""
    error = data.get("error")
    if not error:
        return None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 502


def found(host: Host, model: str, reply: object) -> str:
    """What the page of the model says."""
    title = reply.get("displayName") if isinstance(reply, dict) else None
    return f"{host.title} answers and knows {model!r}" + (f" ({title})" if isinstance(title, str) else "")
