"""Where a respondent's host is."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from motivelab.errors import CapabilityError
from motivelab.providers.hosts.host import Host
from motivelab.schema.respondent import Respondent

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str | None) -> bool:
    """Whether a host name means this very machine.

    Example:
        >>> is_loopback("localhost"), is_loopback("example.org")
        (True, False)
    """
    return host in _LOOPBACK or (host or "").startswith("127.")


def address_problem(host: Host, respondent: Respondent, environ: Mapping[str, str]) -> str:
    """What is wrong with a respondent's address, or ""."""
    address = _address(host, respondent, environ)
    if not address:
        way = f", or set {host.base_url_env}" if host.base_url_env else ""
        return f"provider {host.name!r} has no address of its own: give base_url{way}"
    try:
        parts = urlsplit(address)
        named, port = parts.hostname, parts.port
    except ValueError as error:
        return f"base_url cannot be read: {error}"
    if parts.scheme not in ("http", "https") or not named or port == 0:
        return "base_url is no address: it needs http:// or https:// and the name of a host"
    if parts.username or parts.password:
        # Not shown: it may hold a password.
        return "base_url carries a user name or password; keys are read from the environment (key_env)"
    return ""


def address_of(host: Host, respondent: Respondent, environ: Mapping[str, str]) -> str:
    """The respondent's own base_url, the environment's, or the host's, without a final slash.

    Raises:
        CapabilityError: there is none, or it is no address.
    """
    if problem := address_problem(host, respondent, environ):
        raise CapabilityError(f"respondent {respondent.name!r}: {problem}")
    return _address(host, respondent, environ).rstrip("/")


def is_foreign(host: Host, respondent: Respondent) -> bool:
    """Whether a respondent is asked at an address that is neither its provider's own nor on this machine.

    A provider's customary key is not sent there unless the study says so: a study file is handed from person to person,
    and a base_url in it must not be enough to carry keys away.
    """
    if not respondent.base_url or not host.base_url:
        return False
    given, own = urlsplit(respondent.base_url).hostname, urlsplit(host.base_url).hostname
    if is_loopback(given) or given == own:
        return False
    domain = ".".join((own or "").split(".")[-2:])
    return not (given or "").endswith(f".{domain}")


def _address(host: Host, respondent: Respondent, environ: Mapping[str, str]) -> str:
    return respondent.base_url or environ.get(host.base_url_env, "").strip() or host.base_url
