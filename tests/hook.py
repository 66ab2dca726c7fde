"""A local receiver of webhooks, with a way for each that one can behave."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hook(ThreadingHTTPServer):
    """Takes alerts and remembers them; ``answers`` are the statuses to come, then 204."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.answers: list[int] = []
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.let_go = threading.Event()

    def url(self, path: str = "/", scheme: str = "webhook+http") -> str:
        """Return the address of a path."""
        return f"{scheme}://127.0.0.1:{self.server_port}{path}"

    def speak_tls(self, context: ssl.SSLContext) -> None:
        """Answer in TLS from now on; a handshake that fails is no trouble of the hook's."""
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *_: object) -> None:
        """Say nothing."""

    @property
    def bodies(self) -> list[bytes]:
        """Return what was received, in order."""
        return [body for _, _, body in self.seen]


class _Receiver(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.path, dict(self.headers.items()), body))
        if self.path.startswith("/hang"):
            self.server.let_go.wait(30)
            self.close_connection = True
            return
        if self.path.startswith("/cut"):
            self.close_connection = True
            return
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve_hook() -> Iterator[Hook]:
    """Serve a hook on loopback."""
    with Hook() as hook:
        thread = threading.Thread(target=hook.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield hook
        finally:
            hook.let_go.set()
            hook.shutdown()
            thread.join()
