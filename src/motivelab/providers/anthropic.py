"""Anthropic's Messages format.

Reference:
    https://platform.claude.com/docs/en/api/messages/create
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from motivelab.providers.hosts.host import Host, load_host
from motivelab.providers.wire.address import address_of
from motivelab.providers.wire.body import TEXT, sampling, turns
from motivelab.providers.wire.http_provider import HttpProvider, WireFormat
from motivelab.providers.wire.open_connection import open_connection
from motivelab.schema.completion import Call, Draft, Finish, Reply, Usage
from motivelab.schema.respondent import Respondent

_FINISHES: dict[object, Finish] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    # A classifier beside the model stopped the answer; a model that declines itself says so in words and ends its turn.
    "refusal": "filtered",
}


def connect(respondent: Respondent, *, environ: Mapping[str, str]) -> HttpProvider:
    """A connection to the respondent's host.

    Raises:
        MissingKeyError: the environment has no key.
    """
    host = load_host(respondent.provider)
    address = address_of(host, respondent, environ)
    return HttpProvider(
        respondent,
        host=host,
        wire=WireFormat(body=body, decode=decode, error_in=error_in, found=found),
        connection=open_connection(host, respondent, environ),
        complete_url=f"{address}/messages",
        check_url=f"{address}/models/{quote(respondent.model, safe='')}",
    )


def body(host: Host, call: Call) -> dict[str, Any]:
    """The request body of a call, with slots for the texts; system turns stand at the top, as blocks of their own."""
    first, roles = turns(call)
    fields: dict[str, Any] = {"model": call.respondent.model}
    if first:
        fields["system"] = [{"type": "text", "text": TEXT} for _ in range(first)]
    fields["messages"] = [{"role": role, "content": TEXT} for role in roles]
    fields |= sampling(host, call.respondent, max_tokens=call.max_tokens, n=1, seed=False)
    effort = call.respondent.settings.get("reasoning_effort")
    if "thinking" in fields:
        fields["thinking"] = {"type": "enabled", **fields["thinking"]}
    elif effort is not None:
        fields["thinking"] = {"type": "adaptive"}
    if effort == "none":
        del fields["output_config"]
        fields["thinking"] = {"type": "disabled"}
    return fields


def decode(data: dict[str, Any], n: int) -> Reply:
    """Take the text out of a reply; thinking is handed over apart."""
    text, thought = [], []
    for block in data["content"]:
        kind = block.get("type")
        if kind == "text":
            text.append(block.pop("text"))
        elif kind == "thinking":
            thought.append(block.pop("thinking"))
            block.pop("signature", None)
    draft = Draft(
        text="".join(text),
        finish=_FINISHES.get(data.get("stop_reason"), "other"),
        reasoning="\n\n".join(filter(None, thought)),
    )
    usage = _usage(data.get("usage"))
    return Reply(drafts=(draft,)[:n], usage=usage, model=data.get("model") or "", reply_id=data.get("id") or "")


def _usage(usage: dict[str, Any] | None) -> Usage:
    """Tokens of the request; what the host counts apart as read from or written to its cache is added here."""
    if not usage or "input_tokens" not in usage:
        return Usage()
    cached = usage.get("cache_read_input_tokens")
    read = usage["input_tokens"] + (cached or 0) + (usage.get("cache_creation_input_tokens") or 0)
    details = usage.get("output_tokens_details") or {}
    return Usage(input=read, output=usage.get("output_tokens"), reasoning=details.get("thinking_tokens"), cached=cached)


def error_in(data: dict[str, Any]) -> int | None:
    """The status of an error that came with status 200, or None."""
    return 500 if data.get("type") == "error" else None


def found(host: Host, model: str, reply: object) -> str:
    """What the page of the model says."""
    title = reply.get("display_name") if isinstance(reply, dict) else None
    return f"{host.title} answers and knows {model!r}" + (f" ({title})" if isinstance(title, str) else "")
