"""Playwright's errors, as ours."""

from playwright.async_api import Error

from linkcrawler.crawl.failure import BrowserGoneError, RenderError


def told(error: BaseException) -> RenderError:
    """Return why a page could not be shown."""
    is_gone = isinstance(error, Error) and "has been closed" in error.message
    return BrowserGoneError(first_line(error)) if is_gone else RenderError(first_line(error))


def first_line(error: BaseException) -> str:
    """Return the first line of a message: Playwright adds its whole log to it."""
    text = str(error) or type(error).__name__
    return text.splitlines()[0][:300].rstrip(".")
