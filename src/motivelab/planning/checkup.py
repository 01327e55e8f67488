"""Which providers can be used from here: keys, servers, capabilities."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from motivelab.design.respondents import expand_respondents
from motivelab.errors import MotivelabError, UnknownModelError
from motivelab.providers import registry
from motivelab.providers.hosts.host import host_names, load_host
from motivelab.schema.respondent import Limits, Respondent
from motivelab.schema.study import Study

_LONGEST_WAIT = 10.0
_NO_MODEL = ""
"""In place of a model where a server itself is looked for, whatever it serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What was found of one provider, or of one respondent of a study.

    Attributes:
        name: the provider's or the respondent's.
        state: `ready` (it answered), `key set` (a key is there; hosts are asked only for a study's respondents), `no
            key`, `no server` (nothing listens at the usual address), or `failed`.
        detail: what it said, or what to do.
        settings: sampling settings it takes.
        n: whether it takes several continuations a request.
        seed: whether it takes a seed.
    """

    name: str
    state: str
    detail: str
    settings: tuple[str, ...]
    n: bool
    seed: bool


def check_up(study: Study | None, *, environ: Mapping[str, str]) -> list[Checkup]:
    """Look after the respondents and judges of a study, or after every provider.

    Without a study no host on the network is asked: keys are looked up in the environment, and only the usual
    addresses of local servers are tried. With a study each of its respondents' hosts gets one request that costs
    no tokens.
    """
    if study is not None:
        asked = [
            *expand_respondents(study.respondents).all,
            *expand_respondents(study.judges, key="judges").all,
        ]
        return asyncio.run(_ask_all(asked, environ))
    local = [n for n in registry.names() if registry.describe(n).local and registry.capabilities(n).wire]
    servers = [Respondent(name=n, provider=n, model=_NO_MODEL) for n in local]
    found = {c.name: _with_shared_address(c) for c in asyncio.run(_ask_all(servers, environ))}
    return [found[n] if n in found else _by_key(n, environ) for n in registry.names()]


async def _ask_all(respondents: Sequence[Respondent], environ: Mapping[str, str]) -> list[Checkup]:
    return list(await asyncio.gather(*(_ask(r, environ) for r in respondents)))


async def _ask(respondent: Respondent, environ: Mapping[str, str]) -> Checkup:
    quick = Respondent(
        name=respondent.name,
        provider=respondent.provider,
        model=respondent.model,
        base_url=respondent.base_url,
        key_env=respondent.key_env,
        limits=Limits(timeout=_LONGEST_WAIT),
    )
    try:
        provider = registry.connect(quick, environ=environ)
        try:
            detail = await asyncio.wait_for(provider.check(), _LONGEST_WAIT)
        finally:
            await provider.close()
    except TimeoutError:
        return _checkup(respondent, state="failed", detail=f"no answer within {_LONGEST_WAIT:.0f} s")
    except UnknownModelError as error:
        state = "failed" if respondent.model else "ready"  # a server that misses the model of no study answers
        return _checkup(respondent, state=state, detail=str(error))
    except MotivelabError as error:
        local = registry.describe(respondent.provider).local
        return _checkup(respondent, state="no server" if local else "failed", detail=str(error))
    return _checkup(respondent, state="ready", detail=detail)


def _with_shared_address(found: Checkup) -> Checkup:
    """Names the other servers whose usual address is the same: which of them answered cannot be told."""
    if found.state != "ready" or found.name not in host_names():
        return found
    address = load_host(found.name).base_url
    others = [n for n in host_names() if n != found.name and load_host(n).base_url == address]
    shared = f" ({address} is also the usual address of {', '.join(others)})"
    return replace(found, detail=found.detail + shared) if others else found


def _by_key(name: str, environ: Mapping[str, str]) -> Checkup:
    capable = registry.capabilities(name)
    respondent = Respondent(name=name, provider=name, model=_NO_MODEL)
    if not capable.wire:
        return _checkup(respondent, state="ready", detail=registry.describe(name).title)
    found = [e for e in capable.key_envs if environ.get(e)]
    if found:
        return _checkup(respondent, state="key set", detail=f"{found[0]} is set")
    wanted = " or ".join(capable.key_envs) or "an address (base_url)"
    return _checkup(respondent, state="no key", detail=f"set {wanted} to use it")


def _checkup(respondent: Respondent, *, state: str, detail: str) -> Checkup:
    capable = registry.capabilities(respondent.provider)
    return Checkup(
        name=respondent.name,
        state=state,
        detail=detail,
        settings=tuple(sorted(capable.settings)),
        n=capable.n,
        seed=capable.seed,
    )
