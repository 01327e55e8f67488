"""A chat-completions server that answers at once, for measuring what the client costs.

Run as a process of its own: `python benchmarks/zero_latency_server.py`. It prints the port it listens on, and on
end of input it stops.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

import orjson

_IDS = itertools.count()
_REASON = (
    "The task is clear and concrete, it asks for something that can be done well, and it leaves room for care." * 2
)


def reply(request: dict[str, object]) -> bytes:
    """A reply of the documented format; every procedure finds its answer in it, performances get 2.5 KB of work."""
    prompt = str(request["messages"])
    if '"choice"' in prompt:
        text = '{"choice": 1, "reason": "It is the clearer of the two."}\n\nFirst, the outline.'
    elif "JSON" in prompt:
        text = orjson.dumps({"motivation": next(_IDS) % 100 + 1, "reason": _REASON}).decode()
    else:
        text = "A paragraph of work that was asked for, with some detail. " * 43
    n = int(str(request.get("n", 1)))
    return orjson.dumps(
        {
            "id": f"chatcmpl-{next(_IDS)}",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": "loopback-model",
            "choices": [
                {"index": i, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
                for i in range(n)
            ],
            "usage": {"prompt_tokens": 180, "completion_tokens": 60 * n, "total_tokens": 180 + 60 * n},
        }
    )


class _Connection(asyncio.Protocol):
    """One keep-alive connection: whole requests in, whole replies out."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in head else 0
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            out = reply(orjson.loads(body)) if length else b'{"data":[]}'
            assert self._transport is not None
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(out) + out
            )


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
