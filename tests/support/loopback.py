"""A chat-completions server on this machine that plays every failure a host can have.

In a test:

    async with LoopbackServer(status(429, headers={"Retry-After": "0.1"}), half_json()) as server:
        ...  # ask server.url; the first request gets the 429, the second half a JSON, all later ones an answer
    assert len(server.requests) == 3

For benchmarks, as a process of its own (prints its address, then serves until it is ended):

    python -m tests.support.loopback --latency 0.05 --rate 200 --text '{"motivation": 70}'

It is written on bare sockets, not on an HTTP library, so that it can break the rules where a failure asks for it, and
so that it costs a benchmark as little as possible.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import time
from dataclasses import dataclass

from tests.support.behaviours import DEFAULT_TEXT, Behaviour, Played, Request, answer, status


@dataclass(slots=True)
class _Connection(asyncio.Protocol):
    server: LoopbackServer
    number: int
    buffer: bytes = b""
    transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.transports.add(transport)

    def connection_lost(self, _: Exception | None) -> None:
        if self.transport is not None:
            self.server.transports.discard(self.transport)
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (request := self._request()) is not None:
            self.server.serve(self, request)

    def _request(self) -> Request | None:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        stop = end + 4 + int(headers.get("content-length", 0))
        if len(self.buffer) < stop:
            return None
        body, self.buffer = self.buffer[end + 4 : stop], self.buffer[stop:]
        method, path, _ = first.split(" ", 2)
        return Request(method, path, headers, body, time.monotonic(), self.number)

    def send(self, played: Played) -> None:
        if self.transport is None or played.hang:
            return
        if played.raw is not None:
            self.transport.write(played.raw)
        if played.close:
            self.transport.close()


class LoopbackServer:
    """A server on a free port of 127.0.0.1.

    Attributes:
        requests: what came in, in order; kept only where `log` is on.
        count: how many requests came in.
        in_flight: how many are being answered; `most_in_flight` the most there ever were.
    """

    def __init__(
        self,
        *script: Behaviour,
        then: Behaviour | None = None,
        latency: float = 0.0,
        rate: float | None = None,
        log: bool = True,
        port: int = 0,
    ) -> None:
        """Set up a server.

        Args:
            *script: what to do with the first requests, one behaviour each.
            then: what to do with all later ones; by default a good answer.
            latency: seconds before each reply.
            rate: requests a second, beyond which the reply is a 429 that says how long to wait; None for no limit.
            log: whether requests are kept.
            port: 0 for a free one.
        """
        self.requests: list[Request] = []
        self.count = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.transports: set[asyncio.Transport] = set()
        self._script = list(script)
        self._then = then or answer()
        self._latency = latency
        self._rate = rate
        self._allowance, self._allowed_at = rate or 0.0, time.monotonic()
        self._log = log
        self._port = port
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Base address, as a study's base_url."""
        return f"http://127.0.0.1:{self._port}/v1"

    async def __aenter__(self) -> LoopbackServer:
        loop = asyncio.get_running_loop()
        numbers = iter(range(10**9))
        self._server = await loop.create_server(lambda: _Connection(self, next(numbers)), "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            for transport in list(self.transports):
                transport.abort()
            await self._server.wait_closed()

    def serve(self, connection: _Connection, request: Request) -> None:
        """Play the next behaviour."""
        if self._log:
            self.requests.append(request)
        self.count += 1
        played = self._limited() or (self._script.pop(0) if self._script else self._then)(request)
        delay = played.delay + self._latency
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self._send, connection, played)
        else:
            self._send(connection, played)

    def _send(self, connection: _Connection, played: Played) -> None:
        self.in_flight -= 1
        connection.send(played)

    def _limited(self) -> Played | None:
        if self._rate is None:
            return None
        now = time.monotonic()
        self._allowance = min(self._rate, self._allowance + (now - self._allowed_at) * self._rate)
        self._allowed_at = now
        if self._allowance >= 1:
            self._allowance -= 1
            return None
        wait = (1 - self._allowance) / self._rate
        return status(429, "slow down", headers={"retry-after-ms": f"{wait * 1000:.0f}"})(
            Request("", "", {}, b"", now, 0)
        )


async def _main(arguments: argparse.Namespace) -> None:
    server = LoopbackServer(
        then=answer(arguments.text), latency=arguments.latency, rate=arguments.rate, log=False, port=arguments.port
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with server:
        print(server.url, flush=True)
        await stop.wait()
        print(f"{server.count} requests, at most {server.most_in_flight} at once", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A chat-completions server that answers everything alike.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each reply")
    parser.add_argument("--rate", type=float, help="requests a second beyond which it answers 429")
    parser.add_argument("--text", default=DEFAULT_TEXT, help="the text of every answer")
    asyncio.run(_main(parser.parse_args()))
