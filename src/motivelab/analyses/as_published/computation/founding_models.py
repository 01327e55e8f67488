"""Which of the founding study's five models a respondent is, told by its whole id and never by a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

FOUNDING_MODELS: Final = (
    "gemini-2.0-flash",
    "gpt-4o",
    "gpt-4o-mini",
    "llama-3.1-8b-instruct",
    "mistral-7b-instruct-v0.3",
)
"""In the order of their tables."""

_IDS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in FOUNDING_MODELS},
        "gemini-2.0-flash-001": "gemini-2.0-flash",
        "llama3.1:8b-instruct-fp16": "llama-3.1-8b-instruct",
        "llama3.1_8b-instruct-fp16": "llama-3.1-8b-instruct",
        "meta-llama-3.1-8b-instruct": "llama-3.1-8b-instruct",
        "mistral:7b-instruct": "mistral-7b-instruct-v0.3",
        "mistral_7b-instruct": "mistral-7b-instruct-v0.3",
    }
)
_PREFIX = re.compile(r"^(azure_|vertex_ai_|ollama_chat_)")
_DATED = re.compile(r"^(gpt-4o|gpt-4o-mini)-\d{4}-\d{2}-\d{2}$")


def founding_model(respondent: str) -> str | None:
    """The founding study's name of a respondent's model, or None where it is none of its five.

    Args:
        respondent: `provider/model`, a model id, or the form that the authors' file names have.

    Example:
        >>> founding_model("openai/gpt-4o-mini"), founding_model("azure_gpt-4o"), founding_model("openai/gpt-4o-audio")
        ('gpt-4o-mini', 'gpt-4o', None)
    """
    own = _PREFIX.sub("", respondent.rsplit("/", maxsplit=1)[-1].lower())
    dated = _DATED.match(own)
    return _IDS.get(dated[1] if dated else own)


def in_published_order(respondents: Iterable[str]) -> tuple[str, ...]:
    """Respondents as the published tables have them: the five models in their order, then all others by name.

    Example:
        >>> in_published_order(["openai/gpt-4o", "b", "a", "google/gemini-2.0-flash"])
        ('google/gemini-2.0-flash', 'openai/gpt-4o', 'a', 'b')
    """

    def place(respondent: str) -> tuple[int, str]:
        known = founding_model(respondent)
        return (FOUNDING_MODELS.index(known) if known else len(FOUNDING_MODELS), respondent)

    return tuple(sorted(respondents, key=place))
