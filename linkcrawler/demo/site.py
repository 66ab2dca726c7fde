"""The nouns of the demo web: a claim, a page, a site."""

from collections.abc import Callable
from dataclasses import dataclass

from linkcrawler.demo.answer import Answer, text
from linkcrawler.demo.expected import Expected
from linkcrawler.demo.visit import BUSINESS, Visit

_NOT_FOUND = {  # language: (title, sentence)
    "en": ("Page not found", "There is nothing at this address, or not any more."),
    "de": ("Seite nicht gefunden", "Unter dieser Adresse gibt es nichts, oder nicht mehr."),
    "fr": ("Page introuvable", "Il n'y a rien à cette adresse, ou plus rien."),
    "it": ("Pagina non trovata", "A questo indirizzo non c'è nulla, o non c'è più."),
    "es": ("Página no encontrada", "En esta dirección no hay nada, o ya no."),
    "ja": ("ページが見つかりません", "このアドレスには何もありません。"),
    "ru": ("Страница не найдена", "По этому адресу ничего нет или уже ничего нет."),
}


def nothing(_visit: Visit) -> str:
    """Write nothing: the part of a page that a site does without."""
    return ""


def as_it_is(answer: Answer) -> Answer:
    """Leave an answer alone."""
    return answer


def no_answer(_visit: Visit) -> None:
    """Put nothing in the place of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A row of the backlink list: this page links to that target."""

    target: str
    """Path on the host that is linked to."""

    anchor: str
    """Anchor text as the list has it; it need not be true any more."""

    first: Expected
    later: Expected | None = None
    """From the second night on; ``None``: as on the first night."""

    nofollow: bool = False
    """As the list has it."""

    host: str = BUSINESS
    """Host that is linked to; any other one is a competitor's."""

    weeks_ago: int | None = None
    """When a tool saw it first, before the first night; ``None``: the list does not say."""

    rating: int | None = None
    """Domain rating as the list has it; ``None``: none."""

    def expected_on(self, night: int) -> Expected:
        """Return what a look on ``night`` should come to."""
        return self.later if self.later and night >= 2 else self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One address of a site."""

    path: str
    """With the query, where there is one."""

    title: str
    shows: str = ""
    """What the page is an example of, for the index; empty for a page that is not listed."""

    changes: str = ""
    """What is different from the second night on; empty: nothing."""

    claims: tuple[Claim, ...] = ()
    byline: str = ""
    main: Callable[[Visit], str] = nothing
    """The main text."""

    after: Callable[[Visit], str] = nothing
    """What stands under the main text: comments, a note about the author."""

    head: str = ""
    """More elements for the head of the page."""

    charset_meta: str = '<meta charset="utf-8">'
    encoding: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    instead: Callable[[Visit], Answer | None] = no_answer
    """What the server answers in place of the page; ``None``: the page."""

    alter: Callable[[Answer], Answer] = as_it_is
    """What the server does to the answer on its way out."""

    on_home: bool = True
    """The site's home page leads here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a frame is to put its site's look around."""

    page: Page
    main: str
    after: str
    visit: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours and the font of a site, as CSS values."""

    accent: str
    ground: str
    ink: str
    font: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One host of the demo web."""

    host: str
    name: str
    tagline: str
    language: str
    palette: Palette
    frame: Callable[["Site", Sheet], str]
    """Writes the whole document around the main text."""

    intro: str
    """What the home page says, as HTML."""

    pages: tuple[Page, ...]
    nav: tuple[tuple[str, str], ...]
    """Labels and paths."""

    nav_extra: Callable[[Visit], str] = nothing
    aside: Callable[[Visit], str] = nothing
    footer: Callable[[Visit], str] = nothing
    robots: str | None = None
    """``None``: the host has no robots.txt."""

    unknown_path_status: int = 404
    everywhere: Callable[[Visit], Answer | None] = no_answer
    """What every address of the host answers; ``None``: what stands there."""

    def answer(self, path: str, visit: Visit) -> Answer:
        """Answer a request for ``path``, which includes the query."""
        if path == "/robots.txt" and self.robots is not None:
            return text(self.robots)
        blanket = self.everywhere(visit)
        if blanket is not None:
            return blanket
        for page in self.pages:
            if page.path == path:
                return self._show(page, visit)
        if path == "/":
            return self._show(self._home(), visit)
        return self._not_found(visit)

    def _show(self, page: Page, visit: Visit) -> Answer:
        instead = page.instead(visit)
        if instead is not None:
            return instead
        sheet = Sheet(page=page, main=page.main(visit), after=page.after(visit), visit=visit)
        body = self.frame(self, sheet).encode(page.encoding, errors="xmlcharrefreplace")
        return page.alter(Answer(content_type=page.content_type, body=body))

    def _home(self) -> Page:
        entries = "\n".join(
            f'<li><a href="{page.path.replace("&", "&amp;")}">{page.title}</a></li>'
            for page in self.pages
            if page.on_home
        )
        main = f'{self.intro}\n<ul class="entries">\n{entries}\n</ul>' if entries else self.intro
        return Page(path="/", title=self.tagline, main=lambda _visit: main)

    def _not_found(self, visit: Visit) -> Answer:
        title, sentence = _NOT_FOUND[self.language]
        page = Page(path="", title=title, main=lambda _visit: f"<p>{sentence}</p>")
        answer = self._show(page, visit)
        return Answer(status=self.unknown_path_status, body=answer.body)
