"""One HTTP session to one host: bytes out, bytes in, and every way in which that can fail as an error of ours."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

import aiohttp
from yarl import URL

from motivelab.errors import MalformedReplyError, ProviderError, UnreachableError
from motivelab.providers.wire.address import is_loopback
from motivelab.providers.wire.key import Key
from motivelab.providers.wire.plain_text import plain_text

MOST = 32 * 1024 * 1024
"""Most bytes of a reply; no completion is that long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host sent back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def proxy_for(url: URL, environ: Mapping[str, str]) -> str | None:
    """The proxy that the environment names for an address, or None; this machine is never asked through one.

    Example:
        >>> proxy_for(URL("https://example.org"), {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "example.org"})
    """
    lower = {k.lower(): v for k, v in environ.items()}
    proxy = lower.get(f"{url.scheme}_proxy")
    if not proxy or is_loopback(url.host):
        return None
    bypass = urllib.request.proxy_bypass_environment(url.host or "", {"no": lower.get("no_proxy", "")})  # type: ignore[attr-defined]  # not in typeshed
    return None if bypass else proxy


class Connection:
    """A session with a host, opened at the first request and kept alive between requests.

    The key is in no attribute but the session's headers and is struck out of every message. Errors are raised outside
    the handlers of what caused them: aiohttp's exceptions carry the request's headers, and with them the key.
    """

    def __init__(
        self,
        *,
        headers: Mapping[str, str],
        key: Key | None,
        timeout: float,
        concurrency: int,
        proxy: str | None = None,
    ) -> None:
        self.key = key
        self._headers = {
            "Content-Type": "application/json",
            "User-Agent": f"motivelab/{version('motivelab')}",
            **headers,
        }
        self._timeout = timeout
        self._concurrency = concurrency
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return "Connection()"

    def _open(self) -> aiohttp.ClientSession:
        # Made late: a session belongs to the event loop it is made on.
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            connector=aiohttp.TCPConnector(limit=self._concurrency + 1, ttl_dns_cache=300),
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=min(30.0, self._timeout)),
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=self._proxy,
        )
        return self._session

    async def ask(self, url: URL, body: bytes | None = None) -> Answer:
        """Post a body, or get an address where there is none.

        Redirects are not followed: the key must not go where it was not meant to.

        Raises:
            UnreachableError: no connection, or it broke, or nothing came in time.
            MalformedReplyError: what came is not HTTP, cannot be unpacked, or is longer than `MOST`.
        """
        session = self._session or self._open()
        failure: ProviderError
        try:
            async with session.request(
                "GET" if body is None else "POST", url, data=body, allow_redirects=False
            ) as reply:
                length = reply.content_length
                if length is not None and length <= MOST and "Content-Encoding" not in reply.headers:
                    return Answer(reply.status, reply.headers, await reply.read())
                chunks, size = [], 0
                async for chunk in reply.content.iter_any():
                    size += len(chunk)
                    if size > MOST:
                        reply.close()
                        break
                    chunks.append(chunk)
                else:
                    return Answer(reply.status, reply.headers, b"".join(chunks))
                failure = MalformedReplyError(f"{url.host} sent more than {MOST} bytes", status=reply.status)
        except TimeoutError:
            failure = UnreachableError(f"{url.host} did not answer within {self._timeout:g} s")
        except aiohttp.ClientConnectorCertificateError as error:
            failure = UnreachableError(
                f"the certificate of {url.host} is not trusted: {self._said(error.certificate_error)}"
            )
            failure.transient = False
        except aiohttp.ClientConnectorError as error:
            failure = UnreachableError(f"cannot connect to {url.host} port {url.port}: {self._said(error.os_error)}")
        except aiohttp.ServerDisconnectedError:
            failure = UnreachableError(f"{url.host} closed the connection without an answer")
        except aiohttp.ClientPayloadError as error:
            failure = UnreachableError(f"the answer of {url.host} broke off: {self._said(error)}")
        except (aiohttp.ClientResponseError, aiohttp.InvalidURL) as error:
            failure = MalformedReplyError(
                f"{url.host} port {url.port} does not speak HTTP as expected: {type(error).__name__}"
            )
        except (aiohttp.ClientError, OSError) as error:
            failure = UnreachableError(f"the connection to {url.host} failed: {self._said(error)}")
        raise failure

    def _said(self, error: BaseException) -> str:
        return plain_text(str(error) or type(error).__name__, self.key)

    async def close(self) -> None:
        """Let go of the session; a later request opens a new one."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
