"""From an HTTP reply that is no completion to the error it means, or to a filtered answer, which is data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from motivelab.errors import (
    AuthenticationError,
    MalformedReplyError,
    ProviderError,
    RateLimitedError,
    RequestRejectedError,
    UnknownModelError,
    UnreachableError,
)
from motivelab.providers.hosts.host import Host
from motivelab.providers.wire.connection import Answer
from motivelab.providers.wire.envelope import envelope
from motivelab.providers.wire.key import Key
from motivelab.providers.wire.plain_text import plain_text
from motivelab.providers.wire.retry_after import retry_after
from motivelab.schema.completion import Draft, Reply, Usage

_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "credit_limit_exceeded"}
_NO_MODEL = {"model_not_found", "model_not_available", "invalid_model", "DeploymentNotFound"}
_NO_MODEL_SAID = re.compile(
    r"(?i)\bmodels?\b.*\b(not exist|not found|not a valid|unknown|not available)|\b(invalid|not a valid) model"
    r"|\bpinned to\b.*\brequested\b"  # transformers serve, started for one model
)
_BAD_KEY = {"API_KEY_INVALID", "API_KEY_EXPIRED", "invalid_api_key"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a host says is wrong, in whichever of the usual shapes it says so.

    Attributes:
        message: its words.
        codes: every code, type, status and reason it gives.
        moderated: whether it says that a moderation flagged the request.
    """

    message: str
    codes: frozenset[str]
    moderated: bool = False


def complaint(body: object) -> Complaint:
    """Read a host's complaint out of its reply's JSON.

    Example:
        >>> complaint({"error": {"message": "no", "code": "model_not_found"}}).message
        'no'
    """
    if isinstance(body, list) and body:
        body = body[0]  # Google's compatible endpoint wraps its errors in a list.
    if not isinstance(body, dict):
        return Complaint("", frozenset())
    error = body.get("error", body.get("detail", body))
    if not isinstance(error, dict):
        return Complaint(str(error), frozenset())
    tables: list[Mapping[str, Any]] = [error]
    tables += [inner for name in ("innererror", "metadata") if isinstance(inner := error.get(name), dict)]
    if isinstance(details := error.get("details"), list):
        tables += [d for d in details if isinstance(d, dict)]
    codes = frozenset(str(t[name]) for t in tables for name in ("code", "type", "status", "reason") if t.get(name))
    metadata = error.get("metadata")
    moderated = isinstance(metadata, dict) and bool(metadata.get("reasons"))
    message = error.get("message") or error.get("msg") or orjson.dumps(error).decode()
    return Complaint(str(message), codes, moderated)


def _parsed(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None


def fault(answer: Answer, *, host: Host, model: str, key: Key | None, n: int) -> ProviderError | Reply:
    """What a reply with an error status means.

    A content filter's rejection is `n` filtered drafts: asking again would end the same, and it is the respondent's way
    of not answering. A server error that names a time to come back is the host asking for patience.

    Args:
        answer: the reply.
        host: who sent it.
        model: which model was asked for.
        key: struck out of messages.
        n: how many continuations were asked for.
    """
    body = _parsed(answer.data)
    return judged(answer.status, body, answer.headers, raw=answer.data, host=host, model=model, key=key, n=n)


def judged(
    status: int,
    body: object,
    headers: Mapping[str, str],
    *,
    raw: bytes,
    host: Host,
    model: str,
    key: Key | None,
    n: int,
) -> ProviderError | Reply:
    """`fault` for an error that came as the body of a reply of another status; `status` is the one it names."""
    said = complaint(body)
    words = said.message if body is not None else page_words(raw)
    text = f"{host.title} answered {status}" + (f": {plain_text(words, key)}" if words else "")
    rejected = 400 <= status < 500
    filtered = said.codes & set(host.filter_codes) or said.message in host.filter_messages or said.moderated
    if rejected and filtered and status not in (401, 429):
        draft = Draft(text="", finish="filtered")
        return Reply(drafts=(draft,) * n, usage=Usage(), envelope=envelope(body, key), status=status)
    if status in (401, 403) or said.codes & _BAD_KEY:
        where = f" (the key is read from {key.source})" if key is not None else " (no key was sent)"
        return AuthenticationError(text + where, status=status)
    if status == 402 or (status == 429 and said.codes & _NO_CREDIT):
        error: ProviderError = RateLimitedError(f"{text} (the account has no credit left)", status=status)
        error.transient = False
        return error
    if status == 429:
        return RateLimitedError(text, retry_after=retry_after(headers, body), status=status)
    if status >= 500:
        wait = retry_after(headers, body) if any(h.lower() == "retry-after" for h in headers) else None
        if wait is not None:
            return RateLimitedError(text, retry_after=wait, status=status)
        return UnreachableError(text, status=status)
    if status in (408, 409, 425):
        return UnreachableError(text, status=status)
    if 300 <= status < 400:
        return RequestRejectedError(
            f"{host.title} answered {status}, a redirect to {plain_text(headers.get('Location', 'nowhere'), key)!r}, "
            "which is not followed; give the address itself as base_url",
            status=status,
        )
    if said.codes & _NO_MODEL or (rejected and _NO_MODEL_SAID.search(said.message)):
        return UnknownModelError(f"{text} (model {model!r})", status=status)
    if status == 404 and "not_found_error" in said.codes:
        return UnknownModelError(f"{text} (model {model!r})", status=status)
    if status == 404:
        return RequestRejectedError(f"{text}; is base_url right?", status=status)
    if rejected:
        return RequestRejectedError(text, status=status)
    return MalformedReplyError(text, status=status)


def page_words(data: bytes) -> str:
    """What a reply that is not JSON says: the title of an HTML page, or its first words."""
    text = data[:4096].decode("utf-8", "replace")
    title = re.search(r"(?is)<title[^>]*>(.*?)</title>", text)
    return title[1] if title else re.sub(r"(?s)<[^>]*>", " ", text)[:200]
