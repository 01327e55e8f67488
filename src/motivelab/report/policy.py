"""What the page may load and run: nothing but the scripts that stand in it, each named by its digest."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

import orjson


def policy(scripts: Iterable[str]) -> str:
    """The content security policy of a page with these inline scripts.

    Example:
        >>> policy(["1"]).split("; ")[1]
        "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    """
    named = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {named}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def data_script(value: object) -> str:
    """A value as JSON that may stand in a script element: no text in it can end the element or open another.

    Example:
        >>> data_script({"a": "</script><!--"})
        '{"a":"\\\\u003c/script>\\\\u003c!--"}'
    """
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", r"\u003c")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
