"""The evidence of a look in plain words, for ``show``."""

from collections.abc import Iterator, Mapping
from typing import Any

from linkcrawler.cli.options import byte_size
from linkcrawler.page.sketch import is_same_page
from linkcrawler.states import FetchOutcome, Rendering, Signal
from linkcrawler.text import plain

Row = Mapping[str, object]


def proof_lines(row: Row, last_present: Row | None) -> Iterator[str]:
    """Yield what proves the verdict of an observation, a line each.

    ``last_present`` is the last observation that saw the link; ``None``: none did.
    """
    proof: Mapping[str, Any] = row["evidence"] if isinstance(row["evidence"], Mapping) else {}
    yield from _answer_lines(row, proof)
    yield from _page_lines(proof)
    if row["link_state"] != "present":
        yield from _before_lines(proof, last_present)
    if proof.get("warc"):
        yield f"archived in {plain(proof['warc'])}"


def _answer_lines(row: Row, proof: Mapping[str, Any]) -> Iterator[str]:
    for url, status in proof.get("hops", ()):
        yield f"{plain(url)} led on with {'a refresh' if status == 200 else f'status {status}'}"
    if proof.get("outcome"):
        yield FetchOutcome(proof["outcome"]).sentence
    elif row["final_url"]:
        yield f"{plain(row['final_url'])} answered with status {row['http_status']}{_sent(proof)}"
    for name, value in proof.get("headers", ()):
        yield f"{plain(name)}: {plain(value)}"
    if proof.get("tls_error"):
        yield f"certificate: {plain(proof['tls_error'])}"
    if proof.get("incomplete"):
        yield f"the body is not whole ({plain(proof['incomplete'])})"


def _sent(proof: Mapping[str, Any]) -> str:
    size = f", {byte_size(proof['body_bytes'])}" if proof.get("body_bytes") else ""
    return size + (f", from {plain(proof['ip_address'])}" if proof.get("ip_address") else "")


def _page_lines(proof: Mapping[str, Any]) -> Iterator[str]:
    if proof.get("title"):
        words = f", {proof['words']:,} words" if proof.get("words") else ""
        yield f"title: {plain(proof['title'])!r}{words}"
    for signal in proof.get("signals", ()):
        yield f"sign: {Signal(signal).sentence}"
    if proof.get("rendering"):
        yield f"browser: {Rendering(proof['rendering']).sentence}"
    original = proof.get("original")
    if original:
        came = original.get("status") or FetchOutcome(original["outcome"]).sentence
        yield f"named as its original: {plain(original.get('url'))}, status {came}"


def _before_lines(proof: Mapping[str, Any], last_present: Row | None) -> Iterator[str]:
    if last_present is None:
        yield "the link was never seen"
    else:
        yield (
            f"the link was last seen anew at {last_present['at']}"
            f" (observation {last_present['id']}): {plain(last_present['anchor_text'])!r},"
            f" {plain(last_present['placement'])}, {plain(last_present['countability'])}"
        )
        if last_present["evidence_html"]:
            yield f"as it stood: {plain(last_present['evidence_html'])}"
    good = proof.get("good")
    if good:
        text = _compared(proof.get("text_sketch"), good.get("text_sketch"))
        design = _compared(proof.get("template_sketch"), good.get("template_sketch"))
        title = f", title {plain(good['title'])!r}" if good.get("title") else ""
        yield f"the page was last good at {good['at']}{title}"
        yield f"compared with that look, its text is {text}, its design {design}"


def _compared(now: str | None, then: str | None) -> str:
    if now is None or then is None:
        return "not known"
    return "the same" if is_same_page(now, then) else "another"
