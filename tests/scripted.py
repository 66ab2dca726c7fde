"""Pages that only a browser can read, or that are made to hurt one; routes of ``tests.site``."""

import asyncio
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.site import LINK, TARGET, TEXT, Answering, Expected, document, route

SHELL = '<!doctype html><title>A page</title><div id="root"></div>'
FILL = f"""<script>
const article = () => {{
  const a = document.createElement('a');
  a.href = '{TARGET}';
  a.textContent = 'the guide';
  const p = document.createElement('p');
  p.innerHTML = `{TEXT}`;
  p.append(a);
  document.body.append(p);
}};
"""
IDLE = "<script>window.nothing = document.createElement('a');</script>"
OTHER_LINK = '<a href="/live">another page</a>'

PRIVATE = """
<link rel=preload as=fetch crossorigin href="http://CANARY/preload">
<link rel=prefetch href="http://CANARY/prefetch"><link rel=preconnect href="http://CANARY">
<link rel=stylesheet href="http://CANARY/style">
<iframe src="http://CANARY/frame"></iframe><iframe src="/to-canary/PORT"></iframe>
<img src="http://CANARY/image"><script src="http://CANARY/script"></script>
<form id=f action="http://CANARY/form" method=post target=in></form><iframe name=in></iframe>
<script>
const port = 'CANARY'.split(':')[1];
const tried = (attempt) => { try { attempt(); } catch (error) {} };
tried(() => fetch('http://CANARY/fetch', { mode: 'no-cors' }).catch(() => 0));
tried(() => fetch('https://CANARY/tls', { mode: 'no-cors' }).catch(() => 0));
tried(() => fetch('http://2130706434:' + port + '/number', { mode: 'no-cors' }).catch(() => 0));
tried(() => fetch('http://[::ffff:7f00:2]:' + port + '/six', { mode: 'no-cors' }).catch(() => 0));
tried(() => { const x = new XMLHttpRequest(); x.open('GET', 'http://CANARY/xhr'); x.send(); });
tried(() => new WebSocket('ws://CANARY/socket'));
tried(() => new EventSource('http://CANARY/events'));
tried(() => navigator.sendBeacon('http://CANARY/beacon', 'x'));
tried(() => new Worker(URL.createObjectURL(new Blob(
  ["fetch('http://CANARY/worker', { mode: 'no-cors' })"]))));
tried(() => navigator.serviceWorker.register('/app.js').catch(() => 0));
tried(() => window.open('http://CANARY/popup'));
tried(() => document.getElementById('f').submit());
tried(() => {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:CANARY' }] });
  peer.createDataChannel('x');
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));
});
</script>
"""
"""All the ways in which a page may try to reach a server that is none of its business."""


def scripted(script: str) -> str:
    """Return a page with text of its own that runs a script."""
    return document(OTHER_LINK) + FILL + script + "</script>"


@route("/js-link")
async def _js_link(answering: Answering) -> None:
    await answering.send(SHELL + FILL + "article();</script>")


@route("/js-late")
async def _js_late(answering: Answering) -> None:
    await answering.send(SHELL + FILL + "setTimeout(article, 900);</script>")


@route("/js-fetched")
async def _js_fetched(answering: Answering) -> None:
    script = "fetch('/api/article').then((r) => r.text()).then((t) => document.body.innerHTML = t);"
    await answering.send(f"{SHELL}<script>{script}</script>")


@route("/api")
async def _api(answering: Answering) -> None:
    status = 500 if answering.asked.path.endswith("broken") else 200
    await answering.send(TEXT + LINK, status)


@route("/js-broken-api")
async def _js_broken_api(answering: Answering) -> None:
    page = document(OTHER_LINK) + "<script>fetch('/api/broken')</script>" + IDLE
    await answering.send(page)


@route("/js-nothing")
async def _js_nothing(answering: Answering) -> None:
    await answering.send(document(OTHER_LINK) + IDLE)


@route("/js-heavy")
async def _js_heavy(answering: Answering) -> None:
    module = "<script type='module' src='/app.js'></script>"
    await answering.send(document(OTHER_LINK) + module)


@route("/app.js")
async def _app(answering: Answering) -> None:
    script = (FILL + "article();").replace("<script>", "")
    await answering.send(script, headers={"Content-Type": "text/javascript"})


@route("/js-shadow")
async def _js_shadow(answering: Answering) -> None:
    script = (
        "const root = document.createElement('div'); document.body.append(root);"
        f"root.attachShadow({{mode: 'open'}}).innerHTML = `{TEXT}{LINK}`;"
    )
    await answering.send(f"{SHELL}<script>{script}</script>")


@route("/js-scroll")
async def _js_scroll(answering: Answering) -> None:
    script = (
        "const end = document.createElement('div'); document.body.append(end);"
        "new IntersectionObserver((seen) => seen[0].isIntersecting && article()).observe(end);"
    )
    await answering.send(scripted("</script><div style='height:6000px'></div><script>" + script))


@route("/js-widget")
async def _js_widget(answering: Answering) -> None:
    frame = "http://widget.localhost:" + str(answering.site.port) + "/widget/comments"
    script = (
        "const frame = document.createElement('iframe');"
        f"frame.src = '{frame}'; document.getElementById('disqus_thread').append(frame);"
    )
    thread = '<div id="disqus_thread"></div>'
    await answering.send(document(OTHER_LINK) + thread + f"<script>{script}</script>")


@route("/widget")
async def _widget(answering: Answering) -> None:
    await answering.send(f"<p>A reader says: see {LINK}, it helped me a lot.</p>")


@route("/js-popup")
async def _js_popup(answering: Answering) -> None:
    script = "for (let n = 0; n < 5; n++) window.open('/removed/popup-' + n); article();"
    await answering.send(scripted(script))


@route("/js-loop")
async def _js_loop(answering: Answering) -> None:
    await answering.send(scripted("setTimeout(() => { article(); while (true) {} }, 300);"))


@route("/js-endless")
async def _js_endless(answering: Answering) -> None:
    more = "addEventListener('scroll', () => document.body.append(Object.assign("
    more += "document.createElement('p'), { style: 'height: 3000px' })));"
    tall = "<div style='height:6000px'></div>"
    await answering.send(document(OTHER_LINK) + tall + IDLE + f"<script>{more}</script>")


@route("/js-drip")
async def _js_drip(answering: Answering) -> None:
    if answering.count == 1:
        await answering.send(SHELL + FILL + "</script>")
        return
    await answering.send(SHELL + FILL + "article();</script>", length=1_000_000)
    await asyncio.sleep(60)


@route("/js-download")
async def _js_download(answering: Answering) -> None:
    script = (
        "const save = document.createElement('a'); save.href = '/file/big'; save.download = 'x';"
        "document.body.append(save); save.click();"
    )
    await answering.send(scripted(script))


@route("/file")
async def _file(answering: Answering) -> None:
    headers = {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment"}
    await answering.send(b"", headers=headers, length=-1)
    while True:
        answering.writer.write(b"x" * 65_536)
        await answering.writer.drain()


@route("/js-becomes-download")
async def _js_becomes_download(answering: Answering) -> None:
    if answering.count == 1:
        await answering.send(SHELL + FILL + "</script>")
    else:
        await _file(answering)


@route("/js-buffers")
async def _js_buffers(answering: Answering) -> None:
    grow = (
        "const held = []; setInterval(() => { document.body.append(document.createElement('i'));"
        " if (held.length < 60) held.push(new Uint8Array(1 << 26).fill(1)); }, 20);"
    )
    await answering.send(scripted(grow))


def _at(canary: str) -> str:
    return PRIVATE.replace("CANARY", canary).replace("PORT", canary.partition(":")[2])


@route("/js-private")
async def _js_private(answering: Answering) -> None:
    canary = "127.0.0.2:" + answering.asked.path.split("/")[2]
    await answering.send(document(OTHER_LINK) + IDLE + _at(canary))


@route("/to-canary")
async def _to_canary(answering: Answering) -> None:
    where = "http://127.0.0.2:" + answering.asked.path.split("/")[2] + "/redirected"
    await answering.send("", 302, {"Location": where})


@route("/js-away")
async def _js_away(answering: Answering) -> None:
    await answering.send(scripted("location.href = '/removed/after-away';"))


@route("/js-file")
async def _js_file(answering: Answering) -> None:
    script = "location.href = 'file:///etc/hostname'; open('chrome://version'); "
    await answering.send(scripted(script))


@route("/js-wall")
async def _js_wall(answering: Answering) -> None:
    if answering.count == 1:
        await answering.send(document(OTHER_LINK) + IDLE)
    else:
        await answering.send("<title>Just a moment...</title>", 403, {"cf-mitigated": "challenge"})


@route("/js-dialogs")
async def _js_dialogs(answering: Answering) -> None:
    await answering.send(scripted("alert(1); confirm(2); onbeforeunload = () => 1; article();"))


NEEDS = ("needs_render", "unknown")
EXPECTED_SHOWN = {
    "/js-drip": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-loop": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-becomes-download": Expected(*NEEDS, "render_failed"),
    "/js-buffers": Expected(*NEEDS, "render_failed"),
    "/js-link": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-late": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-fetched": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-heavy": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-shadow": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-scroll": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-popup": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-dialogs": Expected("ok", "present", "link_found", {"rendered": 1}),
    "/js-widget": Expected(
        "ok", "present", "link_found", {"rendered": 1, "not_counted_because": "iframe"}
    ),
    "/js-endless": Expected(*NEEDS, "render_failed"),
    "/js-nothing": Expected("ok", "missing", "not_found_first_check"),
    "/js-broken-api": Expected(*NEEDS, "render_failed"),
    "/js-wall": Expected(*NEEDS, "render_failed"),
    "/js-away": Expected(*NEEDS, "render_failed"),
    "/js-download": Expected(*NEEDS, "needs_render"),  # the script names the target, and shows none
    "/js-file": Expected(*NEEDS, "needs_render"),
    "/live": Expected("ok", "present", "link_found", {"rendered": 0}),
}
"""By path: what both looks together come to."""


class Canary:
    """A server that nobody may reach: counts the connections and datagrams that come."""

    def __init__(self) -> None:
        self.hits = 0
        self.port = 0
        self._stop = threading.Event()

    @contextmanager
    def listening(self) -> "Iterator[Canary]":
        """Listen on 127.0.0.2; raises ``OSError`` where there is no such address."""
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram,
        ):
            stream.bind(("127.0.0.2", 0))
            self.port = stream.getsockname()[1]
            datagram.bind(("127.0.0.2", self.port))
            stream.listen(50)
            thread = threading.Thread(target=self._count, args=(stream, datagram), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                self._stop.set()
                thread.join(5)

    def _count(self, stream: socket.socket, datagram: socket.socket) -> None:
        while not self._stop.is_set():
            ready, _, _ = select.select([stream, datagram], [], [], 0.1)
            if stream in ready:
                stream.accept()[0].close()
                self.hits += 1
            if datagram in ready:
                datagram.recv(2_000)
                self.hits += 1
