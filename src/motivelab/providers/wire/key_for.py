"""A respondent's key, from the environment and from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from motivelab.errors import MissingKeyError
from motivelab.providers.hosts.host import Host
from motivelab.providers.wire.address import is_foreign
from motivelab.providers.wire.key import Key
from motivelab.schema.respondent import Respondent


def key_variables(host: Host, respondent: Respondent) -> tuple[str, ...]:
    """The environment variables in which a respondent's key is looked for, in order."""
    if respondent.key_env:
        return (respondent.key_env,)
    return () if is_foreign(host, respondent) else host.key_envs


def key_at(host: Host, respondent: Respondent, environ: Mapping[str, str]) -> Key | None:
    """The respondent's key, or None where its host may be asked without one.

    Raises:
        MissingKeyError: a key is needed, or was named, and is not in the environment, or cannot be sent as it stands.
    """
    names = key_variables(host, respondent)
    for name in names:
        value = environ.get(name, "").strip()
        if not value:
            continue
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise MissingKeyError(
                f"respondent {respondent.name!r}: the value of {name} cannot be a key, it has a space, a line break or "
                "a character that is not ASCII in it; set it again"
            )
        return Key(value, source=name)
    if not respondent.key_env and not host.key_required:
        return None
    if not names:
        raise MissingKeyError(
            f"respondent {respondent.name!r}: its base_url is not {host.title}'s own, so {' or '.join(host.key_envs)} "
            'is not sent there unless the study names it; add key_env = "..." with the variable that holds its key'
        )
    raise MissingKeyError(
        f"respondent {respondent.name!r} ({respondent.full_model}): no key for {host.title} in the environment; "
        f"set {' or '.join(names)}"
    )
