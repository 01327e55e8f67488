"""One turn of a conversation as it is sent."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Message(NamedTuple):
    """One turn: who speaks and what is said."""

    role: Literal["system", "user", "assistant"]
    content: str
