"""A small driver for headless Chromium: what a page asks for, logs, shows and does when keys are pressed."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

REQUIRED = "MOTIVELAB_BROWSER"
"""Environment variable; set to `required`, a missing browser is a failure and no reason to skip."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
_PATIENCE = 60.0


def chromium() -> str:
    """The browser's path; skips the test where there is none, or fails it where one is required."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        reason = f"no Chromium on the path (tried {', '.join(_NAMES)})"
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(f"{reason}, and {REQUIRED}=required")
        pytest.skip(reason)
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that is gone afterwards, with everything that it wrote.

    Example (in a test):
        with browser() as chrome, chrome.page("file:///…/report.html", width=390) as page:
            assert page.errors == []
    """
    path = chromium()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        loop = asyncio.new_event_loop()
        try:
            port = loop.run_until_complete(_port(Path(profile), process))
            yield Browser(loop, port)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


async def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    told = profile / "DevToolsActivePort"
    for _ in range(int(_PATIENCE / 0.05)):
        if told.is_file() and (lines := told.read_text().split()):
            return int(lines[0])
        if process.poll() is not None:
            raise RuntimeError(f"the browser ended with status {process.returncode} before it could be asked anything")
        await asyncio.sleep(0.05)
    raise RuntimeError("the browser did not open its port")


class Browser:
    """A running browser."""

    def __init__(self, loop: asyncio.AbstractEventLoop, port: int) -> None:
        self._loop, self._port = loop, port

    @contextmanager
    def page(
        self, url: str, *, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True
    ) -> Iterator[Page]:
        """A page of its own, loaded, at a given size in CSS pixels.

        Args:
            url: what to open.
            width: of the window; below 600 it is a telephone's.
            height: of the window.
            dark: whether the reader asks for a dark page.
            script: whether scripts run.
        """
        page = Page(self._loop)
        self._loop.run_until_complete(page.connect(self._port))
        try:
            page.call("Page.enable")
            page.call("Runtime.enable")
            page.call("Log.enable")
            page.call("Network.enable")
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
            page.call("Emulation.setDeviceMetricsOverride", **size)
            page.emulate(dark=dark)
            page.call("Emulation.setScriptExecutionDisabled", value=not script)
            page.go(url)
            yield page
        finally:
            self._loop.run_until_complete(page.close())


class Page:
    """One page.

    Attributes:
        errors: what the console was told as an error or a warning, uncaught errors and breaches of policy included.
        requests: every address that was asked for, the page's own first.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._loop = loop
        self._session: aiohttp.ClientSession
        self._socket: aiohttp.ClientWebSocketResponse
        self._number = 0
        self._events: list[str] = []
        self._target = ""
        self._port = 0

    async def connect(self, port: int) -> None:
        """Open a tab and listen to it."""
        self._port = port
        self._session = aiohttp.ClientSession()
        async with self._session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as reply:
            tab = await reply.json()
        self._target = tab["id"]
        self._socket = await self._session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0)

    async def close(self) -> None:
        """Close the tab."""
        await self._socket.close()
        async with self._session.get(f"http://127.0.0.1:{self._port}/json/close/{self._target}"):
            pass
        await self._session.close()

    def call(self, method: str, **params: Any) -> Mapping[str, Any]:
        """Call a method of the protocol and give what it returns."""
        return self._loop.run_until_complete(asyncio.wait_for(self._call(method, params), _PATIENCE))

    async def _call(self, method: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "method": method, "params": dict(params)})
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                result: Mapping[str, Any] = message["result"]
                return result
            self._heard(message)

    def _heard(self, message: Mapping[str, Any]) -> None:
        method, told = message.get("method", ""), message.get("params", {})
        self._events.append(method)
        if method == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details.get("text", ""))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(a.get("value", a.get("description", ""))) for a in told["args"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.errors.append(told["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])

    def go(self, url: str) -> None:
        """Load an address and wait until it has loaded."""
        self._loop.run_until_complete(asyncio.wait_for(self._go(url), _PATIENCE))

    async def _go(self, url: str) -> None:
        self._events.clear()
        await self._call("Page.navigate", {"url": url})
        while "Page.loadEventFired" not in self._events:
            self._heard(await self._socket.receive_json())

    def emulate(self, *, dark: bool = False, media: str = "") -> None:
        """Ask for a dark or a light page, or for one in print."""
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[feature])

    def evaluate(self, expression: str) -> Any:
        """What an expression gives, promises awaited; raises what it throws."""
        told = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            raise RuntimeError(str(told["exceptionDetails"].get("exception", {}).get("description")))
        return told["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        self._loop.run_until_complete(asyncio.wait_for(self._until(expression), _PATIENCE))

    async def _until(self, expression: str) -> None:
        told = {"expression": f"Boolean({expression})", "returnByValue": True}
        while not (await self._call("Runtime.evaluate", told))["result"].get("value"):
            await asyncio.sleep(0.05)

    def press(self, key: str, *, code: int = 0, text: str = "") -> None:
        """Press and release a key, for instance `Tab` or `Enter` (whose `code` and `text` are known here)."""
        known = {"Tab": (9, ""), "Enter": (13, "\r"), "Escape": (27, ""), "ArrowDown": (40, ""), " ": (32, " ")}
        number, letters = known.get(key, (code, text))
        shared = {"key": key, "windowsVirtualKeyCode": number}
        self.call("Input.dispatchKeyEvent", type="keyDown", **shared, **({"text": letters} if letters else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **shared)

    def screenshot(self, path: Path, *, whole: bool = False) -> Path:
        """Write what is seen, or the whole page, as a PNG."""
        told = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole, **self._clip(whole))
        path.write_bytes(base64.b64decode(told["data"]))
        return path

    def _clip(self, whole: bool) -> dict[str, Any]:
        if not whole:
            return {}
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 16_000), "scale": 1}}

    def pdf(self, path: Path) -> Path:
        """Write the page as it is printed."""
        path.write_bytes(base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"]))
        return path
