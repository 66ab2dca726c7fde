"""What kind of text an anchor is: an address, a brand, a keyword, a mere "click here", ..."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from linkcrawler.audit.material import SeenLink
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.spelling import has_no_blanks, normalised, spelt_words, squeezed
from linkcrawler.audit.stems import Stems
from linkcrawler.audit.study import AnchorClass
from linkcrawler.domains import is_public_suffix
from linkcrawler.states import AnchorSource, Placement

PARTIAL_SHARE = 0.6
"""Share of a keyword's words that makes a partial match [default]."""

TITLE_LIKENESS = 0.8
"""Share of words in common that makes an anchor the title of its target [default]."""

MIN_MISSPELT = 6
"""Letters of a brand that may be misspelt; a shorter one is too close to other words [default]."""

_AUTHOR_PLACES = frozenset({Placement.COMMENT, Placement.AUTHOR_BIO})
_MAX_NAME_WORDS = 3

_SCHEME = re.compile(r"(?:https?|ftp)[:/]|www\.")
_HOST = re.compile(r"((?:[\w-]{1,63}\.)+([\w-]{2,63}))(?::\d+)?(?:[/?#]\S*)?(?:…|\.\.\.)?")

GENERIC: Mapping[str, str] = {
    "en": """click here, here, click, this, read more, read, more, learn more, more info, see more,
        more information, find out more, website, web site, site, this website, this site, link,
        this link, page, this page, visit, visit website, visit site, visit the website, article,
        this article, post, this post, this blog, blog, source, via, home, homepage, view, go,
        continue reading, details, download, check it out, go here, see here, full article""",
    "de": """hier klicken, klicken sie hier, klick hier, hier, mehr, weiterlesen, mehr lesen,
        mehr erfahren, mehr infos, mehr informationen, weitere informationen, weiter, webseite,
        website, zur webseite, zur website, diese seite, seite, dieser link, quelle, artikel,
        dieser artikel, startseite, zum artikel, zum shop, ansehen, homepage, details""",
    "fr": """cliquez ici, cliquer ici, ici, en savoir plus, lire la suite, lire plus, plus,
        plus d'infos, plus d'informations, site, site web, le site, ce site, site internet, lien,
        ce lien, cet article, article, page, cette page, source, voir, voir plus, visiter,
        suite, accueil, par ici, découvrir""",
    "es": """haz clic aquí, haga clic aquí, clic aquí, pincha aquí, aquí, más información, más,
        leer más, ver más, saber más, sitio web, sitio, página web, página, esta página, web,
        enlace, este enlace, artículo, este artículo, fuente, visitar, seguir leyendo, inicio""",
    "it": """clicca qui, cliccare qui, qui, leggi di più, leggi tutto, continua a leggere, di più,
        scopri di più, maggiori informazioni, più informazioni, sito, sito web, il sito,
        questo sito, pagina, questa pagina, link, questo link, articolo, questo articolo, fonte,
        vai al sito, visita il sito, home""",
    "pt": """clique aqui, aqui, saiba mais, leia mais, ler mais, ver mais, mais informações, mais,
        site, website, página, esta página, este site, link, este link, artigo, este artigo,
        fonte, visitar, continuar lendo, início""",
    "nl": """klik hier, hier, lees meer, lees verder, meer, meer informatie, meer info, website,
        deze website, site, deze site, pagina, deze pagina, link, deze link, artikel,
        dit artikel, bron, bekijk, bezoek, bezoek website, verder lezen""",
    "pl": """kliknij tutaj, kliknij, tutaj, tu, więcej, czytaj więcej, czytaj dalej, zobacz,
        zobacz więcej, dowiedz się więcej, więcej informacji, strona, ta strona, strona www,
        strona internetowa, link, artykuł, ten artykuł, źródło""",
    "ru": """здесь, тут, нажмите здесь, жмите сюда, сюда, читать далее, читать дальше, далее,
        подробнее, узнать больше, больше, сайт, этот сайт, на сайте, ссылка, по ссылке,
        эта ссылка, страница, статья, источник, перейти, смотреть""",
    "uk": """тут, натисніть тут, сюди, читати далі, далі, докладніше, детальніше, сайт, цей сайт,
        посилання, за посиланням, сторінка, стаття, джерело, перейти""",
    "cs": """klikněte zde, zde, tady, více, číst více, číst dále, více informací, web, stránka,
        tato stránka, stránky, webové stránky, odkaz, tento odkaz, článek, zdroj""",
    "sv": """klicka här, här, läs mer, läs vidare, mer, mer information, webbplats, hemsida,
        webbsida, sida, denna sida, länk, denna länk, artikel, källa, besök""",
    "da": """klik her, her, læs mere, mere, mere information, hjemmeside, hjemmesiden, side,
        denne side, link, dette link, artikel, kilde, besøg""",
    "no": """klikk her, her, les mer, mer, mer informasjon, nettside, nettsted, nettsiden, side,
        lenke, denne lenken, artikkel, kilde, besøk""",
    "fi": """klikkaa tästä, tästä, täältä, tässä, lue lisää, lisää, lisätietoja, sivusto,
        verkkosivu, kotisivu, sivu, linkki, artikkeli, lähde""",
    "hu": """kattints ide, ide kattintva, itt, ide, tovább, bővebben, további információ, weboldal,
        honlap, oldal, link, cikk, forrás""",
    "ro": """click aici, clic aici, apasă aici, aici, citește mai mult, mai mult, mai multe,
        detalii, site, site-ul, pagina, link, articol, sursa, sursă""",
    "tr": """buraya tıklayın, tıklayın, buraya, burada, buradan, devamını oku, daha fazla,
        daha fazla bilgi, web sitesi, site, sayfa, bağlantı, makale, kaynak""",
    "el": """κάντε κλικ εδώ, κλικ εδώ, εδώ, περισσότερα, διαβάστε περισσότερα, ιστοσελίδα,
        ιστότοπος, σύνδεσμος, άρθρο, πηγή""",
    "id": """klik di sini, di sini, disini, baca selengkapnya, selengkapnya, baca juga, situs,
        situs web, tautan, halaman, artikel, sumber""",
    "vi": """nhấn vào đây, bấm vào đây, tại đây, ở đây, xem thêm, đọc thêm, trang web, website,
        liên kết, bài viết, nguồn""",
    "zh": """点击这里, 这里, 点击此处, 此处, 点这里, 阅读更多, 更多, 了解更多, 查看更多, 网站, 官网,
        链接, 原文, 阅读原文, 來源, 来源, 點擊這裡, 這裡, 閱讀更多, 網站, 連結, 詳情, 详情, 首页""",
    "ja": """こちら, ここ, ここをクリック, こちらをクリック, こちらから, 続きを読む, もっと見る,
        詳細, 詳しくはこちら, 詳細はこちら, サイト, ホームページ, 公式サイト, リンク, 記事,
        この記事, 出典, 引用元""",
    "ko": """여기, 여기를 클릭, 클릭, 더 보기, 더보기, 자세히 보기, 자세히, 웹사이트, 사이트,
        홈페이지, 링크, 기사, 출처, 바로가기""",
    "ar": """اضغط هنا, انقر هنا, هنا, المزيد, اقرأ المزيد, الموقع, موقع, رابط, الرابط, المصدر""",
    "he": """לחץ כאן, לחצו כאן, כאן, קרא עוד, קראו עוד, עוד, למידע נוסף, אתר, האתר, קישור, מקור""",
}  # fmt: skip
"""Texts that say nothing of where a link leads, by language; pages mix them, so all count."""

# A list of stop words holds "best" and "new" too, which make another search of a keyword.
_NO_WORDS: frozenset[str] = frozenset()
_LITTLE_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "en": "a an the of for in on at to and or with by from",
        "de": "der die das den dem des ein eine einen einer und für in im am an auf mit zu",
        "fr": "le la les l un une de des du d et en pour à au aux avec",
        "es": "el la los las un una de del y en para con por a al",
        "it": "il lo la i gli le l un uno una di del della dei delle e in per con a al",
        "pt": "o a os as um uma de do da dos das e em para com por no na",
        "nl": "de het een van en in voor met op te",
        "pl": "i w na z do dla od",
        "ru": "и в на с для по от из к",
        "uk": "і й та в у на з для по від до",
        "sv": "en ett den det och i på för med av till",
        "da": "en et den det og i på for med af til",
        "no": "en et den det og i på for med av til",
        "cs": "a v ve na s z ze pro do od",
        "tr": "ve ile için bir",
        "ro": "un o de la și în pentru cu din",
    }.items()
}
"""Articles and the like, which an anchor may have or lack beside a keyword."""

_GENERIC = frozenset(
    normalised(each) for written in GENERIC.values() for each in written.split(",")
)


class Anchor(NamedTuple):
    """An anchor text, looked at."""

    kind: AnchorClass
    text: str
    """Normalised."""


class AnchorReader:
    """Classifies anchors by a site's brands and keywords; the first class that fits is it.

    ``titles`` are those of targets. A site's own name is a brand of it. Without keywords nothing
    is exact or partial. A competitor's site has no other brands than its name (``has_brands``).
    """

    def __init__(
        self,
        profile: Profile,
        site: str,
        titles: Mapping[str, str | None],
        *,
        has_brands: bool = True,
    ) -> None:
        brands = [normalised(each) for each in profile.brands] if has_brands else []
        self._site = site
        self._names = _squeezed_names(brands, site)
        self._keywords = [spelt_words(normalised(each)) for each in profile.keywords]
        self._home = profile.languages[0] if profile.languages else "en"
        self._titles = titles
        self._words = Stems()
        self._stems = lru_cache(maxsize=64)(self._keyword_stems)
        # A million links have some ten thousand texts.
        self._kind = lru_cache(maxsize=65_536)(self._read)

    def read(self, link: SeenLink) -> Anchor:
        """Return the class of a link's anchor."""
        kind, text = self._kind(
            link.anchor_text or "",
            link.anchor_source == AnchorSource.ALT,
            link.page.language or self._home,
        )
        if kind is AnchorClass.OTHER:
            if self._is_title(text, self._titles.get(link.target)):
                kind = AnchorClass.TITLE
            elif link.placement in _AUTHOR_PLACES and _is_name(text):
                kind = AnchorClass.AUTHOR_NAME
        return Anchor(kind, text)

    def _read(self, written: str, is_alt: bool, language: str) -> Anchor:
        text = normalised(written)
        if is_alt:
            return Anchor(AnchorClass.IMAGE, text)
        if not text:
            return Anchor(AnchorClass.EMPTY, text)
        if _is_address(text, self._site):
            return Anchor(AnchorClass.NAKED_URL, text)
        return Anchor(self._of_words(text, spelt_words(text), language), text)

    def _of_words(self, text: str, words: Sequence[str], language: str) -> AnchorClass:
        rest = self._without_brand(text, words)
        if rest is not None:
            has_keyword = bool(rest) and self._shares_keyword(self._forms(rest, language), language)
            return AnchorClass.BRAND_PARTIAL if has_keyword else AnchorClass.BRANDED
        found = self._forms(words, language)
        kind = AnchorClass.OTHER
        for keyword, spelt in self._stems(language):
            if found == keyword or squeezed(text) == spelt:
                return AnchorClass.EXACT
            if len(found & keyword) >= PARTIAL_SHARE * len(keyword) or (
                has_no_blanks(spelt) and spelt in text
            ):
                kind = AnchorClass.PARTIAL
        if kind is AnchorClass.OTHER and text in _GENERIC:
            return AnchorClass.GENERIC
        return kind

    def _keyword_stems(self, language: str) -> list[tuple[frozenset[str], str]]:
        return [(self._forms(words, language), "".join(words)) for words in self._keywords if words]

    def _forms(self, words: Sequence[str], language: str) -> frozenset[str]:
        """Return the stems of words; those that say nothing are left out, if any are left."""
        stops = _LITTLE_WORDS.get(language, _NO_WORDS)
        telling = [word for word in words if word not in stops] or words
        return frozenset(self._words.of(telling, language))

    def _shares_keyword(self, stems: frozenset[str], language: str) -> bool:
        return any(stems & keyword for keyword, _ in self._stems(language))

    def _without_brand(self, text: str, words: Sequence[str]) -> Sequence[str] | None:
        """Return the words beside a brand; ``None``: there is no brand."""
        for name, size in self._names.items():
            if has_no_blanks(name):
                if name in text:
                    return spelt_words(text.replace(name, " "))
                continue
            for length in range(1, size + 1):
                for at in range(len(words) - length + 1):
                    if self._is_brand("".join(words[at : at + length]), name):
                        return [*words[:at], *words[at + length :]]
        return None

    def _is_brand(self, word: str, name: str) -> bool:
        if word == name:
            return True
        if len(name) < MIN_MISSPELT or abs(len(word) - len(name)) > 1:
            return False
        return not self._is_keyword_word(word) and is_near(word, name)

    def _is_keyword_word(self, word: str) -> bool:
        return any(word in words or word == "".join(words) for words in self._keywords)

    def _is_title(self, text: str, title: str | None) -> bool:
        if not title or not text:
            return False
        whole = normalised(title)
        parts = [whole, *(normalised(part) for part in re.split(r"\s[|–—:·-]\s", title))]
        found = set(spelt_words(text))
        return any(
            text == part
            or (len(found) > 1 and _likeness(found, set(spelt_words(part))) >= TITLE_LIKENESS)
            for part in parts
        )


def _squeezed_names(brands: Sequence[str], site: str) -> dict[str, int]:
    """Return brands without blanks, and of how many words an anchor may make each."""
    names = {squeezed(brand): len(spelt_words(brand)) + 1 for brand in brands}
    label = squeezed(site.partition(".")[0])
    if len(label) >= 3:
        names.setdefault(label, 4)
    names.pop("", None)
    return names


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if other else 0.0


def _is_address(text: str, site: str) -> bool:
    if " " in text:
        return False
    if _SCHEME.match(text):
        return True
    host = _HOST.fullmatch(text)
    if host is None:
        return False
    return host[1] == site or host[1].endswith("." + site) or is_public_suffix(host[2])


def _is_name(text: str) -> bool:
    words = spelt_words(text)
    return 0 < len(words) <= _MAX_NAME_WORDS and all(word.isalpha() for word in words)


def is_near(one: str, other: str) -> bool:
    """Tell whether one edit makes a text the other: a letter more, less, other, or two swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, letter in enumerate(one) if letter != other[n]), len(one))
    if len(other) > len(one):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at + 2 :] == other[at + 2 :] and one[at : at + 2] == other[at : at + 2][::-1]


def is_pattern_place(placement: str | None) -> bool:
    """Tell whether a link stands where anybody may write: a comment, a forum, a profile."""
    return placement in _OPEN_PLACES


_OPEN_PLACES = frozenset(
    {Placement.COMMENT, Placement.FORUM_POST, Placement.FORUM_SIGNATURE, Placement.PROFILE}
)
