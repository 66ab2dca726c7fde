"""Datasette as an application, and the server that gives it to browsers on this machine."""

import sqlite3
import threading
import time
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Any

from linkcrawler.errors import InputError
from linkcrawler.serve.database import connect, internal_tables
from linkcrawler.serve.metadata import NAME, metadata

HOST = "127.0.0.1"
_HERE = Path(__file__).parent

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SETTINGS = {
    "sql_time_limit_ms": 60_000,  # five million rows take 2 to 9 s of CPU, on a quiet machine
    "facet_time_limit_ms": 1_500,
    "max_returned_rows": 1_000,
    "default_page_size": 50,
    "truncate_cells_html": 140,  # characters of a cell in a table
    "default_facet_size": 10,
    "suggest_facets": False,  # it asks for each column what would make a facet
    "allow_download": False,  # a file beside a WAL is not whole: "linkcrawler backup" makes a copy
    "default_cache_ttl": 0,  # seconds; a run may be writing
    "max_csv_mb": 200,
}

# Datasette's own scripts stand in its pages; nothing else may be loaded or told, whatever a cell
# holds. A link that is followed tells nobody where it stood.
_POLICY = (
    b"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    b" img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
    b" frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_NOT_HERE = b"This server answers to 127.0.0.1 and localhost alone, and only to reading.\n"


class MissingDatasetteError(InputError):
    """Datasette, which is optional, is not installed."""


def make_app(path: Path) -> App:
    """Return the application over a database that exists.

    Raises ``MissingDatasetteError`` where Datasette is not installed.
    """
    try:
        from datasette.app import Datasette
        from datasette.database import Database
        from datasette.plugins import pm
    except ImportError as error:
        raise MissingDatasetteError(
            "serve needs Datasette, which is not installed: install linkcrawler[serve], as in"
            " 'uv tool install linkcrawler[serve]' or 'pip install .[serve]'"
        ) from error

    class Reading(Database):  # type: ignore[misc]  # Datasette has no types
        """The file, opened as all our readers open it."""

        def connect(self, write: bool = False) -> sqlite3.Connection:
            if write:
                raise sqlite3.OperationalError("this is for reading alone")
            return connect(path)

        async def execute(self, *arguments: Any, **options: Any) -> Any:
            # A question that can't be answered is told to who asked it, and not to the terminal.
            return await super().execute(*arguments, **{**options, "log_sql_errors": False})

    errors = pm.get_plugin("datasette.handle_exception")
    errors.rich = None  # with it each wrong address prints whatever was in memory
    for plugin, _ in pm.list_plugin_distinfo():  # whatever else is installed beside us
        pm.unregister(plugin)
    datasette = Datasette(
        metadata=metadata(internal_tables(path)),
        settings=SETTINGS,
        static_mounts=[("linkcrawler", str(_HERE / "static"))],
        template_dir=str(_HERE / "templates"),
    )
    datasette.remove_database("_memory")
    datasette.add_database(Reading(datasette, str(path)), name=NAME)
    return _guarded(datasette.app())


def _guarded(app: App) -> App:
    """Refuse what no browser of this machine would ask, and bound what a page may do."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_bounded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        # A page elsewhere whose name is made to point here would read everything (DNS rebinding).
        asked = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        is_here = asked.partition(":")[0] in (HOST, "localhost")
        is_read = scope["method"] in ("GET", "HEAD")
        if is_here and is_read and scope["path"] != "/":
            await app(scope, receive, send_bounded)
            return
        status, body, header = 403, _NOT_HERE, (b"content-type", b"text/plain; charset=utf-8")
        if is_here:
            status = 302 if is_read else 405
        if status == 302:  # there is one database, so a list of them is no use
            body, header = b"", (b"location", f"/{NAME}".encode())
        await send_bounded({"type": "http.response.start", "status": status, "headers": [header]})
        await send({"type": "http.response.body", "body": body})

    return guarded


def open_port(port: int) -> socket:
    """Return a socket that listens on loopback; 0 takes a free port.

    Raises ``InputError`` where the port is taken.
    """
    listener = socket(AF_INET, SOCK_STREAM)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()  # who comes before we answer has to wait, and is not refused
    except OSError as error:
        listener.close()
        raise InputError(
            f"port {port} can't be taken ({error.strerror}); name another with --port"
        ) from error
    return listener


def run(app: App, listener: socket, *, open_at: str | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; ``open_at`` is shown in the browser once we answer."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    if open_at is not None:
        threading.Thread(target=_show, args=(server, open_at), daemon=True).start()
    server.run(sockets=[listener])


def _show(server: Any, address: str) -> None:
    while not server.started:
        time.sleep(0.05)
    webbrowser.open(address)
