"""How long to wait is read from every place in which hosts say it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motivelab.providers.wire.retry_after import retry_after

NOW = datetime(2025, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"Retry-After": "20"}, None, 20.0),
        ({"RETRY-AFTER": "0"}, None, 0.0),
        ({"Retry-After": "-5"}, None, 0.0),
        ({"Retry-After": "Wed, 01 Jan 2025 12:01:00 GMT"}, None, 60.0),
        ({"Retry-After": "Wed, 01 Jan 2025 11:00:00 GMT"}, None, 0.0),
        ({"retry-after-ms": "1500", "Retry-After": "2"}, None, 1.5),
        ({"x-ratelimit-reset-requests": "6m0s"}, None, 360.0),
        ({"x-ratelimit-reset-tokens": "250ms"}, None, 0.25),
        (
            {
                "x-ratelimit-reset-requests": "1s",
                "x-ratelimit-remaining-requests": "3",
                "x-ratelimit-reset-tokens": "2m59.56s",
                "x-ratelimit-remaining-tokens": "0",
            },
            None,
            179.56,
        ),
        (
            {
                "x-ratelimit-reset-requests": "20s",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-tokens": "30s",
                "x-ratelimit-remaining-tokens": "0",
            },
            None,
            30.0,
        ),
        ({"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "9s"}, None, 1.0),
        ({"anthropic-ratelimit-requests-reset": "2025-01-01T12:00:30Z"}, None, 30.0),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp() * 1000) + 5000)}, None, 5.0),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 8)}, None, 8.0),
        (
            {},
            {"error": {"details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"}]}},
            34.0,
        ),
        ({"Retry-After": "soon"}, None, None),
        ({"Retry-After": "inf"}, None, None),
        ({"Retry-After": "nan"}, None, None),
        ({}, None, None),
    ],
)
def test_documented_forms(headers: dict[str, str], body: Any, expected: float | None) -> None:
    """Seconds, dates, durations and moments, in headers and in Google's body."""
    assert retry_after(headers, body, now=NOW) == pytest.approx(expected)


@given(
    name=st.sampled_from(["Retry-After", "retry-after-ms", "x-ratelimit-reset", "anthropic-ratelimit-tokens-reset"]),
    value=st.text(),
    body=st.recursive(st.none() | st.text() | st.integers(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)),
)
def test_no_text_is_too_strange(name: str, value: str, body: Any) -> None:
    """Whatever a host sends, the answer is None or a time that is not negative."""
    wait = retry_after({name: value}, body, now=NOW)
    assert wait is None or wait >= 0
