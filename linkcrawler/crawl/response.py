"""What a transfer comes to: a response, or the error that says why there is none."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pycurl
from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from linkcrawler.crawl.failure import CertificateError, FetchError, NoRoomError, StreamError
from linkcrawler.crawl.transfer import FIRST_BYTE_S, Transfer
from linkcrawler.states import FetchOutcome

INCOMPLETE = "incomplete:"
"""Start of the response flag that says why a body is not whole."""

UNFRAMED = "unframed"
"""Response flag: only the end of the connection ended the body, so it may be cut."""

_OUTCOMES = {
    pycurl.E_COULDNT_RESOLVE_HOST: FetchOutcome.DNS_FAILURE,
    pycurl.E_COULDNT_CONNECT: FetchOutcome.REFUSED,
    pycurl.E_OPERATION_TIMEDOUT: FetchOutcome.TIMEOUT,
    pycurl.E_URL_MALFORMAT: FetchOutcome.BAD_URL,
    pycurl.E_SSL_CONNECT_ERROR: FetchOutcome.TLS_ERROR,
    pycurl.E_SSL_CIPHER: FetchOutcome.TLS_ERROR,
    pycurl.E_RECV_ERROR: FetchOutcome.CONNECTION_LOST,
    pycurl.E_SEND_ERROR: FetchOutcome.CONNECTION_LOST,
    pycurl.E_GOT_NOTHING: FetchOutcome.CONNECTION_LOST,
    pycurl.E_PARTIAL_FILE: FetchOutcome.CONNECTION_LOST,
}
_STREAM_CODES = frozenset({pycurl.E_HTTP2, 92})
"""92 is CURLE_HTTP2_STREAM, which pycurl does not name."""

_MAYBE_OURS = frozenset(
    {pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CACERT_BADFILE}
    | {pycurl.E_FAILED_INIT, pycurl.E_OUT_OF_MEMORY}
)
"""What libcurl says where it could open no file; the first two mostly of the other side."""

_PROTOCOLS = {
    pycurl.CURL_HTTP_VERSION_1_0: "HTTP/1.0",
    pycurl.CURL_HTTP_VERSION_1_1: "HTTP/1.1",
    pycurl.CURL_HTTP_VERSION_2_0: "HTTP/2",
}
_CUT = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_PARTIAL_FILE: "cut",
    pycurl.E_RECV_ERROR: "cut",
    pycurl.E_GOT_NOTHING: "cut",
    pycurl.E_WRITE_ERROR: "size",
}


def response_of(curl: pycurl.Curl, code: int, request: Request, transfer: Transfer) -> Response:
    """Turn what came into a response, or into the error that says why nothing did."""
    if code == pycurl.E_OK:
        is_whole = transfer.is_whole and not transfer.is_endless
        flags = [] if is_whole else [f"{INCOMPLETE}cut"]
        version = curl.getinfo(pycurl.INFO_HTTP_VERSION)
        if version != pycurl.CURL_HTTP_VERSION_2_0 and not transfer.is_framed:
            flags.append(UNFRAMED)
        return _response(curl, request, transfer, flags)
    if transfer.stop is not None:
        response = _response(curl, request, transfer, ["download_stopped"])
        if transfer.stop.fail:
            transfer.stop.response = response
            raise transfer.stop
        return response
    message = curl.errstr() or f"libcurl error {code}"
    if transfer.forbidden:
        raise FetchError(FetchOutcome.GUARDED, transfer.forbidden)
    if transfer.limit == "first byte":
        raise FetchError(FetchOutcome.TIMEOUT, f"not a byte came in {FIRST_BYTE_S:g} s")
    if transfer.limit == "headers":
        raise FetchError(FetchOutcome.BAD_RESPONSE, "the headers are larger than is allowed")
    is_ours = code in _MAYBE_OURS and not transfer.header_bytes and transfer.ran_short
    if transfer.has_no_room or is_ours:
        raise NoRoomError(transfer.has_no_room or f"{message} (too many open files)")
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        raise CertificateError(message)
    if transfer.complete_head and (transfer.body or transfer.limit == "encoding"):
        why = transfer.limit or _CUT.get(code, "cut")
        return _response(curl, request, transfer, [f"{INCOMPLETE}{why}"])
    if code in _STREAM_CODES or transfer.requests > 1:
        raise StreamError(message if transfer.requests == 1 else "the request was refused")
    raise FetchError(_OUTCOMES.get(code, FetchOutcome.BAD_RESPONSE), message)


def _response(
    curl: pycurl.Curl, request: Request, transfer: Transfer, flags: list[str]
) -> Response:
    headers = headers_of(transfer)
    # The body is decoded already; the header would make others decode it again.
    headers.pop(b"Content-Encoding", None)
    body = bytes(transfer.body)
    transfer.body.clear()  # a large one is not to stand in memory twice
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body[:1024])
    return kind(
        url=request.url,
        status=curl.getinfo(pycurl.RESPONSE_CODE),
        headers=headers,
        body=body,
        flags=flags,
        ip_address=_address_of(curl),
        protocol=_PROTOCOLS.get(curl.getinfo(pycurl.INFO_HTTP_VERSION)),
    )


def certificate_of(curl: pycurl.Curl) -> str:
    """Return name, issuer and end of the server's certificate; empty where none came."""
    try:
        chain = curl.getinfo_raw(pycurl.INFO_CERTINFO)
    except pycurl.error:
        return ""
    facts = {
        name.decode("utf-8", "replace"): value.decode("utf-8", "replace")
        for name, value in (chain[0] if chain else ())
    }
    told = (("for", "Subject"), ("by", "Issuer"), ("until", "Expire date"))
    return ", ".join(f"{word} {facts[name]}" for word, name in told if facts.get(name))


def headers_of(transfer: Transfer) -> Headers:
    """Return the headers of the last block that came, as Scrapy holds them."""
    headers = Headers()
    for name, value in transfer.headers:
        headers.appendlist(name, value)
    return headers


def _address_of(curl: pycurl.Curl) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(str(curl.getinfo(pycurl.PRIMARY_IP)))
    except ValueError:
        return None
