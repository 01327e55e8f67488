"""How long a host asks to be left alone, read from the several places in which hosts say so."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNIT = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_RESETS = (
    # (when the allowance is full again, what is left of it)
    ("x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"),
    ("x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"),
    ("x-ratelimit-reset", "x-ratelimit-remaining"),
    ("anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining"),
    ("anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining"),
    ("anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-remaining"),
    ("anthropic-ratelimit-output-tokens-reset", "anthropic-ratelimit-output-tokens-remaining"),
)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _moment(text: str) -> datetime | None:
    """A moment written as an HTTP date or by RFC 3339."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return None


def seconds(text: str, *, now: datetime) -> float | None:
    """Seconds from now that a header's value stands for; None where it cannot be read.

    Numbers are seconds, unless they can only be a Unix time (then in seconds or milliseconds); `1m30.5s` and `250ms`
    are durations; all else is a moment. What lies in the past is 0.

    Example:
        >>> seconds("6m0s", now=datetime(2025, 1, 1, tzinfo=UTC))
        360.0
    """
    text = text.strip()
    value = _number(text)
    if value is None and (parts := _PART.findall(text)) and "".join(n + u for n, u in parts) == text:
        value = sum(float(n) * _UNIT[u] for n, u in parts)
    if value is None:
        moment = _moment(text)
        return max(0.0, (moment - now).total_seconds()) if moment is not None else None
    if value > 1e11:
        value = value / 1000 - now.timestamp()
    elif value > 1e9:
        value -= now.timestamp()
    return max(0.0, value)


def _details(body: object) -> list[dict[str, Any]]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []


def retry_after(headers: Mapping[str, str], body: object = None, *, now: datetime | None = None) -> float | None:
    """Seconds the host asks to wait, or None where it does not say.

    What it says outright comes first (`retry-after-ms`, `Retry-After`, Google's `RetryInfo` in the body); otherwise the
    reset time of the allowance that is used up, or the earliest one where none is named as used up.

    Args:
        headers: of the reply, looked up without regard to case.
        body: the reply's JSON.
        now: the present moment, with a time zone; by default the clock's.

    Reference:
        RFC 9110, section 10.2.3.

    Example:
        >>> retry_after({"Retry-After": "2"})
        2.0
    """
    now = now or datetime.now(UTC)
    lower = {k.lower(): v for k, v in headers.items()}
    milliseconds = _number(lower.get("retry-after-ms", ""))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    for text in (lower.get("retry-after"), *(d.get("retryDelay") for d in _details(body))):
        if isinstance(text, str) and (wait := seconds(text, now=now)) is not None:
            return wait
    waits = [
        (lower.get(left, "").strip() == "0", wait)
        for reset, left in _RESETS
        if reset in lower and (wait := seconds(lower[reset], now=now)) is not None
    ]
    used_up = [wait for empty, wait in waits if empty]
    return max(used_up) if used_up else min((wait for _, wait in waits), default=None)
