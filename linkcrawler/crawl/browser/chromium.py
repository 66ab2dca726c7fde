"""Which Chromium, and how it is started."""

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Error, async_playwright
from scrapy_playwright.provider import PlaywrightBrowserProvider

from linkcrawler.crawl.browser.failures import first_line
from linkcrawler.crawl.browser.found import on_path
from linkcrawler.crawl.failure import RenderOffError
from linkcrawler.crawl.proxy import USER, FilteringProxy
from linkcrawler.crawl.render import CRASHED, NO_BROWSER, Restarts

_ARGUMENTS = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--blink-settings=imagesEnabled=false",
    # No way around the proxy: no QUIC, no UDP of WebRTC, no names resolved by the browser itself.
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--no-pings",
    "--mute-audio",
    "--js-flags=--max-old-space-size=512",  # MiB of a page's objects
)

logger = logging.getLogger(__name__)


class ChromiumProvider(PlaywrightBrowserProvider):  # type: ignore[misc]  # it has no types
    """Finds Chromium and starts it behind the proxy."""

    def __init__(
        self, config: Any, executable: str, proxy: FilteringProxy, restarts: Restarts
    ) -> None:
        super().__init__(config)
        self._executable = executable
        self._proxy = proxy
        self._restarts = restarts
        self._has_started = False
        self.ended = asyncio.Event()
        """Set when the browser of now ends; a new one for each browser."""

        self.is_driven = False

    async def start(self) -> None:
        """Start Playwright's driver."""
        self.playwright_context_manager = async_playwright()
        self.playwright = await self.playwright_context_manager.start()
        self.browser_type = self.playwright.chromium
        self.is_driven = True

    async def launch_browser(self) -> Browser:
        """Start the browser; raises ``RenderOffError`` where none can be had (any more)."""
        if not self._restarts.take():
            raise RenderOffError(CRASHED, had_browser=True)
        told = NO_BROWSER
        for options in self._found():
            for is_boxed in (False,) if _is_root() else (True, False):
                try:
                    browser = await self._launch(options, is_boxed=is_boxed)
                except Error as error:
                    told = (
                        f"The browser for pages made by scripts fails to start: {first_line(error)}"
                    )
                    if "Connection closed" in error.message:
                        self.is_driven = False
                        raise
                else:
                    if not is_boxed and not _is_root():
                        logger.warning("the browser can't use its sandbox on this system")
                    self._has_started = True
                    browser.on("disconnected", self._end)
                    return browser
        raise RenderOffError(told, had_browser=self._has_started)

    def _end(self, _browser: Browser) -> None:
        ended, self.ended = self.ended, asyncio.Event()
        ended.set()

    def _found(self) -> list[dict[str, Any]]:
        """Return the browsers there are, as options for the start, the best first."""
        if self._executable:
            return [{"executable_path": self._executable}]
        found: list[dict[str, Any]] = []
        if self.browser_type is not None and Path(self.browser_type.executable_path).exists():
            found.append({})
        found += [{"executable_path": path} for path in on_path()]
        if sys.platform in ("darwin", "win32"):
            found.append({"channel": "chrome"})
        return found

    async def _launch(self, options: dict[str, Any], *, is_boxed: bool) -> Browser:
        assert self.browser_type is not None
        return await self.browser_type.launch(
            **options,
            args=list(_ARGUMENTS),
            chromium_sandbox=is_boxed,
            ignore_default_args=["--disable-popup-blocking"],
            proxy={
                "server": f"http://127.0.0.1:{self._proxy.port}",
                "bypass": "<-loopback>",
                "username": USER,
                "password": self._proxy.password,
            },
            timeout=30_000,
            # Ctrl-C is the crawl's: it ends the pages in hand first.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def close(self) -> None:
        """End the driver, and with it the browser."""
        self.is_driven = False
        if self.playwright is not None:
            await self.playwright.stop()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
