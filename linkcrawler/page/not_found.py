"""Pages that answer, but only to say that they were not found (soft 404).

Signs are added up, since each alone misleads: an article may be called "Page not found", and an
error page may be long with its menus and its latest posts. What is certain asks for a thin page
that says nothing else, or for a mark of the site's software; what is not stays a doubt.

Source: Bar-Yossef et al., "Sic transit gloria telae" (2004); the phrases are those of common
publishing software in each language.
"""

import re
from enum import IntEnum

from linkcrawler.page.gist import FEW_WORDS, Gist, parts
from linkcrawler.page.phrases import any_of
from linkcrawler.page.tree import attribute
from linkcrawler.urls import parse_web

_THING = (
    r"(?:(?:this|the|that|your|requested|web) )*"
    r"(?:page|content|document|file|url|post|article|topic|thread|resource|site)s?"
    r"(?: requested| (?:that )?you(?: are|(?:'|’)re| were|(?:'|’)ve)? (?:looking for|requested))?"
)
# "Page not found" and its like, whole: a title or a heading that is this and nothing else.
_WHOLE = re.compile(
    any_of(
        rf"""
    # English
    (?:{_THING} )?(?:(?:was|is|could|can|has) ?)?(?:not|n(?:'|’)t)(?: be| been)? found
    {_THING} does(?: not|n(?:'|’)t) exist(?: any ?more)?
    (?:{_THING} )?(?:(?:is|are) )?(?:not|no longer) (?:available|here|exists?)(?: any ?more)?
    {_THING} (?:is|has been|was) (?:missing|gone|deleted|removed)|{_THING} unavailable
    {_THING} (?:cannot|can(?:'|’)t|isn(?:'|’)t)(?: be)? (?:found|here|available)(?: any ?more)?
    (?:we )?(?:can(?:'|’)t|cannot|couldn(?:'|’)t|could not)(?: seem to)? find {_THING}
    nothing (?:was )?found(?: here)?|nothing here|there(?:(?:'|’)s| is) nothing here
    no such page
    page missing
    # German
    (?:die(?:se)? )?(?:\w{{3,14}} )?(?:seite|datei) (?:wurde |ist )?(?:leider )?nicht gefunden
    (?:die(?:se)? )?(?:\w{{3,14}} )?(?:seite|datei) konnte (?:leider )?nicht gefunden werden
    (?:die|diese) (?:\w{{3,14}} )?seite (?:ist )?(?:leider )?nicht (?:mehr )?(?:verfügbar|vorhanden)
    (?:(?:die|diese) )?(?:\w{{3,14}} )?seite existiert (?:leider )?nicht(?: mehr)?
    nicht gefunden
    # French
    (?:(?:cette|la) )?page (?:demandée |recherchée )?(?:est )?(?:introuvable|non trouvée)
    (?:cette|la) page (?:\w+ )?n(?:'|’)(?:existe (?:pas|plus)|a (?:pas|pu) (?:été|être) trouvée)
    introuvable|non trouvée?
    # Spanish, Portuguese, Catalan
    (?:(?:la|esta) )?página no (?:ha sido |se ha |fue )?(?:encontrad[ao]|existe|disponible)
    (?:(?:a|esta|essa) )?página não (?:foi |pôde ser )?(?:encontrada|existe|localizada|disponível)
    no (?:se ha |se )?(?:encontró|encontrado|encontrada|pudo encontrar)(?: la página)?
    não encontrad[ao]
    (?:la )?pàgina no (?:s(?:'|’)ha )?(?:trobada|trobat|existeix)|no s(?:'|’)ha trobat la pàgina
    # Italian, Dutch
    (?:(?:la|questa) )?pagina (?:richiesta )?non (?:è (?:stata )?)?(?:trovata|disponibile)
    (?:(?:la|questa) )?pagina (?:richiesta )?non esiste(?: più)?
    non trovat[ao]
    (?:(?:de|deze) )?pagina (?:kon )?(?:is )?niet (?:worden )?(?:gevonden|beschikbaar)
    (?:(?:de|deze) )?(?:opgevraagde )?pagina bestaat niet(?: meer)?|niet gevonden
    # Swedish, Norwegian, Danish, Finnish, Icelandic, Estonian, Latvian, Lithuanian
    (?:sidan|sida) (?:kunde inte hittas|hittades inte|finns inte(?: längre)?|saknas)
    (?:vi )?(?:hittar inte|kunde inte hitta|finner ikke|fant ikke|kunne ikke finde) sid(?:an|en)
    (?:denne )?(?:siden|side) (?:ble |blev )?ikke (?:funnet|fundet)
    siden (?:finnes|findes|eksisterer) ikke
    siden (?:du leter etter |du leder efter )?(?:kunne ikke findes|finnes ikke|findes ikke)
    (?:hakemaasi )?sivua ei (?:löydy|löytynyt|ole)|síða(?:n)? fannst ekki
    (?:lehte|lehekülge) ei leitud|(?:lapa|lappuse) nav atrasta|puslapis nerastas
    # Polish, Czech, Slovak, Slovene
    (?:podana )?strona nie (?:została )?(?:znaleziona|istnieje)
    nie (?:znaleziono|ma takiej) strony
    (?:tato )?stránka (?:nebyla nalezena|nenalezena|neexistuje|nebola nájdená|sa nenašla|nenájdená)
    stran(?:i ni bilo mogoče najti| ni (?:bila )?najdena| ne obstaja)
    # Croatian, Serbian, Bulgarian, Russian, Ukrainian
    stranica nije (?:pronađena|nađena)|stranica ne postoji
    страница (?:није пронађена|не постоји)
    страницата не (?:е |беше )?(?:намерена|открита|съществува)
    (?:запрашиваемая |запрошенная |такая |эта )?страница не (?:найдена|существует)
    (?:такой )?страницы (?:не существует|нет)|сторінк[ау] не (?:знайдено|знайдена|існує)
    # Romanian, Hungarian, Greek, Turkish, Albanian
    pagina (?:nu a fost găsită|nu există|negăsită)
    (?:az? )?(?:keresett |kért )?oldal nem (?:található|létezik)
    η σελίδα δεν? (?:βρέθηκε|υπάρχει)|(?:aradığınız )?sayfa (?:bulunamadı|mevcut değil)
    faqja nuk (?:u gjet|ekziston)
    # Arabic, Hebrew, Persian
    (?:لم يتم العثور على|تعذر العثور على) (?:هذه )?(?:ال)?صفحة
    (?:هذه )?الصفحة غير (?:موجودة|متوفرة|متاحة)
    ה?(?:דף|עמוד) (?:לא נמצא|אינו קיים|המבוקש לא נמצא)|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد
    # Hindi, Bengali, Thai, Vietnamese, Indonesian and Malay
    (?:पृष्ठ|पेज) नहीं मिला|পৃষ্ঠা(?:টি)? (?:খুঁজে )?পাওয়া যায়নি
    ไม่พบหน้า(?:เว็บ)?(?:ที่คุณต้องการ|นี้|ที่ต้องการ)?
    không tìm thấy trang(?: này)?|trang (?:này )?không tồn tại
    halaman tidak (?:di)?(?:temukan|jumpai)
    # Chinese, Japanese, Korean
    (?:您?(?:要|所)?(?:访问|訪問|请求|查找|浏览)的)?(?:页面|頁面|网页|網頁)(?:未找到|不存在|找不到|没有找到|没找到|已被删除)
    (?:抱歉)?(?:找不到|未找到|無法找到)(?:该|此|您要的|您访问的)?(?:页面|頁面|网页|網頁)
    (?:お探しの|指定された|ご指定の)?(?:ページ|記事)(?:が|は)見つかりません(?:でした)?
    (?:お探しの|指定された|ご指定の)?(?:ページ|記事)(?:が|は)(?:存在しません|ありません)
    (?:요청하신 )?(?:페이지|문서)(?:를|을|가) ?(?:찾을 수 ?없(?:습니다|음|어요)?|존재하지 않습니다)
        """
    ),
    re.I,
)
# Within a longer title or sentence only what can hardly mean anything else.
_WITHIN = re.compile(
    any_of(
        r"""
    page (?:was |is |could |can)?(?:not|n(?:'|’)t) ?(?:be )?found|error 404|404 error
    404 (?:page )?not found|page (?:you (?:are|were) looking for|you requested)
    (?:this|the) page (?:does(?:n(?:'|’)t| not)|no longer) exist
    seite (?:wurde |konnte )?nicht gefunden|page (?:introuvable|non trouvée)
    página n(?:o|ão) (?:fue |foi )?encontrada|pagina non trovata|pagina niet gevonden
    страниц\w не найден|сторінку не знайдено|(?:页面|頁面)(?:未找到|不存在)|ページが見つかりません
    페이지를 찾을 수 없
    strona nie (?:została znaleziona|istnieje)|nie znaleziono strony|sidan hittades inte
    (?:siden|sivua) (?:blev ikke fundet|ikke funnet|ei löydy)|sayfa bulunamadı
    oldal nem található|stránka (?:nebyla|nebola) (?:nalezena|nájdená)
    halaman tidak ditemukan|không tìm thấy trang
    """
    ),
    re.I,
)
# What surrounds the phrase and says nothing of its own.
_DECORATION = re.compile(
    r"\b"
    + any_of(
        r"""
    http|status|code|404|410|error|erreur|fehler|errore?|erro|fout|błąd|ошибка|помилка|грешка
    chyba|hata|fel|feil|fejl|virhe|hiba|eroare|napaka|greška|oops|ups|uups|whoops|hoppla|sorry
    uh oh|oh no|hmm+|we(?:'|’)re sorry|we are sorry|désolée?|lo sentimos|spiacenti|desculpe
    helaas
        """
    )
    + r"\b|エラー|很?抱歉|申し訳ありません(?:が)?|죄송합니다|错误|錯誤|오류|خطأ|שגיאה"
    # Signs that stand above or below a letter are no punctuation.
    r"|[^\w\s'’\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff]",
    re.I,
)
_ERROR_404 = re.compile(
    r"\b404\b.{0,20}\b(?:error|fehler|erreur|erro|fout|błąd|ошибка|chyba|hata|not found)\b"
    r"|\b(?:error|fehler|erreur|errore|erro|fout|błąd|ошибка|chyba|hata|http)\W{0,3}404\b",
    re.I,
)
# Without the word for a page, "not found" may be said of a person, a song, a search.
_PAGE_WORD = re.compile(
    r"page|\burl\b|\bfile\b|\bpost\b|article|topic|thread|seite|datei|página|pagina|pàgina|\bsid[ae]"
    r"|sivu|síða|lehte|lehekülg|lapa|puslapis|stron|stránka|stran|страниц|сторінк|oldal|σελίδα|sayfa"
    r"|faqja|صفحة|صفحه|דף|עמוד|पृष्ठ|पेज|পৃষ্ঠা|หน้า|trang|halaman|页面|頁面|网页|網頁|ページ|記事|페이지|문서",
    re.I,
)
_PATH = re.compile(
    r"(?:.*/)?(?:404|error-?404|404-?error|404-?not-?found|(?:page-?)?not-?found|pagenotfound"
    r"|page-?not-?found-?404)(?:\.\w{2,5})?/?",
    re.I,
)
_BODY_NAMES = re.compile(
    r"(?:^|\s)(?:error-?404|page-?404|error404-\w+|template-404|page-not-found|not-found-page"
    r"|is-404|http-404)(?:\s|$)",
    re.I,
)
_UNAVAILABLE = re.compile(
    r"available|verfügbar|dispon[ií]|beschikbaar|(?:متوفرة|متاحة)$",
    re.I,
)
_NO_MORE = re.compile(r"no longer|any ?more|mehr|\bmeer\b|\bplus\b", re.I)
_THICK_WORDS = 600
_MAX_SITE_NAME = 6


class Doubt(IntEnum):
    """How far a page speaks for being a soft 404."""

    NONE = 0
    SOME = 1
    CERTAIN = 2


def soft_404(gist: Gist) -> Doubt:
    """Tell how sure it is that the page only says that it was not found."""
    certain = _by_its_words(gist)
    is_doubtful = not certain and gist.is_thin and _says_unavailable(gist)
    return Doubt.SOME if is_doubtful else certain


def _by_its_words(gist: Gist) -> Doubt:
    title, heading = _told_in_title(gist.title), _told(gist.heading)
    says = title + heading
    marked = _marked_by_software(gist)
    if gist.is_thin:
        rest = gist.text.replace(gist.heading, "", 1) if gist.words < FEW_WORDS else ""
        told = max(says, int(bool(_WITHIN.search(gist.headline))))
        points = told + int(bool(_WITHIN.search(rest) or _told(rest))) + marked
        points += bool(points) and _path_tells(gist)
        return Doubt.CERTAIN if points >= 2 else Doubt(points)
    if marked and (says >= 2 or marked >= 2) and gist.words < _THICK_WORDS:
        return Doubt.CERTAIN
    return (
        Doubt.SOME if (title >= 2 or marked >= 2) and gist.main_words < _THICK_WORDS else Doubt.NONE
    )


def _says_unavailable(gist: Gist) -> bool:
    """Tell whether a headline says nothing but that the page is not available, be it for now."""
    bare = (
        " ".join(_DECORATION.sub(" ", part).split()) for part in (*parts(gist.title), gist.heading)
    )
    return any(_is_for_now(each) and _WHOLE.fullmatch(each) is not None for each in bare)


def _is_for_now(bare: str) -> bool:
    """Tell whether what is not available may be so again: an outage says the same."""
    return _UNAVAILABLE.search(bare) is not None and _NO_MORE.search(bare) is None


def _told_in_title(title: str) -> int:
    """Return what ``_told`` says of the best part; beside many other words it is but a topic."""
    told = 0
    for part in parts(title):
        others = len(title.split()) - len(part.split())
        told = max(told, min(_told(part), 1 if others > _MAX_SITE_NAME else 2))
    return told


def _told(text: str) -> int:
    """Return 2 where the text is nothing but "page not found", 1 where it may mean that, else 0."""
    bare = " ".join(_DECORATION.sub(" ", text).split())
    if not bare:
        return 2 if _ERROR_404.search(text) else 1 if "404" in text else 0
    if not _WHOLE.fullmatch(bare) or _is_for_now(bare):
        return 0
    return 2 if "404" in text or _PAGE_WORD.search(bare) else 1


def _marked_by_software(gist: Gist) -> int:
    """Return 3 where the page gives its status as 404, 2 where its body is named so, else 0.

    Source: Prerender, "Best practices" (``prerender-status-code``); WordPress, ``body_class()``.
    """
    status = gist.tree.css_first("meta[name='prerender-status-code' i]")
    if status is not None and (attribute(status, "content") or "").strip() in ("404", "410"):
        return 3
    body = gist.tree.body
    names = f"{attribute(body, 'class') or ''} {attribute(body, 'id') or ''}" if body else ""
    return 2 if _BODY_NAMES.search(names) else 0


def _path_tells(gist: Gist) -> bool:
    address = parse_web(gist.url)
    return address is not None and _PATH.fullmatch(address.path) is not None
