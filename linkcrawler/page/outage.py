"""Pages that the site's software could not make, or not to their end."""

import re

from linkcrawler.page.gist import FEW_LINKS, FEW_WORDS, Gist
from linkcrawler.page.phrases import any_of

_TROUBLE = re.compile(
    any_of(
        r"""
    error establishing a database connection|briefly unavailable for scheduled maintenance
    (?:fatal|parse) error\b.{0,200}\bon line \d|uncaught (?:exception|error)|stack trace:
    (?:site|page|service|server|forum|board) is (?:currently |temporarily )?(?:down|closed)
    (?:site|page|service|server|forum|board) is (?:currently |temporarily )?(?:offline|unavailable)
    (?:site|page|service|server|forum|board) is (?:currently )?under (?:maintenance|construction)
    (?:site|board|forum) (?:is )?(?:currently |temporarily )?(?:disabled|closed for maintenance)
    under (?:\w+ )?maintenance|maintenance (?:mode|in progress)
    (?:down|closed|offline) for (?:\w+ )?maintenance|performing (?:\w+ )?maintenance
    we(?:'|’)(?:ll| will) be (?:right )?back|be back (?:soon|shortly|online)
    temporarily (?:unavailable|down|offline|closed)|too many connections|database error
    server error in '.{0,80}' application|traceback \(most recent call last\)
    backend fetch failed|guru meditation|invalid response from an upstream server
    \b50[0-9] (?:bad gateway|internal server error|service (?:temporarily )?unavailable)
    can(?:'|’|no)?t connect to (?:the )?(?:local )?(?:mysql|database)
    could not connect to (?:the )?database|technical difficulties|server is (?:too )?busy|heavy load
    traceback \(most recent call last\)|runtime error|server error in '/|application error
    whoops, looks like something went wrong
    (?:there has been a )?critical error on this website|bandwidth limit exceeded
    resource limit is reached|mysqli?_\w+\(|sqlstate\[|access to this site has been limited
    wartungsmodus|gleich wieder (?:da|zurück|online)
    vorübergehend nicht (?:erreichbar|verfügbar)|interner (?:server)?fehler
    maintenance en cours|site en construction|momentanément indisponible
    temporairement (?:indisponible|fermé)|(?:bientôt|très vite) de retour|erreur interne
    temporalmente (?:no disponible|fuera de servicio)
    volvemos (?:pronto|enseguida)|temporariamente (?:indisponível|fora do ar)
    voltaremos (?:em breve|logo)
    temporaneamente non (?:disponibile|raggiungibile)|torniamo (?:presto|subito)
    technische werkzaamheden
    tijdelijk niet (?:beschikbaar|bereikbaar)|przerwa techniczna
    prace (?:konserwacyjne|techniczne)|chwilowo niedostępn|tymczasowo niedostępn
    технические работы|техническ\w+ обслуживани|ведутся работы
    временно (?:недоступ|не работает)|сайт на обслуживании|технічні роботи
    тимчасово недоступ|probíhá údržba|dočasně nedostupn|údržba (?:stránky|webu)
    temporar indisponibil|bakım(?:da|dayız| çalışması)
    huolto(?:katko|tauko)|είναι υπό συντήρηση|υπό συντήρηση
    メンテナンス(?:中|のため|作業)
    ただいま.{0,20}(?:混み合|メンテナンス)|一時的に(?:アクセス|ご利用)|维护中|正在维护|系统维护
    維護中|網站維護|暂时无法访问|服务器(?:繁忙|错误)
    점검 ?중|서비스 점검|일시적으로|قيد الصيانة|تحت الصيانة|האתר בתחזוקה
    sedang (?:dalam )?(?:perbaikan|pemeliharaan)|đang bảo trì|ปิดปรับปรุง|रखरखाव
    """
    ),
    re.I | re.S,
)
# What a site needs from time to time, and what a trade offers: said of the site, or alone.
_MAINTENANCE = any_of(
    r"""
    (?:scheduled|planned) maintenance|wartungsarbeiten|wird gewartet|en maintenance
    en mantenimiento|em manutenção|in manutenzione|in onderhoud|onderhoudswerkzaamheden
    karbantartás|mentenanță|underhåll|vedligeholdelse|vedlikehold
    """
)
_SITE = (
    r"\b(?:web|site|sitio|sito|p[áa]gina|portal|server|seite|forum|shop|(?:hem)?sidan|siden|nettsted"
    r"|hjemmeside|honlap|oldal|strona)"
)
_SITE_MAINTENANCE = re.compile(
    rf"{_SITE}[^.!?]{{0,60}}{_MAINTENANCE}|{_MAINTENANCE}[^.!?]{{0,60}}{_SITE}", re.I
)
_ANY_MAINTENANCE = re.compile(_MAINTENANCE, re.I)
_UNAVAILABLE = re.compile(
    r"(?:n(?:o|'|’)t|un) ?(?:be )?available|nicht (?:verfügbar|erreichbar)"
    r"|(?:non|no|não) dispon[ií]|indisponible|indisponív|niet beschikbaar|niedostępn|недоступ"
    r"|nedostupn|inte tillgänglig"
    r"|ikke tilgjengelig|ikke tilgængelig",
    re.I,
)
_SITE_UNAVAILABLE = re.compile(
    r"\b(?:site|service|server|forum|board|application) (?:is )?(?:currently )?"
    r"(?:unavailable|n(?:o|'|’)t available)",
    re.I,
)
_LATER = re.compile(
    r"again (?:later|soon|shortly|in a)|(?:back|come|return) (?:later|soon)|später|plus tard"
    r"|más tarde|mais tarde|più tardi|\blater\b|później|позже|později|senare|\bsenere\b",
    re.I,
)
# Said by scripts of any page that failed to load a part, so the headline has to say it.
_VAGUE_TROUBLE = re.compile(
    r"something went wrong|unexpected error|an error (?:has )?occurred|etwas ist schiefgelaufen"
    r"|ein fehler ist aufgetreten|une erreur (?:est survenue|s(?:'|’)est produite)"
    r"|algo (?:salió mal|deu errado)|se ha producido un error|ocorreu um erro"
    r"|qualcosa è andato storto|si è verificato un errore|er is iets misgegaan|coś poszło nie tak"
    r"|wystąpił błąd|что-то пошло не так|произошла ошибка|bir hata oluştu|出错了|出现错误"
    r"|エラーが発生|오류가 발생",
    re.I,
)
_ERROR_TITLE = re.compile(
    r"\s*(?:http )?(?:error )?(?:403|429|50[0-9]|52[0-9])\b(?!\s*(?:ways|tips|best|things|ideas))"
    r"|\s*(?:service (?:temporarily )?unavailable|bad gateway|gateway time-?out"
    r"|internal server error|too many requests|forbidden)",
    re.I,
)
_END_BYTES = 2_048
_LAST_WORDS = re.compile(rb"(?:fatal|parse) error\b.{0,400}\bon line (?:<b>)?\d", re.I | re.S)
_IN_TAG = re.compile(rb"<(?:[a-z/!?]|\s{0,99}$)", re.I)
# In a comment the last two bytes of its beginning may be the first of its end.
_END_OR_TEXT = re.compile(
    rb"(?P<comment><!--)|</(?:html|body)[\s/>]"
    rb"|<(?P<raw>script|style|title|textarea|xmp|iframe|noembed|noframes)[\s/>]"
)
_CONTAINERS = re.compile(
    rb"<(/?)(div|main|article|section|table|ul|ol|script|style|form|nav|header|footer)\b", re.I
)


def trouble(gist: Gist) -> bool:
    """Tell whether the site's software says that it can't show the page; only on a thin page."""
    if not gist.is_thin:
        return False
    told = f"{gist.title}\n{gist.text}"[:4_000]
    return bool(
        _ERROR_TITLE.match(gist.title)
        or _VAGUE_TROUBLE.search(gist.headline)
        or _TROUBLE.search(told)
        or _SITE_MAINTENANCE.search(told)
        or _SITE_UNAVAILABLE.search(gist.headline)
        or (_UNAVAILABLE.search(gist.headline) and _LATER.search(told))
        or (_is_notice(gist) and _ANY_MAINTENANCE.search(told))
        or _ANY_MAINTENANCE.search(gist.headline)
    )


def _is_notice(gist: Gist) -> bool:
    """Tell whether the page is short and leads nowhere, as a page put up for an hour is."""
    return gist.words < FEW_WORDS and gist.links_within <= FEW_LINKS


def breaks_off(page: bytes, *, is_framed: bool = True) -> bool:
    """Tell whether the page ends in the middle: in a tag, within its elements, in an error.

    A page that is not framed, whose end the server has not told, has to tell it by itself.
    """
    end = page[-_END_BYTES:]
    opened = end.rfind(b"<")
    if opened > end.rfind(b">") and _IN_TAG.match(end, opened):
        return True
    folded = page.lower()
    if _has_end(folded):
        return False
    return not is_framed or bool(_LAST_WORDS.search(end)) or _is_open(folded)


def _has_end(page: bytes) -> bool:
    """Tell whether the page ends its body; what a comment, a script or a title says is none."""
    at = 0
    while (found := _END_OR_TEXT.search(page, at)) is not None:
        raw = found["raw"]
        if raw is None and found["comment"] is None:
            return True
        closes = page.find(b"-->" if raw is None else b"</" + raw, found.end() - 2)
        if closes < 0:  # it goes on to the end of what came
            return False
        at = closes + 2
    return False


def _is_open(page: bytes) -> bool:
    """Tell whether a page without an end of its own leaves open what others of its kind close.

    The standard lets a page leave out the ends of head, body and html, but then all of them.
    """
    if b"</head" in page:
        return True
    open_of = dict.fromkeys((b"",), 0)
    for closes, tag in _CONTAINERS.findall(page):
        open_of[tag] = open_of.get(tag, 0) + (-1 if closes else 1)
    return any(count > 0 for count in open_of.values())
