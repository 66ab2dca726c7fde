"""What came instead of a page is told from the page itself, and from pages that only speak of it."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.page import Answer, read_page
from linkcrawler.states import Signal

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAGE = "https://blog.test/dir/post"
TARGET = "https://example.com/shop/page"
SENTENCE = "The old mill by the river was closed for years until a baker bought it in spring. "
LONG = f"<p>{SENTENCE * 15}</p>"
LONGER = f"<p>{SENTENCE * 60}</p>"
MENU = "<nav>" + "".join(f"<a href=/{word}>{word}</a> " for word in "home news about press".split())
MENU += "</nav>"
FOOT = "<footer><a href=/imprint>Imprint</a> <a href=/privacy>Privacy</a></footer>"
SCRIPT = "<script src=/app.js></script>"


def read(html, *headers, url=PAGE, status=200, redirected=False, kind="text/html; charset=utf-8"):
    body = html if isinstance(html, bytes) else html.encode()
    answer = Answer(
        url=url,
        status=status,
        headers=(("content-type", kind), *headers),
        body=body,
        redirected=redirected,
    )
    return read_page(answer, [TARGET], NOW)[0]


def marks(html, *headers, **changes):
    return read(html, *headers, **changes).signals


def page(title="", heading="", body="", head="", names=""):
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body {names}>"
        f"<h1>{heading}</h1>{body}</body></html>"
    )


# --- bot checks ----------------------------------------------------------------------------------

MACHINERY = [  # (who, markup that no honest page carries)
    ("Cloudflare", "<script>window._cf_chl_opt = {cvId: '3'};</script>"),
    (
        "Cloudflare",
        "<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=1'></script>",
    ),
    ("Cloudflare", "<form action='/dir/post?__cf_chl_f_tk=abc' method=post></form>"),
    ("Akamai", "<script src='/_sec/cp_challenge/sec-4-3.js'></script>"),
    ("Akamai", "<meta http-equiv=refresh content=\"5; URL='/x?bm-verify=AAQAA'\">"),
    ("Akamai", "<iframe src='/_sec/verify?provider=interstitial'></iframe>"),
    ("DataDome", "<iframe src='https://geo.captcha-delivery.com/captcha/?initialCid=x'></iframe>"),
    ("DataDome", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
    ("Sucuri", "<script>sucuri_cloudproxy_js='x'; eval(s)</script>"),
    ("Sucuri", "<link rel=stylesheet href='//cdn.sucuri.net/sucuri-firewall-block.css'>"),
    ("Imperva", "<iframe src='/_Incapsula_Resource?SWUDNSAI=31&xinfo=1'></iframe>"),
    ("HUMAN", "<script src='https://captcha.px-cdn.net/PXabc/captcha.js'></script>"),
    ("HUMAN", "<script src='/abc/captcha/captcha.js?a=c&u=1'></script>"),
    ("Kasada", "<script>KPSDK.scriptStart=KPSDK.now();</script>"),
    ("F5", "<script src='/TSPD/08ea1cd2e3ab2000?type=17'></script>"),
    ("Radware", "<form action='https://validate.perfdrive.com/captcha'></form>"),
    ("SiteGround", "<meta http-equiv=refresh content='0;/.well-known/sgcaptcha/?r=%2F'>"),
    ("Anubis", "<script src='/.within.website/x/cmd/anubis/static/js/main.mjs'></script>"),
    ("Alibaba", "<script>var arg1='A'; setCookie('acw_sc__v2', x)</script>"),
    ("Yandex", "<form action='/checkcaptcha?key=1'></form>"),
    ("a cookie check", "<script>document.cookie=\"__test=\"+toHex(a)+'; path=/'</script>"),
]


@pytest.mark.parametrize(("who", "markup"), MACHINERY)
def test_machinery_of_a_bot_check_is_known_at_any_size(who, markup):
    for rest in ("", LONG, LONGER + "<a href=/x>x</a>"):
        facts = read(f"<title>blog.test</title>{markup}{rest}")

        assert Signal.CHALLENGE_BODY in facts.signals
        assert facts.recognised == who


@pytest.mark.parametrize(("who", "markup"), MACHINERY)
def test_a_tutorial_may_show_the_machinery_of_a_bot_check(who, markup):
    shown = markup.replace("&", "&amp;").replace("<", "&lt;")
    data = markup.replace("<", "\\u003c").replace('"', "'")
    html = page(f"How {who} checks", "How it works", f"<pre>{shown}</pre>{LONG}{MENU}")
    nested = f'<script type="application/json" id="__X">{{"text": "{data}"}}</script>'

    assert Signal.CHALLENGE_BODY not in marks(html)
    assert Signal.CHALLENGE_BODY not in marks(html + nested)


THIN_CHECKS = [  # (what it is known by, thin page)
    ("AWS WAF", "<script>window.awsWafCookieDomainList = []; window.gokuProps = {}</script>"),
    ("AWS WAF", "<script src='https://x.token.awswaf.com/x/y/challenge.js'></script>"),
    ("HUMAN", "<h1>Access to this page has been denied</h1><div id=px-captcha></div>"),
    ("HUMAN", "<script>window._pxAppId='PX1'</script>"),
    ("Cloudflare", "<h1>Sorry, you have been blocked</h1><div id=cf-error-details></div>"),
    ("Cloudflare", "<p>Performance &amp; security by Cloudflare"),
    ("Akamai", "<h1>Access Denied</h1><p>Reference #18.2d351ab8.1557333295.a4e16ab"),
    ("Imperva", "<p>Request unsuccessful. Incapsula incident ID: 4-5"),
    ("Sucuri", "<title>Sucuri WebSite Firewall - Access Denied</title><p>x"),
    ("F5", "<p>The requested URL was rejected. Please consult with your administrator."),
    ("HUMAN", "<p>Press &amp; Hold to confirm you are a human"),
    ("Wordfence", "<p>Generated by Wordfence at Mon, 1 Mar"),
    ("Vercel", "<title>Vercel Security Checkpoint</title><p>x"),
    ("Google", "<p>Our systems have detected unusual traffic from your computer network."),
    ("a captcha", "<div class=g-recaptcha></div><form><input type=submit></form>"),
    ("a captcha", "<p>One step<div class=h-captcha></div>"),
    ("a captcha", "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script>x"),
    ("a captcha", "<iframe src='https://www.google.com/recaptcha/api2/anchor'></iframe>x"),
    ("a cookie check", "<script>document.cookie='js=1';location.reload()</script>"),
    ("a cookie check", "<script>document.cookie = 'a=' + 1; window.location.href = '/x'</script>"),
]


@pytest.mark.parametrize(("known_by", "html"), THIN_CHECKS)
def test_a_bot_check_is_told_with_what_it_was_known_by(known_by, html):
    facts = read(html)

    assert Signal.CHALLENGE_BODY in facts.signals
    assert facts.recognised == known_by


@pytest.mark.parametrize(("known_by", "html"), THIN_CHECKS)
def test_an_article_may_hold_what_a_thin_bot_check_is_known_by(known_by, html):
    assert Signal.CHALLENGE_BODY not in marks(html + LONG + MENU), known_by


WALL_TITLES = """
Just a moment...
Attention Required! | Cloudflare
Nur einen Moment…
Un instant…
Un momento…
Um momento…
Een ogenblik…
Chwileczkę…
Один момент…
Bir dakika lütfen…
しばらくお待ちください...
请稍候…
잠시만 기다리십시오…
Zugriff verweigert
Accès refusé
Acceso denegado
Robot or human?
Making sure you're not a bot!
Access to this page has been denied
Client Challenge
Human Verification
人机验证
Доступ ограничен
"""


@pytest.mark.parametrize("title", WALL_TITLES.split("\n")[1:-1])
def test_a_small_page_of_that_title_is_a_bot_check(title):
    assert Signal.CHALLENGE_BODY in marks(page(title, "blog.test", "<p>x</p>"))
    assert Signal.CHALLENGE_BODY not in marks(page(title, "blog.test", LONG))


HUMAN_WORDS = """
Verify you are human by completing the action below.
Checking your browser before accessing blog.test.
Please complete the captcha to continue
Bitte bestätigen Sie, dass Sie ein Mensch sind
Vérifiez que vous êtes humain
Confirmez que vous n'êtes pas un robot
Verifique que usted es un ser humano
Verifique se você é humano
Não sou um robô
Verifica di essere umano
Bevestig dat u een mens bent
Potwierdź, że jesteś człowiekiem
Подтвердите, что вы не робот
Вы не робот?
Robot olmadığınızı doğrulayın
请完成验证，确认您是真人
人間であることを確認します
사람인지 확인하는 중입니다
تحقق من أنك إنسان
Xác minh bạn là con người
"""


@pytest.mark.parametrize("words", HUMAN_WORDS.split("\n")[1:-1])
def test_a_page_that_asks_for_a_human_is_a_bot_check(words):
    assert Signal.CHALLENGE_BODY in marks(page("blog.test", "blog.test", f"<p>{words}</p>"))
    assert Signal.CHALLENGE_BODY not in marks(page("Robots", "Robots", f"<p>{words}</p>{LONG}"))


HONEST = [  # (page that only looks a little like a bot check)
    "<title>Contact</title><form><input type=email><div class=g-recaptcha></div></form>x",
    "<h1>Write to us</h1><form><textarea></textarea><p>I'm not a robot</p></form>",
    "<title>Sign up</title><form><input type=email name=e><div class=cf-turnstile></div></form>x",
    f"<title>Photos</title>{MENU}<a href=/1>1</a><a href=/2>2</a><div class=g-recaptcha></div>",
    "<script src='/cdn-cgi/challenge-platform/h/g/scripts/jsd/x/main.js'></script><p>A poem</p>",
    f"<script src='/_Incapsula_Resource?SWJIYLWA=7'></script><p>Short</p>{MENU}<a href=/a>a</a><a href=/b>b</a>",
    f"<script>window._pxAppId='PX1'</script><p>Short</p>{MENU}<a href=/a>a</a><a href=/b>b</a>",
    "<script src=https://js.datadome.co/tags.js></script><p>A short page</p><a href=/>x</a>",
    "<script>document.cookie='theme=dark'</script><p>A short page</p><a href=/>x</a>",
    "<p>Protected by DDoS-Guard</p><a href=/>x</a>",
    f"<title>Just a moment with Anna</title><p>Pictures</p>{MENU}",
]


@pytest.mark.parametrize("html", HONEST)
def test_an_honest_page_is_no_bot_check(html):
    assert Signal.CHALLENGE_BODY not in marks(html)


HEADERS = [  # (header, status, who)
    (("cf-mitigated", "challenge"), 200, "Cloudflare"),
    (("cf-mitigated", "challenge"), 403, "Cloudflare"),
    (("x-amzn-waf-action", "challenge"), 202, "AWS WAF"),
    (("x-amzn-waf-action", "captcha"), 405, "AWS WAF"),
    (("x-sucuri-block", "EXPVP16"), 403, "Sucuri"),
    (("x-vercel-mitigated", "challenge"), 429, "Vercel"),
    (("sg-captcha", "challenge"), 202, "SiteGround"),
    (("x-datadome-cid", "AHrl"), 403, "DataDome"),
    (("x-dd-b", "1"), 403, "DataDome"),
    (("x-kpsdk-ct", "0a"), 429, "Kasada"),
    (("x-cdn", "Incapsula"), 403, "Imperva"),
    (("x-datadome", "protected"), 403, None),
    (("x-datadome-cid", "AHrl"), 200, None),  # honest pages of its customers carry it too
    (("x-datadome-cid", "AHrl"), 404, None),
    (("x-cdn", "Incapsula"), 200, None),
    (("x-iinfo", "1-2"), 403, None),
    (("server", "AkamaiGHost"), 403, None),
    (("cf-ray", "1"), 403, None),
    (("cf-cache-status", "challenge"), 200, None),
    (("x-note", "cf-mitigated: challenge"), 200, None),
]


@pytest.mark.parametrize(("header", "status", "who"), HEADERS)
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_a_header_tells_who_checks_for_bots(header, status, who, kind):
    facts = read("<p>x", header, status=status, kind=kind)

    assert (Signal.CHALLENGE_HEADER in facts.signals) == (who is not None)
    assert facts.recognised == who


def test_a_cookie_of_a_bot_check_counts_with_an_empty_page_alone():
    cookie = ("set-cookie", "datadome=abc; Path=/")
    shell = "<title>blog.test</title><p>Please enable JS</p><script>x()</script>"

    assert read(shell, cookie).recognised == "DataDome"
    assert Signal.CHALLENGE_BODY not in marks(shell, ("set-cookie", "session=1"))
    assert Signal.CHALLENGE_BODY not in marks(f"{LONG}<a href=/>x</a>{SCRIPT}", cookie)
    assert Signal.CHALLENGE_BODY not in marks(f"<p>short</p><a href=/>x</a>{SCRIPT}", cookie)


# --- logins, paywalls, consent, borders ----------------------------------------------------------

PASSWORD = "<form><input name=u><input type=password></form>"
WALLS = [  # (page that is nothing but a wall, mark)
    *(
        (f"<title>{title}</title><p>{'word ' * 90}</p>{PASSWORD}", Signal.LOGIN_FORM)
        for title in (
            *("Log in", "Sign in - Forum", "Anmelden", "Connexion", "Iniciar sesión", "Entrar"),
            *(
                "Accedi",
                "Inloggen",
                "Zaloguj się",
                "Logga in",
                "Войти",
                "Giriş yap",
                "登录",
                "登入",
            ),
            *("ログイン", "로그인", "تسجيل الدخول", "Đăng nhập", "Přihlášení", "Bejelentkezés"),
        )
    ),
    ("<title>Information</title><p>You must be logged in to view this forum.", Signal.LOGIN_FORM),
    ("<p>You are not authorised to read this forum.", Signal.LOGIN_FORM),
    ("<p>This site is private. <a href=/>x</a>", Signal.LOGIN_FORM),
    ("<h1>Keine Berechtigung</h1><p>x", Signal.LOGIN_FORM),
    ("<p>Для просмотра необходимо авторизоваться", Signal.LOGIN_FORM),
    (
        f"<p>{'word ' * 60}</p><p>Subscribe to continue reading</p><a href=/>x</a>",
        Signal.PAYWALL,
    ),
    (f"<p>{'Wort ' * 60}</p><p>Nur für Abonnenten", Signal.PAYWALL),
    (f"<p>{'mot ' * 60}</p><p>Article réservé aux abonnés", Signal.PAYWALL),
    (f"<p>{'palabra ' * 60}</p><p>Contenido exclusivo para suscriptores", Signal.PAYWALL),
    (
        '<script type="application/ld+json">{"isAccessibleForFree": false}</script><p>Teaser</p>',
        Signal.PAYWALL,
    ),
    (
        '<script type=application/ld+json>{"isAccessibleForFree":"False"}</script><p>Teaser</p>',
        Signal.PAYWALL,
    ),
    ("<title>Before you continue to Blog</title><form><button>Accept", Signal.CONSENT_FORM),
    ("<h1>Antes de continuar</h1><button>x", Signal.CONSENT_FORM),
    ("<h1>Voordat je verdergaat</h1><button>x", Signal.CONSENT_FORM),
    ("<p>Are you over 18?</p><button>Yes</button><button>No</button>", Signal.CONSENT_FORM),
    ("<p>Mit Werbung weiterlesen</p><button>Zustimmen</button>", Signal.CONSENT_FORM),
    (
        "<body style='display:none'><p>x</p><script src=//cdn.cookielaw.org/x.js></script>",
        Signal.CONSENT_FORM,
    ),
    ("<p>This video is not available in your country.", Signal.GEO_TEXT),
    ("<p>Access from your country is not allowed.", Signal.GEO_TEXT),
    ("<p>Ce contenu n'est pas disponible dans votre pays", Signal.GEO_TEXT),
    ("<p>Este contenido no está disponible en su país", Signal.GEO_TEXT),
    ("<p>Não está disponível no seu país", Signal.GEO_TEXT),
    ("<p>Контент недоступен в вашей стране", Signal.GEO_TEXT),
    ("<p>お住まいの地域ではご利用いただけません", Signal.GEO_TEXT),
    ("<p>이 콘텐츠는 해당 국가에서 이용할 수 없습니다", Signal.GEO_TEXT),
]


@pytest.mark.parametrize(("html", "mark"), WALLS)
def test_a_page_that_is_nothing_but_a_wall_is_told(html, mark):
    assert mark in marks(html)
    assert mark not in marks(html + LONG + MENU)


NO_WALLS = [  # (page with a box for it, mark that it has not)
    (f"{LONG}{PASSWORD}", Signal.LOGIN_FORM),
    (f"<title>Blog</title><p>{'word ' * 90}</p>{PASSWORD}", Signal.LOGIN_FORM),
    (
        f"<form style='display:none'>{PASSWORD}</form><p>A short page <a href=/>x</a>",
        Signal.LOGIN_FORM,
    ),
    ("<title>Login tips for gardeners</title><p>Short <a href=/>x</a>", Signal.LOGIN_FORM),
    ("<title>We bake</title><p>We use cookies.</p><a href=/>x</a>", Signal.CONSENT_FORM),
    (f"<p>We use cookies</p><button>OK</button>{MENU}<a href=/a>a</a>", Signal.CONSENT_FORM),
    ("<body style='display:none'><p>x</p><a href=/>x</a>", Signal.CONSENT_FORM),
    ("<p>Our shop is open in your country too. <a href=/>x</a>", Signal.GEO_TEXT),
    (
        f'<script type=application/ld+json>{{"isAccessibleForFree":false}}</script>{LONG}',
        Signal.PAYWALL,
    ),
    ('<script type=application/ld+json>{"isAccessibleForFree":true}</script><p>x', Signal.PAYWALL),
    ("<p>Subscribe to our newsletter</p><a href=/>x</a>", Signal.PAYWALL),
]


@pytest.mark.parametrize(("html", "mark"), NO_WALLS)
def test_a_box_on_a_page_is_no_wall(html, mark):
    assert mark not in marks(html)


@pytest.mark.parametrize(
    ("url", "mark"),
    [
        ("https://blog.test/users/sign_in", Signal.LOGIN_REDIRECT),
        ("https://blog.test/login.php?next=/x", Signal.LOGIN_REDIRECT),
        ("https://blog.test/account/login;jsessionid=1", Signal.LOGIN_REDIRECT),
        ("https://blog.test/de/anmelden/", Signal.LOGIN_REDIRECT),
        ("https://blog.test/connexion", Signal.LOGIN_REDIRECT),
        ("https://blog.test/ucp.php?mode=login", Signal.LOGIN_REDIRECT),
        ("https://blog.test/oauth2/authorize?x", Signal.LOGIN_REDIRECT),
        ("https://myprivacy.blog.test/consent/?siteKey=x", Signal.CONSENT_REDIRECT),
        ("https://blog.test/zustimmung?url=/x", Signal.CONSENT_REDIRECT),
        ("https://blog.test/privacygate/", Signal.CONSENT_REDIRECT),
        ("https://blog.test/age-gate?x", Signal.CONSENT_REDIRECT),
        ("https://blog.test/sign-in-the-sky", None),
        ("https://blog.test/connexion-internet", None),
        ("https://login.blog.test/about", None),
        ("https://blog.test/age-gates", None),
    ],
)
def test_a_redirect_to_a_wall_is_told_by_its_address(url, mark):
    walls = {Signal.LOGIN_REDIRECT, Signal.CONSENT_REDIRECT}
    html = "<p>x <a href=/>y</a>"

    assert marks(html, url=url, redirected=True) & walls == ({mark} if mark else set())


# --- trouble and placeholders ---------------------------------------------------------------------

TROUBLE = """
We'll be back soon!
Site is under maintenance
Our website is undergoing scheduled maintenance
Error establishing a database connection
Wartungsarbeiten
Wir sind gleich wieder da
Site en maintenance
Service temporairement indisponible
Sitio en mantenimiento
Site em manutenção
Sito in manutenzione
Wij zijn bezig met technische werkzaamheden
Przerwa techniczna
Ведутся технические работы
Probíhá údržba webu
Sitemiz bakımda
ただいまメンテナンス中です
系统维护中
서비스 점검 중입니다
الموقع قيد الصيانة
Fatal error: Uncaught TypeError in /x.php on line 3
Server Error in '/' Application.
"""


@pytest.mark.parametrize("words", TROUBLE.split("\n")[1:-1])
def test_a_thin_page_that_tells_of_trouble_is_an_outage(words):
    assert Signal.TROUBLE in marks(page("Blog", "Sorry", f"<p>{words}</p>"))
    assert Signal.TROUBLE not in marks(page("Blog", "Notes", f"<p>{words}</p>{LONG}"))


TRADES = """
Vi erbjuder nybyggnad, renovering och underhåll av fastigheter i hela Skåne.
Vi tilbyder montering, reparation og vedligeholdelse af varmepumper.
Vi utfører montering og vedlikehold av heiser i Oslo.
Nous recrutons un technicien en maintenance pour notre atelier de Lyon.
Somos especialistas en mantenimiento de piscinas y jardines.
Empresa especializada em manutenção de elevadores em Lisboa.
Siamo specializzati in manutenzione di caldaie a Milano.
Wij zijn gespecialiseerd in onderhoud van tuinen en daken.
Wir übernehmen Wartungsarbeiten an Heizungen und Aufzügen im Raum Köln.
Kazánok javítása és karbantartása Budapesten.
We look for a technician for scheduled maintenance in our plant.
"""
MAINTENANCE = """
Hemsidan är under underhåll just nu
Siden er under vedligeholdelse
Le site est actuellement en maintenance
La página web se encuentra en mantenimiento
Nosso site está em manutenção
Il sito è in manutenzione
De website is in onderhoud
Wegen Wartungsarbeiten ist die Seite nicht zu erreichen
A honlap karbantartás miatt nem elérhető
The website is down for scheduled maintenance
"""


@pytest.mark.parametrize("words", TRADES.split("\n")[1:-1])
def test_who_maintains_other_things_is_no_outage(words):
    assert Signal.TROUBLE not in marks(page("Kim", "Kim", f"{MENU}<p>{words}</p>{FOOT}"))


@pytest.mark.parametrize("words", MAINTENANCE.split("\n")[1:-1])
def test_a_site_under_maintenance_is_an_outage_for_all_its_menus(words):
    assert Signal.TROUBLE in marks(page("Kim", "Kim", f"{MENU}<p>{words}</p>{FOOT}"))


LATER = [  # (headline, text)
    ("Page unavailable", "Please try again later."),
    ("Site unavailable", "We are sorry."),
    ("This page isn't available", "Please try again in a few minutes."),
    ("Seite nicht verfügbar", "Bitte versuchen Sie es später noch einmal."),
    ("Page non disponible", "Veuillez réessayer plus tard."),
    ("Página no disponible", "Inténtelo más tarde."),
    ("Página não disponível", "Tente novamente mais tarde."),
    ("Pagina non disponibile", "Riprova più tardi."),
    ("Pagina niet beschikbaar", "Probeer het later opnieuw."),
    ("Strona niedostępna", "Spróbuj ponownie później."),
    ("Страница недоступна", "Попробуйте позже."),
]


@pytest.mark.parametrize(("headline", "text"), LATER)
def test_what_is_not_available_for_now_is_an_outage(headline, text):
    assert Signal.TROUBLE in marks(page(headline, headline, f"<p>{text}</p>"))


@pytest.mark.parametrize("words", ["Something went wrong", "Ein Fehler ist aufgetreten", "出错了"])
def test_what_scripts_say_of_a_part_is_trouble_in_the_headline_alone(words):
    assert Signal.TROUBLE in marks(page("Blog", words, SHORT))
    assert Signal.TROUBLE not in marks(page("Blog", "Poem", f"<p>{words}</p>{MENU}"))


DEFAULTS = """
Apache2 Ubuntu Default Page: It works
Welcome to nginx!
Welcome to OpenResty!
IIS Windows Server
Test Page for the Apache HTTP Server
Default Web Site Page
Domain Default page
Web Server's Default Page
Welcome to CentOS
"""


@pytest.mark.parametrize("title", DEFAULTS.split("\n")[1:-1])
def test_the_page_that_a_server_comes_with_is_a_placeholder(title):
    assert Signal.PLACEHOLDER in marks(page(title, title, LONGER))


PLACEHOLDERS = [  # (title, text)
    ("Account Suspended", "This Account has been suspended."),
    ("blog.test", "Your hosting account has been suspended. Contact billing."),
    ("Coming Soon", "blog.test"),
    ("Site under construction", "x"),
    ("blog.test", "This domain has expired. Renew it now."),
    ("blog.test", "The domain blog.test expired"),
    ("Cuenta suspendida", "x"),
    ("Сайт заблокирован", "x"),
    ("blog.test", "Hier entsteht eine neue Internetpräsenz"),
    ("Error", "There is no website configured at this address."),
    ("blog.test", "The authors have deleted this site."),
    ("x", "域名已过期"),
]


@pytest.mark.parametrize(("title", "text"), PLACEHOLDERS)
def test_what_a_host_shows_in_place_of_a_site_is_a_placeholder(title, text):
    assert Signal.PLACEHOLDER in marks(page(title, title, f"<p>{text}</p>"))
    assert Signal.PLACEHOLDER not in marks(page(title, "Post", f"<p>{text}</p>{LONG}"))


NO_PLACEHOLDERS = [
    page("Index of /files", "Index of /files", "<pre><a href=a.txt>a.txt</a></pre>"),
    page("How to replace the nginx page: Welcome to nginx!", "How to", LONG),
    page("Coming soon", "Coming soon", f"<p>New books</p>{MENU}<a href=/a>a</a><a href=/b>b</a>"),
]


@pytest.mark.parametrize("html", NO_PLACEHOLDERS)
def test_a_page_of_the_site_is_no_placeholder(html):
    assert Signal.PLACEHOLDER not in marks(html)


# --- soft 404 --------------------------------------------------------------------------------------

NOT_FOUND = """
Page not found
404 Not Found
404 - Page Not Found
404: This page could not be found
Oops! That page can’t be found.
The page you are looking for could not be found
This page is no longer available
This page no longer exists
Sorry, this page doesn't exist.
The requested URL was not found
Seite nicht gefunden
Fehler 404: Seite nicht gefunden
Die angeforderte Seite wurde nicht gefunden
Die gewünschte Seite konnte leider nicht gefunden werden
Diese Seite existiert nicht mehr
Page introuvable
La page demandée est introuvable
Erreur 404 - Page non trouvée
Cette page n'existe pas
Página no encontrada
La página no existe
Página não encontrada
Pagina non trovata
La pagina richiesta non è stata trovata
Pagina niet gevonden
Deze pagina bestaat niet
Страница не найдена
Ошибка 404. Такой страницы не существует
Сторінку не знайдено
Страницата не е намерена
Страница није пронађена
Strona nie została znaleziona
Nie znaleziono strony
Stránka nenalezena
Stránka nebyla nalezena
Stránka nebola nájdená
Strani ni bilo mogoče najti
Stranica nije pronađena
Pagina nu a fost găsită
Az oldal nem található
Η σελίδα δεν βρέθηκε
Sayfa bulunamadı
Sidan hittades inte
Sidan kunde inte hittas
Siden ble ikke funnet
Siden blev ikke fundet
Sivua ei löydy
Síðan fannst ekki
Lehte ei leitud
Lapa nav atrasta
Puslapis nerastas
Faqja nuk u gjet
No s'ha trobat la pàgina
الصفحة غير موجودة
הדף לא נמצא
صفحه مورد نظر یافت نشد
पृष्ठ नहीं मिला
পৃষ্ঠা খুঁজে পাওয়া যায়নি
ไม่พบหน้า
Không tìm thấy trang
Halaman tidak ditemukan
页面不存在
抱歉，您访问的页面不存在
找不到頁面
お探しのページは見つかりませんでした
ページが見つかりません
페이지를 찾을 수 없습니다
"""
PHRASES = NOT_FOUND.split("\n")[1:-1]
SHORT = f"<p>Try the search.</p>{MENU}"


@pytest.mark.parametrize("words", PHRASES)
def test_a_thin_page_that_says_it_was_not_found_is_a_soft_404(words):
    assert Signal.SOFT_404 in marks(page(f"{words} | Blog", "Blog", SHORT))
    assert Signal.SOFT_404 in marks(page(f"Blog - {words}", "", SHORT))
    assert Signal.SOFT_404 in marks(page("Blog", words.upper(), SHORT))


@pytest.mark.parametrize("words", PHRASES)
def test_a_page_with_a_text_is_no_certain_soft_404(words):
    assert Signal.SOFT_404 not in marks(page(f"{words} | Blog", words, LONG + MENU))
    assert not marks(page(f"{words} | Blog", words, LONGER + MENU))


@pytest.mark.parametrize("words", PHRASES)
def test_an_article_about_pages_that_were_not_found_is_none(words):
    title = f"{words} errors in nginx explained"

    assert Signal.SOFT_404 not in marks(page(title, title, f"<p>{'word ' * 60}</p>{MENU}"))
    assert not marks(page(title, title, LONG + MENU))


CERTAIN = [  # (page that is certainly a soft 404)
    page("404", "404", SHORT),
    page("Error 404", "Blog", SHORT),
    page("Blog", "Blog", SHORT, head="<meta name=prerender-status-code content=404>"),
    page("Blog", "Blog", SHORT, names="class='home error404 logged-out'"),
    page("Not found", "Not found", SHORT),
    page("Page not found", "Latest posts", LONG + MENU, names="class=error404"),
    page("Page not found", "x", LONG, head="<meta name=prerender-status-code content='404'>"),
]


@pytest.mark.parametrize("html", CERTAIN)
def test_several_signs_make_it_certain(html):
    assert Signal.SOFT_404 in marks(html)


DOUBTFUL = [  # (page that may be one)
    page("This page isn't available", "This page isn't available", SHORT),
    page("Diese Seite ist nicht verfügbar", "Blog", SHORT),
    page("Página no disponible", "Blog", SHORT),
    page("404", "Our story", SHORT),  # the house number, the model
    page("Not found - The Owls", "Lyrics", SHORT),
    page("Blog", "Blog", "<p>Page not found</p>"),
    page("Page not found", "Latest posts", LONG + MENU),
    page("The page you requested is not here, friend", "Blog", SHORT),
]


@pytest.mark.parametrize("html", DOUBTFUL)
def test_one_vague_sign_is_a_doubt(html):
    assert Signal.MAYBE_NOT_FOUND in marks(html)
    assert Signal.SOFT_404 not in marks(html)


def test_the_address_confirms_what_the_page_says():
    html = page("Not found", "Blog", SHORT)

    assert Signal.SOFT_404 in marks(html, url="https://blog.test/404.html", redirected=True)
    assert Signal.MAYBE_NOT_FOUND in marks(html)
    assert not marks(page("Blog", "Blog", SHORT), url="https://blog.test/404.html")


NO_SOFT_404 = [  # (ordinary page)
    page("Peugeot 404 Coupé", "Peugeot 404", SHORT),
    page("Lost and found", "Found", SHORT),
    page("Search: nothing", "Results", f"<p>Nothing was found for your search</p>{MENU}"),
    page("Canal Plus", "Plus", SHORT),
    page("Pas de deux", "Pas", SHORT),
    page("Here", "Available", SHORT),
    page("Blog", "Blog", SHORT, names="class=page-404-posts"),
]


@pytest.mark.parametrize("html", NO_SOFT_404)
def test_an_ordinary_thin_page_is_no_soft_404(html):
    assert not marks(html) & {Signal.SOFT_404, Signal.MAYBE_NOT_FOUND}


# --- parking pages ---------------------------------------------------------------------------------

PARKED = [  # (what it is known by, page of a parked domain)
    ("its own name for sale", page("blog.test is for sale", "blog.test", LONGER)),
    ("its own name for sale", page("blog.test is for sale | HugeDomains", "x", LONGER)),
    ("its own name for sale", page("x", "BLOG.TEST may be for sale", LONGER)),
    ("its own name for sale", page("blog.test steht zum Verkauf", "x", LONG)),
    ("its own name for sale", page("blog.test est à vendre", "x", LONG)),
    (
        "a parking service",
        "<p>x</p><script src='https://img1.wsimg.com/parking-lander/x.js'></script>",
    ),
    (
        "a parking service",
        "<p>x</p><script src='//www.google.com/adsense/domains/caf.js'></script>",
    ),
    ("a parking service", "<p>x</p><iframe src='https://ww1.parkingcrew.net/?x'></iframe>"),
    ("its title", "<title>Domain for sale</title><p>x"),
    ("its words", "<p>Deze domeinnaam is te koop"),
    ("its words", "<p>Este dominio está a la venta"),
    ("its words", "<p>Domínio à venda"),
    ("its words", "<p>Домен продается"),
    ("its words", "<p>此域名正在出售"),
    ("its words", "<p>Alan adı satılık"),
]


@pytest.mark.parametrize(("known_by", "html"), PARKED)
def test_a_page_that_offers_its_domain_is_parked(known_by, html):
    facts = read(html)

    assert Signal.PARKED in facts.signals
    assert facts.recognised == known_by


NOT_PARKED = [
    page("other.test is for sale", "News", LONG),  # an article on another domain
    page("How blog.test is for sale of books", "x", LONG),
    page("Why this domain is for sale", "Why this domain is for sale", LONG),
    page("Poems", "Poems", f"<p>This domain is for sale</p>{MENU}<a href=/a>a</a><a href=/b>b</a>"),
    page("Parking in the city", "Parking", "<p>Where to park</p>"),
]


NOT_PARKED += [  # (shell whose text is yet to come)
    f"<title>Fun Park</title><div id=root></div><script src=/{src}></script>"
    for src in ("static/park.js", "/cdn.voodoo.com/x.js")
]
NOT_PARKED += [
    "<title>Buy this domain - Listing</title><div id=root></div><script src=/a.js></script>"
]


@pytest.mark.parametrize("html", NOT_PARKED)
def test_a_page_that_speaks_of_sales_is_not_parked(html):
    assert Signal.PARKED not in marks(html)


# --- documents --------------------------------------------------------------------------------------

VIEWERS = [  # (viewer, markup)
    ("the browser", "<embed src=/a.pdf type=application/pdf>"),
    ("the browser", "<embed type='application/pdf'>"),
    ("the browser", "<object data='/files/a.PDF?v=1'></object>"),
    ("the browser", "<iframe src='https://blog.test/a.pdf#page=2'></iframe>"),
    ("the browser", "<iframe data-src='/a.pdf'></iframe>"),
    ("the browser", "<object data='a.docx'></object>"),
    ("PDF.js", "<iframe src='/web/viewer.html?file=%2Fa.pdf'></iframe>"),
    ("PDF.js", "<iframe src='/wp-content/plugins/pdf-viewer/x?file=a.pdf'></iframe>"),
    ("PDF.js", "<div id=viewerContainer></div>"),
    ("Google Docs", "<iframe src='https://docs.google.com/viewer?url=x&embedded=true'></iframe>"),
    ("Google Docs", "<iframe src='//docs.google.com/gview?url=x'></iframe>"),
    ("Google Docs", "<iframe src='https://docs.google.com/presentation/d/e/x/embed'></iframe>"),
    ("Google Drive", "<iframe src='https://drive.google.com/file/d/x/preview'></iframe>"),
    (
        "Microsoft Office",
        "<iframe src='https://view.officeapps.live.com/op/embed.aspx?src=x'></iframe>",
    ),
    ("Issuu", "<iframe src='https://e.issuu.com/embed.html?d=x'></iframe>"),
    ("Scribd", "<iframe src='https://www.scribd.com/embeds/1/content'></iframe>"),
    ("SlideShare", "<iframe src='//www.slideshare.net/slideshow/embed_code/key/x'></iframe>"),
    ("Calaméo", "<iframe src='//v.calameo.com/?bkcode=x'></iframe>"),
    ("Yumpu", "<iframe src='https://www.yumpu.com/en/embed/view/x'></iframe>"),
    ("FlippingBook", "<iframe src='https://online.fliphtml5.com/x/y/'></iframe>"),
]


@pytest.mark.parametrize(("viewer", "markup"), VIEWERS)
def test_a_page_that_shows_a_document_is_told_with_its_viewer(viewer, markup):
    facts = read(page("Brochure", "Brochure", f"{markup}{SHORT}"))

    assert Signal.DOCUMENT_VIEWER in facts.signals
    assert facts.recognised == viewer
    assert Signal.DOCUMENT_VIEWER in marks(markup)  # not an empty page
    assert Signal.DOCUMENT_VIEWER not in marks(page("Post", "Post", f"{markup}{LONG}"))


@pytest.mark.parametrize(
    ("url", "viewer"),
    [
        ("https://issuu.com/baker/docs/spring", "Issuu"),
        ("https://www.scribd.com/document/1/x", "Scribd"),
        ("https://docs.google.com/document/d/x/edit", "Google Docs"),
        ("https://issuu.com/about", None),
        ("https://blog.test/scribd.com/document/1/", None),
    ],
)
def test_a_page_of_a_viewer_s_own_site_is_a_document(url, viewer):
    facts = read(page("x", "x", LONG), url=url)

    assert facts.recognised == viewer
    assert (Signal.DOCUMENT_VIEWER in facts.signals) == (viewer is not None)


NO_VIEWERS = [
    "<a href=/a.pdf>Brochure</a>",
    "<iframe src='https://www.youtube.com/embed/x'></iframe>",
    "<embed src=/a.mp4 type=video/mp4>",
    "<object data=/a.svg type=image/svg+xml></object>",
    "<iframe src='https://docs.google.com/forms/d/e/x'></iframe>",
]


@pytest.mark.parametrize("markup", NO_VIEWERS)
def test_other_things_embedded_are_no_documents(markup):
    assert Signal.DOCUMENT_VIEWER not in marks(page("x", "x", markup + SHORT))


@pytest.mark.parametrize("kind", ["application/pdf", "text/html", "application/octet-stream", ""])
def test_a_pdf_is_known_whatever_the_server_calls_it(kind):
    facts = read(b"%PDF-1.7 x", kind=kind)

    assert facts.media_type == "application/pdf"
    assert facts.encoding is None


# --- shells -----------------------------------------------------------------------------------------

BIG = f"<script>{'x' * 6_000}</script>"
SHELLS = [  # (page whose menu is there, but whose text is not)
    f"{MENU}<main id=main></main>{FOOT}{SCRIPT}",
    f"{MENU}<div role=main>Loading</div>{FOOT}{SCRIPT}",
    f"{MENU}<article><div class=spinner></div></article>{FOOT}{SCRIPT}",
    f"{MENU}<div class=skeleton-line></div><div class=card-skeleton></div>{FOOT}{SCRIPT}",
    f"{MENU}<div aria-busy=true></div><p>One moment</p>{FOOT}{SCRIPT}",
    f"<div id=__next>{MENU}<p>{'word ' * 80}</p>{FOOT}</div>{BIG}",
    f"<div id=root>{MENU}<p>Title of the post</p>{FOOT}</div>{BIG}",
    f"<app-root ng-version=17>{MENU}<p>Title</p></app-root>{BIG}",
    f"<div data-server-rendered=true>{MENU}{FOOT}<p>Title</p></div>{BIG}",
    f"{MENU}<p>Title of the post</p>{FOOT}<script>self.__next_f.push(1)</script>{BIG}",
    f"<div id=root></div><div class=legal>{LONG}</div><a href=/x>x</a>{SCRIPT}",
    f"<app-root>Loading</app-root><footer>{LONG}</footer>{MENU}{SCRIPT}",
    f"<div id=app>{MENU * 30}<p>Title</p>{FOOT}</div>{BIG}",  # many words, all in the menu
]


@pytest.mark.parametrize("html", SHELLS)
def test_a_page_with_a_menu_but_without_its_text_is_a_shell(html):
    assert Signal.JS_SHELL in marks(html)


FULL = [  # (page that is there without scripts)
    f"{MENU}<main>{LONG}</main>{SCRIPT}",
    f"<div id=__next>{MENU}{LONG}</div>{BIG}",
    f"{MENU}<main><img src=/1.jpg><img src=/2.jpg></main><p>Ten words of caption are enough here.</p>{SCRIPT}",
    f"{MENU}<main><a href=/1>1</a></main><p>A list of a few links is a page too</p>{SCRIPT}",
    f"{MENU}<main></main><p>no script at all, so nothing will ever come into this</p>",
    f"{MENU}<div id=app>{LONG}</div><div id=root></div>{SCRIPT}",
    f"{MENU}<p>A short note, written by hand, with a counter.</p>{SCRIPT}",
]


@pytest.mark.parametrize("html", FULL)
def test_a_page_with_its_text_is_no_shell(html):
    assert Signal.JS_SHELL not in marks(html)


# --- comments by the page ---------------------------------------------------------------------------

MORE = [
    "<a href='/post?cpage=2'>2</a>",
    "<a href='/post/comment-page-1/#comments'>x</a>",
    "<div class=comment-navigation><a href=/x>x</a></div>",
    *(
        f"<button>{words}</button>"
        for words in (
            *(
                "Load more comments",
                "View all 12 comments",
                "Show 7 more comments",
                "Older comments",
            ),
            *("Weitere Kommentare", "Alle 9 Kommentare anzeigen", "Voir plus de commentaires"),
            *("Ver más comentarios", "Ver todos os comentários", "Mostra altri commenti"),
            *("Meer reacties", "Więcej komentarzy", "Показать ещё комментарии", "もっと見る"),
            *("查看更多评论", "댓글 더보기", "Visa fler kommentarer", "Další komentáře"),
        )
    ),
    "<a href='#' class=more>« Older comments</a>",
]


@pytest.mark.parametrize("html", MORE)
def test_a_page_that_leads_to_more_comments_shows_only_some(html):
    assert Signal.MORE_COMMENTS in marks(LONG + html)


@pytest.mark.parametrize(
    "html",
    [
        "<button>Comment</button>",
        "<a href='#comments'>3 comments</a>",
        "<button>Load more posts</button>",
        "<p>Load more comments</p>",
        "<a href='/more-comments-on-bread'>More thoughts and comments on bread</a>",
    ],
)
def test_other_buttons_lead_to_no_comments(html):
    assert Signal.MORE_COMMENTS not in marks(LONG + html)


# --- pages that break off ---------------------------------------------------------------------------

WHOLE = f"<html><head><title>x</title></head><body><div><p>{SENTENCE}</p></div></body></html>"
BROKEN = [
    "<html><body><div><p>text</p><script>var end = '</body></html>';",
    "<html><body><div><script>var end = '</body></html>';</script><p>text",
    "<html><body><div><!-- </body></html> --><p>text",
    "<html><body><div><p>text</p><!-- </body></html> <p>text",
    "<html><body><div><title>How to close </html></title><p>text",
    "<html><body><div><!--></body-like><p>text",
    WHOLE[: WHOLE.index("mill")],
    WHOLE[: WHOLE.index("</p>") + 4],
    WHOLE[: WHOLE.index("</div>") + 6],  # the head was closed, so the rest would be
    WHOLE[: WHOLE.index("</p>") + 3],
    "<div><p>text",
    "<p>text</p><script>var x = 1;",
    "<p>text</p><",
    "<p>text</p><!-- note",
]


@pytest.mark.parametrize("html", BROKEN)
def test_a_page_that_ends_in_the_middle_breaks_off(html):
    assert Signal.BREAKS_OFF in marks(html)


@pytest.mark.parametrize(
    "html",
    [
        WHOLE,
        f"{WHOLE}<!-- served in 3 ms -->",
        WHOLE.replace("</body>", ""),
        WHOLE.replace("</html>", ""),
        WHOLE.replace("</div>", ""),  # careless, but it has its end
        WHOLE.upper(),
        WHOLE.replace("<p>", "<!--><p>"),
        WHOLE.replace("<p>", "<script><!-- x = '</body>'; </script><p>"),
        WHOLE.replace("</body>", "<script>x = '<!--';</script></body>"),
        "<title>x</title><p>A page may leave out its ends",
        "<title>x</title><p>One < two, and 3 < 4",
        "<div><p>text</div><p>more",
    ],
)
def test_a_page_that_ends_as_it_should_is_whole(html):
    assert Signal.BREAKS_OFF not in marks(html)


HOSTILE = [  # what a careless pattern would read again and again
    *(
        "verifi",
        "vérifi",
        "техническ",
        "__sveltekit",
        "/viewer.html?",
        "toNumbers(",
        "hmm",
        "page ",
    ),
    *("document.cookie=", "?__cf_chl_tk", "/_fs-ch-a", "this ", "die seite ", "_pxAppId ", "a/"),
    *("недоступ", "/captcha/PXaaaa/captcha.js", "location.href ", "welcome to ", "fatal error "),
    *("domain ", "(", "404 ", "'", "error ", "coming soon ", "the ", "x-datadome: "),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_page_is_read_in_little_time(piece):
    much = piece * (300_000 // len(piece))
    started = time.process_time()
    for text in (much, much.replace(" ", "_")):
        marks(page(text, text, f"<p>{text}</p><script>{text}</script>{SCRIPT}"))
        marks(f"<body class='{text}'><p>x</p><iframe src='{text}'></iframe><button>{text}</button>")

    assert time.process_time() - started < 5


WORDS = st.sampled_from(
    "page not found 404 error the is this domain for sale verify you are human captcha log in"
    " consent _cf_chl_opt= document.cookie= location= <a <script> </div> <main> 页面 不存在 é ".split(
        " "
    )
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=200), st.lists(WORDS, max_size=20))
def test_signs_are_read_from_anything_in_no_time(words, title):
    html = page(" ".join(title), " ".join(title), " ".join(words))

    assert marks(html) == marks(html)
