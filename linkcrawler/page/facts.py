"""What a page says of itself: title, canonical, language, robots rules, refresh."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from linkcrawler.domains import site_of, site_of_url
from linkcrawler.models import PageFacts, RobotsRules
from linkcrawler.page.answer import Answer
from linkcrawler.page.decode import decode_html
from linkcrawler.page.entries import next_page
from linkcrawler.page.kinds import list_kind
from linkcrawler.page.language import detect_language, languages_conflict, normal_language
from linkcrawler.page.links import FoundLink, base_url, resolve
from linkcrawler.page.match import is_equivalent
from linkcrawler.page.platforms import WIDGETS, recognise
from linkcrawler.page.robots import robots_rules
from linkcrawler.page.sketch import template_sketch, text_sketch
from linkcrawler.page.traits import Read, traits_of
from linkcrawler.page.tree import (
    UNSEEN,
    Tree,
    attribute,
    collapse,
    count_words,
    is_foreign,
    is_in_head,
    parse,
    text_of,
)
from linkcrawler.urls import join, parse_web, without_fragment

MAX_TITLE = 512
REFRESH_MAX_S = 5.0
_AROUND_TEXT = UNSEEN | {"nav", "header", "footer", "aside", "button", "form", "label"}
# In XHTML these are closed by their slash; to HTML's parser they swallow what follows.
_SELF_CLOSED = re.compile(
    rb"<(a|iframe|title|script|style|textarea|noscript|div|span|p)\b([^<>]{0,2000})/>", re.I
)
_WIDGET_ELEMENTS = (
    "#disqus_thread, .fb-comments, #livefyre-body, #lf_comments, [id^=idc-container], #commento,"
    " hyvor-talk-comments, #coral_talk_stream, #coral_thread, #spotim-specific, #vuukle-comments,"
    " #hypercomments_widget, .utterances, .giscus, #isso-thread, #remark42, #ghost-comments-root,"
    " #discourse-comments, #cusdis_thread, .vf-comments, iframe[src*='comments'],"
    " iframe[src*='disqus'], iframe[src*='utteranc'], iframe[src*='giscus']"
)
_MAX_REFRESH = 4_096
_MAX_LINK_HEADER = 16_384
MAX_TAGS = 200_000
"""Tags of a page that are read; ten times what the largest real pages have."""

_MAX_PARAGRAPHS = 2_000
_REFRESH = re.compile(
    r"([\d.]*)\s{0,20}[;,]?\s{0,20}(?:url\s{0,9}=\s{0,9})?[\"']?(.*?)[\"']?$", re.I | re.S
)
_LINK_HEADER = re.compile(r"<([^<>]*)>([^<]{0,500})")
_CANONICAL = re.compile(r"\brel\s{0,9}=\s{0,9}(?:\"[^\"]*\bcanonical\b|canonical\b)", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that is a web page, parsed."""

    answer: Answer
    html: bytes
    """The page in UTF-8."""

    encoding: str
    tree: Tree
    base: str
    """What relative addresses are resolved against."""

    is_cut: bool = False
    """Only the first ``MAX_TAGS`` tags were read."""


def markup_of(answer: Answer) -> tuple[bytes, str]:
    """Return the page in UTF-8 as it is parsed, and the encoding it was in."""
    html, encoding = decode_html(answer.body, answer.header("content-type"))
    if answer.media_type == "application/xhtml+xml":
        html = _SELF_CLOSED.sub(rb"<\1\2></\1>", html)
    return html, encoding


def open_page(answer: Answer) -> Page:
    """Decode and parse an answer."""
    html, encoding = markup_of(answer)
    is_cut = html.count(b"<") > MAX_TAGS
    if is_cut:
        html = html[: -len(html.split(b"<", MAX_TAGS)[-1]) - 1]
    tree = parse(html)
    return Page(answer, html, encoding, tree, base_url(tree, answer.url), is_cut)


def facts_of(page: Page, found: Sequence[FoundLink], now: datetime) -> PageFacts:
    """Return what the page says of itself; ``found`` are all its links."""
    answer = page.answer
    site = site_of_url(answer.url)
    title = next((node for node in page.tree.outline["title"] if not is_foreign(node)), None)
    canonical = _canonical(page)
    html = page.tree.root
    declared = (attribute(html, "lang") if html is not None else None) or answer.header(
        "content-language"
    )
    main = main_text(page.tree)
    words = count_words(main)
    kind = list_kind(answer.url, page.tree)
    declared_language, language = normal_language(declared), detect_language(main)
    title_text = collapse(title.text() or "")[:MAX_TITLE] if title is not None else None
    return PageFacts(
        title=title_text,
        canonical=canonical,
        canonical_away=is_equivalent(canonical, answer.url) is False,
        declared_language=declared_language,
        language=language,
        language_conflict=languages_conflict(declared_language, language),
        robots=_robots(page, now),
        refresh_url=_refresh(page),
        words=words,
        text_sketch=text_sketch(main),
        template_sketch=template_sketch(page.tree),
        list_kind=kind,
        next_page=next_page(answer.url, page.tree, page.base, found) if kind else None,
        comment_widget=_comment_widget(page.tree),
        links_on_page=len(found),
        external_links_on_page=sum(1 for link in found if link.host and site_of(link.host) != site),
        traits=traits_of(
            Read(
                url=answer.url,
                html=page.html,
                tree=page.tree,
                found=found,
                title=title_text or "",
                text=main,
                words=words,
                language=language or declared_language,
            )
        ),
        media_type=answer.media_type,
        encoding=page.encoding,
    )


def _comment_widget(tree: Tree) -> str | None:
    """Return the software whose comments are not in the page, but brought to it."""
    for node in tree.css(_WIDGET_ELEMENTS)[:200]:
        attributes = node.attributes
        names = f"{attributes.get('id') or ''} {attributes.get('class') or ''} {node.tag}".lower()
        software = recognise(names.split(), WIDGETS)
        if software is None and node.tag == "iframe":
            address = parse_web(attributes.get("src") or "")
            software = (
                recognise([f"{address.host}{address.path}".removeprefix("www.")], WIDGETS)
                if address
                else None
            )
        if software:
            return software
    return None


def _canonical(page: Page) -> str | None:
    """Return the canonical of head and header; ``None`` if there is none or they disagree."""
    named: set[str] = set()
    for node in page.tree.outline["sheets"]:
        attributes = node.attributes
        is_canonical = "canonical" in (attributes.get("rel") or "").lower().split()
        if is_canonical and node.tag == "link" and is_in_head(node):
            named.add(resolve(page.base, attributes.get("href") or "", page.encoding) or "")
    for name, value in page.answer.headers:
        if name == "link":
            for href, parameters in _LINK_HEADER.findall(value[:_MAX_LINK_HEADER]):
                if _CANONICAL.search(parameters):
                    named.add(join(page.answer.url, href) or "")
    named.discard("")
    return named.pop() if len(named) == 1 else None


def _robots(page: Page, now: datetime) -> RobotsRules:
    named = (node.attributes for node in page.tree.outline["meta"])
    metas = [
        (each["name"] or "", each["content"] or "")
        for each in named
        if "name" in each and "content" in each
    ]
    headers = [value for name, value in page.answer.headers if name == "x-robots-tag"]
    rules = robots_rules(metas, headers, now)
    in_the_end = robots_rules(metas, headers, datetime.max.replace(tzinfo=UTC))
    return replace(rules, will_change=rules != in_the_end)


def _refresh(page: Page) -> str | None:
    """Return where the page sends its reader within ``REFRESH_MAX_S``; ``None``: nowhere else."""
    contents = [page.answer.header("refresh")] + [
        attributes["content"]
        for attributes in (node.attributes for node in page.tree.outline["meta"])
        if "content" in attributes
        and (attributes.get("http-equiv") or "").strip().lower() == "refresh"
    ]
    for content in contents:
        rule = _REFRESH.match((content or "").strip()[:_MAX_REFRESH])
        if not rule or not rule[1] or not rule[2]:
            continue
        try:
            delay_s = float(rule[1])
        except ValueError:
            continue
        url = resolve(page.base, rule[2].strip(), page.encoding)
        if delay_s > REFRESH_MAX_S or url is None or parse_web(url) is None:
            continue
        if without_fragment(url) != without_fragment(page.answer.url):
            return url
    return None


def main_text(tree: Tree) -> str:
    """Return text of the page's paragraphs, or of its body where there is none.

    Navigation is in no paragraph; that is what keeps it out of the language.
    """
    paragraphs = tree.outline["p"][:_MAX_PARAGRAPHS]
    texts_of_paragraphs = (text_of(node, limit=400) for node in paragraphs)
    main = " ".join(text for text in texts_of_paragraphs if len(text) >= 20)
    if len(main) >= 80 or tree.body is None:
        return main
    return (
        text_of(tree.body, unseen=_AROUND_TEXT) or text_of(tree.body) or _text_without_scripts(tree)
    )


def _text_without_scripts(tree: Tree) -> str:
    """Return the text that a page of scripts keeps for readers without them."""
    contents = (node.text() or "" for node in tree.css("body noscript")[:20])
    documents = (parse(content.encode("utf-8", "replace")) for content in contents)
    return " ".join(text_of(document.body) for document in documents if document.body)
