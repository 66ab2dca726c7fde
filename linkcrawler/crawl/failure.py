"""Why no answer came, as the exception that a download ends with."""

from scrapy.exceptions import DownloadFailedError

from linkcrawler.states import FetchOutcome


class FetchError(DownloadFailedError):
    """No answer came; ``outcome`` is the closed word for it, the message the evidence."""

    def __init__(self, outcome: FetchOutcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


class CertificateError(FetchError):
    """The server's certificate can't be trusted; what is behind it may still be looked at."""

    def __init__(self, detail: str) -> None:
        super().__init__(FetchOutcome.TLS_ERROR, detail)


class StreamError(FetchError):
    """The server broke off over HTTP/2; over HTTP/1.1 it may answer."""

    def __init__(self, detail: str) -> None:
        super().__init__(FetchOutcome.CONNECTION_LOST, f"HTTP/2: {detail}")


class CrowdedError(DownloadFailedError):
    """The server was not asked, as its IP address has as many transfers as it may have."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} has no room")
        self.address = address


class NoRoomError(DownloadFailedError):
    """The server was not asked, as this machine has no room for one more connection."""


class NoMemoryError(NoRoomError):
    """The answer was let go of, as there is no room for its body beside those of others."""

    def __init__(self, *, is_sudden: bool) -> None:
        super().__init__("no room for the body beside those of other pages")
        self.is_sudden = is_sudden
        """The body expanded at once, so that it could not wait for room."""


class RenderError(DownloadFailedError):
    """A browser could not show the page; the message says why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BrowserGoneError(RenderError):
    """The browser ended under the page; whether by it or by another can't be told."""


class RenderOffError(RenderError):
    """No page of this run can be rendered any more; the message is a sentence for people."""

    def __init__(self, detail: str, *, had_browser: bool) -> None:
        super().__init__(detail)
        self.had_browser = had_browser
        """A browser worked before: what is not rendered now is left open, not taken as read."""
