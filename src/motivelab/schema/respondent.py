"""A respondent: a model together with its sampling settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from motivelab.schema.digest import content_digest

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How hard a respondent's host may be driven; none of it is part of a trial's identity.

    Attributes:
        concurrency: most requests in flight at once; the runner adapts below it.
        requests_per_minute: or None for no limit.
        tokens_per_minute: input and output together, or None for no limit.
        timeout: seconds to wait for a reply before the request counts as failed.
        attempts: how often one call is tried before the respondent is parked.
    """

    concurrency: int = 16
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    timeout: float = 120.0
    attempts: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a host charges, in US dollars per million tokens."""

    input: float
    output: float
    cached_input: float | None = None


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """A model with its sampling settings; a judge is one too.

    Attributes:
        name: label in tables and reports, unique in a study; not part of any trial's identity.
        provider: which provider speaks to it (`openai`, `anthropic`, `sim`, ...).
        model: the provider's exact model id.
        settings: sampling settings by their names in study files (`temperature`, `top_p`, `max_output_tokens`,
            `seed`, `reasoning_effort`, ...); absent means the host's default.
        system_prompt: sent as system turn, or "".
        extra: further fields of the request body, passed on verbatim.
        variant: tells apart two measurements of one model id (two checkpoints served under one name).
        base_url: address of the host where it is not the provider's own; not part of the identity.
        key_env: environment variable with the key where it is not the provider's own; not part of the identity.
        limits: see `Limits`.
        price: given in the study, or None to look it up.
    """

    name: str
    provider: str
    model: str
    settings: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    system_prompt: str = ""
    extra: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    variant: str = ""
    base_url: str = ""
    key_env: str = ""
    limits: Limits = field(default_factory=Limits)
    price: Price | None = None

    @property
    def full_model(self) -> str:
        """`provider/model`, as written in study files."""
        return f"{self.provider}/{self.model}"

    @cached_property
    def digest(self) -> str:
        """Digest of all that shapes its answers: model, settings, system prompt, extras, variant."""
        return content_digest(
            [self.full_model, dict(self.settings), self.system_prompt, dict(self.extra), self.variant],
        )
