"""The addresses of the viewer, and what each may answer to whom."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any

import orjson
from aiohttp import web

from motivelab.errors import InputError, MotivelabError
from motivelab.store.store import Store
from motivelab.viewer.index import LiveIndex
from motivelab.viewer.listing import listing, standing
from motivelab.viewer.query import parse_query
from motivelab.viewer.reading import read_trial

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer: nothing from elsewhere is loaded, nobody else may embed or read the page."""

_FILES = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(index: LiveIndex, *, token: str) -> web.Application:
    """The viewer as an aiohttp application.

    It answers only requests addressed to this machine by name or number, so that no other site can reach it through a
    name of its own; and only below the token, which other programs of this machine do not know.

    Args:
        index: of the run.
        token: first part of every address.
    """

    def standing_of(_: web.Request) -> dict[str, Any]:
        return standing(index.current())

    def trials(request: web.Request) -> dict[str, Any]:
        query = parse_query(request.query)
        with Store.open(index.directory) as store:
            return listing(index.current(), store, query)

    def trial(request: web.Request) -> dict[str, Any]:
        with Store.open(index.directory) as store:
            return read_trial(index.current(), store, request.match_info["id"])

    app = web.Application(middlewares=[_only_here(token)])
    app.on_response_prepare.append(_with_headers)
    for name in _FILES:
        app.router.add_get(f"/{{token}}/{name}", _file)
    app.router.add_get("/{token}/api/standing", _answering(standing_of))
    app.router.add_get("/{token}/api/trials", _answering(trials))
    app.router.add_get("/{token}/api/trial/{id}", _answering(trial))
    return app


def _only_here(token: str) -> Any:
    @web.middleware
    async def check(request: web.Request, handler: _Handler) -> web.StreamResponse:
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        if host not in ("127.0.0.1", "localhost"):
            raise web.HTTPForbidden(text="This page is for this machine alone.")
        given = request.path.split("/")[1]
        if not secrets.compare_digest(given.encode(), token.encode()):
            raise web.HTTPNotFound(text="There is nothing here; take the whole address that `motivelab view` printed.")
        return await handler(request)

    return check


async def _with_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


async def _file(request: web.Request) -> web.Response:
    name, kind = _FILES[request.path.split("/", 2)[2]]
    text = resources.files("motivelab.viewer").joinpath("page", name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=kind, charset="utf-8")


def _answering(make: Callable[[web.Request], dict[str, Any]]) -> _Handler:
    """A handler that makes its answer in a thread of its own, so that a long search holds up nothing else."""

    async def answer(request: web.Request) -> web.Response:
        try:
            found = await asyncio.get_running_loop().run_in_executor(None, make, request)
        except (InputError, ValueError) as error:
            return _json({"error": str(error)}, status=400)
        except MotivelabError as error:
            return _json({"error": str(error)}, status=503)
        return _json(found)

    return answer


def _json(value: dict[str, Any], *, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")
