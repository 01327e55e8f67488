"""A connection with a host's headers, a respondent's key and limits, and the environment's proxy."""

from __future__ import annotations

from collections.abc import Mapping

from yarl import URL

from motivelab.providers.hosts.host import Host
from motivelab.providers.wire.address import address_of
from motivelab.providers.wire.connection import Connection, proxy_for
from motivelab.providers.wire.key_for import key_at
from motivelab.schema.respondent import Respondent


def open_connection(host: Host, respondent: Respondent, environ: Mapping[str, str]) -> Connection:
    """A connection to a respondent's host; nothing is sent yet.

    Raises:
        MissingKeyError: the host wants a key and the environment has none.
        CapabilityError: there is no address.
    """
    key = key_at(host, respondent, environ)
    headers = dict(host.headers)
    if key is not None:
        secret = key.reveal()
        headers |= {"Authorization": f"Bearer {secret}"} if host.auth == "bearer" else {host.auth: secret}
    return Connection(
        headers=headers,
        key=key,
        timeout=respondent.limits.timeout,
        concurrency=respondent.limits.concurrency,
        proxy=proxy_for(URL(address_of(host, respondent, environ)), environ),
    )
