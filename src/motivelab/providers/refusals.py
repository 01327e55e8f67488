"""What of a respondent its provider cannot do, found before anything is sent: nothing is dropped silently."""

from __future__ import annotations

import os
from collections.abc import Mapping

from motivelab.errors import choices
from motivelab.providers.hosts.host import Host, host_names, load_host
from motivelab.providers.registry import capabilities, module_of, names
from motivelab.providers.wire.address import address_problem
from motivelab.providers.wire.body import clashes
from motivelab.schema.completion import Call
from motivelab.schema.message import Message
from motivelab.schema.respondent import Respondent


def refusals(respondent: Respondent, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Why a respondent cannot be asked as it is written, one plain sentence a problem; empty where it can.

    Whether there is a key is not looked at here (`key_for` tells), so that a study can be planned without one.

    Example:
        >>> r = Respondent(name="a", provider="anthropic", model="claude-sonnet-4-5", settings={"min_p": 0.1})
        >>> refusals(r, {})[0].split(";")[0]
        "setting 'min_p' is not taken by provider 'anthropic'"
    """
    if respondent.provider not in names():
        return (f"there is no provider {respondent.provider!r}; {choices(respondent.provider, names())}",)
    return tuple(_settings(respondent)) + tuple(_particular(respondent, environ))


def _settings(respondent: Respondent) -> list[str]:
    can = capabilities(respondent.provider)
    takes = f"it takes: {', '.join(sorted(can.settings)) or 'no settings'}"
    found = [
        f"setting {name!r} is not taken by provider {respondent.provider!r}; {takes}"
        for name, value in respondent.settings.items()
        if name not in can.settings and value is not None and not (name == "seed" and value is False)
    ]
    if respondent.system_prompt and not can.system_prompt:
        found.append(f"a system prompt is not taken by provider {respondent.provider!r}")
    return found


def _particular(respondent: Respondent, environ: Mapping[str, str]) -> list[str]:
    if respondent.provider in host_names():
        return _of_host(load_host(respondent.provider), respondent, environ)
    own = getattr(module_of(respondent.provider), "refusals", None)
    return list(own(respondent, environ=environ)) if own is not None else []


def _of_host(host: Host, respondent: Respondent, environ: Mapping[str, str]) -> list[str]:
    settings, found = respondent.settings, []
    if problem := address_problem(host, respondent, environ):
        found.append(problem)
    temperature = settings.get("temperature")
    if temperature is not None and temperature > host.temperature_max:
        found.append(f"temperature = {temperature!r} is above what {host.title} takes, {host.temperature_max:g}")
    for rule in host.models:
        refused = [s for s in rule.without if settings.get(s) is not None]
        if refused and rule.applies(respondent.model, settings):
            found.append(
                f"model {respondent.model!r} does not take {', '.join(map(repr, refused))}, see {rule.documentation}"
            )
    if respondent.extra:
        found += _extra(host, respondent)
    return found


def _extra(host: Host, respondent: Respondent) -> list[str]:
    """Further body fields that would change what is sent otherwise, or what comes back."""
    turns = (Message("system", ""), Message("user", ""))
    call = Call(respondent=respondent, messages=turns, max_tokens=1, n=2, seed=1)
    sent = module_of(respondent.provider).body(host, call)
    free = set(_leaves(host.fixed))
    found = [
        f"extra.{path} would replace a field that is sent already; use the study's own key for it"
        for path in clashes(sent, respondent.extra)
        if path not in free
    ]
    if respondent.extra.get("stream"):
        found.append("extra.stream: replies are read whole, not as a stream; leave it out")
    return found


def _leaves(table: Mapping[str, object], *, under: str = "") -> list[str]:
    out: list[str] = []
    for name, value in table.items():
        out += _leaves(value, under=f"{under}{name}.") if isinstance(value, Mapping) else [under + name]
    return out
