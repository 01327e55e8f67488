"""A host: where it is, how it wants to be asked and what it takes, read from its TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from motivelab.discovery import data_files
from motivelab.errors import InputError, choices
from motivelab.providers.provider import Capabilities

FormatName: TypeAlias = Literal["openai_compatible", "anthropic", "google"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRule:
    """What some of a host's models do not take, as the host documents it.

    Attributes:
        ids: exact model ids; a dated snapshot (`id-2025-01-31`, `id-20250131`) counts as its id.
        without: settings that they do not take.
        when_not: the rule holds only where one of these settings is given with another value than this
            (`{reasoning_effort = "none"}` for models that do not reason unless told to).
        documentation: where that is written.
    """

    ids: tuple[str, ...]
    without: tuple[str, ...]
    when_not: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    documentation: str = ""

    def applies(self, model: str, settings: Mapping[str, Any] = _NOTHING) -> bool:
        """Whether the rule holds for a model id with such settings.

        Example:
            >>> rule = ModelRule(ids=("o3",), without=("temperature",))
            >>> [rule.applies(m) for m in ("o3", "o3-2025-04-16", "o3-mini")]
            [True, True, False]
        """
        if self.when_not and not any(k in settings and settings[k] != v for k, v in self.when_not.items()):
            return False
        return any(re.fullmatch(re.escape(i) + r"(-\d{4}-\d{2}-\d{2}|-\d{8})?", model) for i in self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One host that is asked over HTTP.

    Attributes:
        name: the provider's name in study files, equal to its file's.
        title: its name for people.
        format: the wire format it speaks.
        base_url: its address, or "" where there is none of its own.
        base_url_env: environment variable in which people customarily keep the address, or "".
        key_envs, key_required: see `Capabilities`.
        auth: the header that carries the key: `Authorization: Bearer`, or a header of that name.
        headers: sent with every request.
        settings: sampling settings it takes.
        n, seed: see `Capabilities`.
        fields: where settings (and `cap`, `n`, `seed`) go in the body, as dotted paths, where that is not their own
            name; "" for a setting that is taken without a field of its own.
        fixed: fields sent with every request.
        temperature_max: highest temperature taken.
        local: a server of one's own: nothing is charged and any model name may be taken.
        lists_models: whether its list of models is complete, so that an id that is not on it cannot be used.
        check: path from its root at which it says whether it is there, where its list of models tells nothing of that.
        filter_codes: its error codes that mean that a content filter stopped the request.
        filter_messages: its error messages that mean the same, where it has no code for it.
        models: rules for single models.
        documentation: addresses of the pages that this is taken from.
        notes: what a person should know.
    """

    name: str
    title: str
    format: FormatName
    base_url: str = ""
    base_url_env: str = ""
    key_envs: tuple[str, ...] = ()
    key_required: bool = True
    auth: str = "bearer"
    headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    settings: tuple[str, ...] = ()
    n: bool = False
    seed: bool = False
    fields: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    fixed: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    temperature_max: float = 2.0
    local: bool = False
    lists_models: bool = False
    check: str = ""
    filter_codes: tuple[str, ...] = ()
    filter_messages: tuple[str, ...] = ()
    models: tuple[ModelRule, ...] = ()
    documentation: tuple[str, ...] = ()
    notes: str = ""

    def field_of(self, setting: str) -> str:
        """Dotted path of a setting in the request body; "" where it has none."""
        return self.fields.get(setting, setting)

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as every provider declares it."""
        return Capabilities(
            settings=frozenset(self.settings),
            n=self.n,
            seed=self.seed,
            key_envs=self.key_envs,
            key_required=self.key_required,
            base_url=self.base_url,
        )


@cache
def host_names() -> tuple[str, ...]:
    """Names of all hosts, found by file name.

    Example:
        >>> "openai" in host_names()
        True
    """
    return tuple(f.removesuffix(".toml") for f in data_files("motivelab.providers.hosts", suffix=".toml"))


@cache
def load_host(name: str) -> Host:
    """The host of that name.

    Raises:
        InputError: there is none.
    """
    if name not in host_names():
        raise InputError(f"there is no host {name!r}; {choices(name, host_names())}")
    text = (resources.files("motivelab.providers.hosts") / f"{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    rules = tuple(ModelRule(**_frozen(r)) for r in table.pop("models", ()))
    return Host(name=name, models=rules, **_frozen(table))


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
