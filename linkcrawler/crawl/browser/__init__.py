"""Chromium at work; the only user of Playwright and scrapy-playwright, and slow to import.

Nothing in a browser ends by itself: every step has its own time, and the page's context is closed
whatever happened. The browser's only way out is our proxy.
"""

from linkcrawler.crawl.browser.handler import BrowserHandler

__all__ = ["BrowserHandler"]
