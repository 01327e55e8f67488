"""Providers by name: what each can do, and connections to respondents' hosts.

A provider's name is that of its module here, or of its file in `hosts/` (then the module is that of the host's wire
format), or of an entry point in the group `motivelab.providers`. Nothing is imported to list or describe hosts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import cast

from motivelab.discovery import load_module, module_names
from motivelab.errors import InputError, choices
from motivelab.providers.hosts.host import host_names, load_host
from motivelab.providers.provider import Capabilities, Description, Provider
from motivelab.providers.wire.key import Key
from motivelab.providers.wire.key_for import key_at
from motivelab.schema.respondent import Respondent

_PACKAGE = "motivelab.providers"
_NO_PROVIDERS = ("provider", "registry", "refusals")
_SHORT = {"simulated": "sim"}
"""What a module is called in study files, where that is not its own name."""


@cache
def _installed() -> Mapping[str, EntryPoint]:
    return {e.name: e for e in entry_points(group=_PACKAGE)}


@cache
def names() -> tuple[str, ...]:
    """Names of all providers.

    Example:
        >>> {"sim", "replay", "openai", "anthropic"} <= set(names())
        True
    """
    modules = {_SHORT.get(m, m) for m in module_names(_PACKAGE, apart_from=_NO_PROVIDERS)}
    return tuple(sorted(modules | set(host_names()) | set(_installed())))


@cache
def module_of(provider: str) -> ModuleType:
    """The module that speaks to a provider's respondents.

    Raises:
        InputError: there is no such provider.
    """
    if provider in host_names():
        return load_module(_PACKAGE, load_host(provider).format, what="wire format", apart_from=_NO_PROVIDERS)
    if provider not in names():
        raise InputError(f"there is no provider {provider!r}; {choices(provider, names())}")
    if provider in _installed():
        return cast(ModuleType, _installed()[provider].load())
    own = {short: module for module, short in _SHORT.items()}.get(provider, provider)
    return load_module(_PACKAGE, own, what="provider", apart_from=_NO_PROVIDERS)


def capabilities(provider: str) -> Capabilities:
    """What a provider can do.

    Raises:
        InputError: there is no such provider.

    Example:
        >>> capabilities("anthropic").n
        False
    """
    return describe(provider).capabilities


def describe(provider: str) -> Description:
    """A provider for people: its title, what it can do, where that is documented and what to know.

    Raises:
        InputError: there is no such provider.

    Example:
        >>> describe("ollama").title
        'Ollama'
    """
    if provider in host_names():
        host = load_host(provider)
        return Description(
            name=provider,
            title=host.title,
            capabilities=host.capabilities,
            documentation=host.documentation,
            notes=host.notes,
            local=host.local,
        )
    return cast(Description, module_of(provider).DESCRIPTION)


def connect(respondent: Respondent, environ: Mapping[str, str] = os.environ) -> Provider:
    """A connection to a respondent's host; nothing is sent until it is asked.

    Raises:
        InputError: there is no such provider.
        MissingKeyError: a key is needed and not in the environment.
        CapabilityError: the respondent cannot be asked as it stands.
    """
    return cast(Provider, module_of(respondent.provider).connect(respondent, environ=environ))


def key_for(respondent: Respondent, environ: Mapping[str, str] = os.environ) -> Key | None:
    """A respondent's key, or None where none is used; the first variable that is set counts.

    Raises:
        MissingKeyError: a key is needed and not in the environment; names the variables.
    """
    provider = respondent.provider
    return key_at(load_host(provider), respondent, environ) if provider in host_names() else None
