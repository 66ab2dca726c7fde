"""What came instead of the page: marks of bot checks, soft 404s, parking pages, script shells.

Marks are of two strengths. Structural ones hold at any size; words hold only on a thin page,
because a long page may well quote them.
"""

import re
from collections.abc import Mapping

from linkcrawler.states import Signal

THIN_WORDS = 150
FEW_WORDS = 50
SMALL_BYTES = 10_240
_SCAN_BYTES = 262_144

_CHALLENGE_MARKS = re.compile(
    rb"_cf_chl_opt|/cdn-cgi/challenge-platform/h/[\w/]*orchestrate|class=\"cf-error-code\""
    rb"|captcha-delivery\.com/(?:c|i)\.js|_Incapsula_Resource\?SWUDNSAI|Incapsula incident ID"
    rb"|captcha\.px-cdn\.net|window\._pxAppId\s*=|KPSDK\.scriptStart|sucuri-firewall-block\.css"
)
_CHALLENGE_WORDS = re.compile(
    r"just a moment|attention required|access denied|pardon our interruption|checking your browser"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|security check"
    r"|sucuri website firewall|ddos protection",
    re.I,
)
_LOGIN_WORDS = re.compile(
    r"log[ -]?in|sign[ -]?in|members? only|anmeld|einloggen|connexion|connecter|iniciar sesi|entrar"
    r"|acced[ie]|inloggen|aanmelden|zaloguj|logowanie|войти|вход|ログイン|登[录錄入]|로그인",
    re.I,
)
_CONSENT_WORDS = re.compile(
    r"before you continue|value your privacy|privacy (?:choices|settings|preferences)"
    r"|(?:cookie|privacy) (?:consent|settings|preferences)|consent (?:required|form|management)"
    r"|accept (?:all )?cookies|bevor sie fortfahren|datenschutz-?einstellungen|avant de continuer"
    r"|gestion des cookies|antes de continuar|prima di continuare|voordat je verdergaat",
    re.I,
)
_GEO_TEXT = re.compile(
    r"(?:not |un)(?:available|accessible) (?:in|from|for) (?:your|this) "
    r"(?:country|region|location|area)|from your (?:country|region|location) (?:is|are|has been) "
    r"(?:not allowed|blocked|denied|restricted)|blocked in your (?:country|region)"
    r"|unavailable (?:for|due to) legal reasons|european economic area"
    r"|in (?:ihrem|deinem) (?:land|region) nicht verfügbar|pas (?:disponible|accessible) dans votre"
    r" (?:pays|région)|no (?:está )?disponible en (?:su|tu) (?:país|región)"
    r"|недоступ\w+ в ваше\w+ (?:стране|регионе)",
    re.I,
)
_SOFT_404 = re.compile(
    r"page (?:was )?not found|not found|404 (?:error|not found)|error 404|does(?:n't| not) exist"
    r"|(?:page|site) (?:is )?(?:no longer|not) available|seite nicht gefunden|nicht gefunden"
    r"|page (?:introuvable|non trouvée)|página n(?:o|ão) encontrada"
    r"|pagina non trovata|pagina niet gevonden"
    r"|страница не найдена"
    r"|页面(?:未找到|不存在)"
    r"|ページが見つかりません"
    r"|페이지를 찾을 수 없"
    r"|strona nie została znaleziona|sidan hittades inte",
    re.I,
)
_PARKED_MARKS = re.compile(
    rb"sedoParkingUrl|FOOTER_DOMAIN_PARKING|parked free, courtesy of|parkingcrew\.net"
    rb"|img\.sedoparking\.com|cdn\.parklogic\.com|d38psrni17bvxu\.cloudfront\.net"
)
_PARKED_WORDS = re.compile(
    r"domain(?: name)? (?:\S+ )?(?:is|may be) (?:for sale|available)|buy this domain"
    r"|domain (?:steht )?zum verkauf|ce (?:nom de )?domaine est (?:à vendre|en vente)"
    r"|this domain (?:is|has been) (?:parked|registered)|dominio en venta|dominio in vendita",
    re.I,
)
_LOGIN_PATH = re.compile(
    r"/(?:[\w-]+/)*(?:log-?in|sign-?in|wp-login\.php|anmelden)(?:[/?.]|$)", re.I
)
_CONSENT_HOST = re.compile(r"^(?:consent|guce)\.", re.I)
_SHELL_ROOT = re.compile(
    rb"<div[^>]{0,100}\bid=[\"']?(?:root|app|__next|__nuxt)[\"'>\s]|__NUXT__", re.I
)

# Scripts that make anchors or write markup with anchors in it.
_WRITES_LINKS = re.compile(
    r"createElement\(\s*[\"'`]a[\"'`]|document\.write(?:ln)?\([^)]{0,400}<a[\s\\]"
    r"|(?:innerHTML|outerHTML|insertAdjacentHTML)[^;]{0,400}<a[\s\\]",
    re.I,
)


_TROUBLE = re.compile(
    r"error establishing a database connection|briefly unavailable for scheduled maintenance"
    r"|(?:fatal|parse) error\b.{0,200}\bon line \d|uncaught (?:exception|error)|stack trace:"
    r"|(?:site|website|page|service) is (?:currently |temporarily )?"
    r"(?:down|offline|unavailable|under maintenance)"
    r"|(?:under|scheduled|in) maintenance|maintenance mode|we(?:'|’)ll be (?:right )?back"
    r"|temporarily (?:unavailable|down|offline)|too many connections|database error"
    r"|wartungsarbeiten|wartungsmodus|en maintenance|site en construction|en mantenimiento"
    r"|in manutenzione|em manutenção|onderhoud|technische werkzaamheden|технические работы"
    r"|メンテナンス中|维护中",
    re.I | re.S,
)


def trouble(title: str, text: str, words: int) -> bool:
    """Tell whether the site's software says that it can't show the page; only on a thin page."""
    return words < THIN_WORDS and bool(_TROUBLE.search(f"{title}\n{text}"[:4_000]))


def challenge_in_headers(headers: Mapping[str, str]) -> bool:
    """Tell whether the headers (lower-case names) mark the answer as a bot check.

    Source: Cloudflare, "Detect a Challenge Page response"; Sucuri and AWS WAF block headers.
    """
    return (
        "challenge" in headers.get("cf-mitigated", "").lower()
        or "x-sucuri-block" in headers
        or headers.get("x-amzn-waf-action", "").lower() in ("challenge", "captcha")
    )


def challenge_in_body(body: bytes, title: str, text: str, words: int) -> bool:
    """Tell whether the body is that of a bot check."""
    if words >= THIN_WORDS:
        return False
    if _CHALLENGE_MARKS.search(body, 0, _SCAN_BYTES):
        return True
    if len(body) >= SMALL_BYTES:
        return False
    told = title if words >= FEW_WORDS else f"{title} {text}"
    return bool(_CHALLENGE_WORDS.search(told))


def login_form(title: str, heading: str, words: int, *, asks_password: bool) -> bool:
    """Tell whether the page is nothing but a login form; a login box beside a text is not."""
    if not asks_password or words >= THIN_WORDS:
        return False
    return words < FEW_WORDS or bool(_LOGIN_WORDS.search(f"{title} {heading}"))


def consent_form(title: str, heading: str, words: int) -> bool:
    """Tell whether the page is nothing but a consent form; a banner over a text is not."""
    return words < THIN_WORDS and bool(_CONSENT_WORDS.search(f"{title} {heading}"))


def geo_text(title: str, text: str, words: int) -> bool:
    """Tell whether the page says, and says nothing else, that it is not for our country."""
    return words < THIN_WORDS and bool(_GEO_TEXT.search(f"{title} {text}"))


def soft_404(title: str, heading: str, words: int) -> bool:
    """Tell whether title or first heading say that there is no page; only on a thin page."""
    return words < THIN_WORDS and bool(_SOFT_404.search(title) or _SOFT_404.search(heading))


def parked(body: bytes, text: str, words: int) -> bool:
    """Tell whether this is the page of a domain that is parked or for sale.

    "Domain for sale" in a long page is an article, not a parking page.
    """
    if words >= THIN_WORDS:
        return False
    return bool(_PARKED_MARKS.search(body, 0, _SCAN_BYTES) or _PARKED_WORDS.search(text))


def redirected_to(path: str, host: str) -> Signal | None:
    """Say what kind of wall a redirect led to, by the path and host it ended at."""
    if _LOGIN_PATH.match(path):
        return Signal.LOGIN_REDIRECT
    if _CONSENT_HOST.match(host) or re.match(r"/(?:[\w-]+/)?consent(?:[/?]|$)", path, re.I):
        return Signal.CONSENT_REDIRECT
    return None


def script_shell(body: bytes, words: int, links: int, has_scripts: bool) -> bool:
    """Tell whether scripts have to run before there is a page to read."""
    if not has_scripts:
        return False
    if links == 0 or words < 10:
        return True
    return (
        words < FEW_WORDS and len(body) > 5_000 and bool(_SHELL_ROOT.search(body, 0, _SCAN_BYTES))
    )


def writes_links(script: str) -> bool:
    """Tell whether an inline script puts links of its own on the page."""
    return bool(_WRITES_LINKS.search(script))
