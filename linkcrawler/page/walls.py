"""What stands between a reader and a page: bot checks, logins, paywalls, consent forms, borders.

Marks are of two strengths. Machinery of a wall (scripts, frames, addresses) that no honest page
carries holds at any size; words, and machinery that honest pages carry too, hold only on a thin
page, because a long page may well quote them.
"""

import re
from collections.abc import Sequence

from linkcrawler.page.gist import FEW_LINKS, FEW_WORDS, THIN_WORDS, Gist, is_shown, parts
from linkcrawler.page.phrases import any_of
from linkcrawler.states import Signal
from linkcrawler.urls import parse_web

_Table = tuple[tuple[str, re.Pattern[str]], ...]

# Headers that are set on the answer of a bot check alone, at whatever status.
# Source: Cloudflare, "Detect a Challenge Page response"; AWS WAF, "CAPTCHA and Challenge actions";
# Sucuri, Vercel and SiteGround mark their blocks alike.
_WALL_HEADERS: _Table = (
    ("Cloudflare", re.compile(r"cf-mitigated: .*challenge")),
    ("Sucuri", re.compile(r"x-sucuri-block: ")),
    ("AWS WAF", re.compile(r"x-amzn-waf-action: (?:challenge|captcha)")),
    ("Vercel", re.compile(r"x-vercel-mitigated: (?:challenge|deny)")),
    ("SiteGround", re.compile(r"sg-captcha: challenge")),
)
# Headers that honest pages of a vendor's customers carry too; they tell who refused.
_REFUSAL_HEADERS: _Table = (
    ("DataDome", re.compile(r"x-(?:datadome|dd-b|datadome-[\w-]+): (?!protected$)")),
    ("Kasada", re.compile(r"x-kpsdk-\w+: ")),
    ("Imperva", re.compile(r"x-cdn: (?:incapsula|imperva)")),
    ("HUMAN", re.compile(r"x-px-[\w-]+: ")),
)
_REFUSALS = frozenset({403, 405, 429})
_BOT_COOKIES: _Table = (
    ("DataDome", re.compile(r"datadome=")),
    ("Imperva", re.compile(r"(?:incap_ses|visid_incap|reese84)\w*=")),
    ("HUMAN", re.compile(r"_px\w*=")),
    ("Akamai", re.compile(r"(?:ak_bmsc|_abck|bm_sz|sec_cpt)=")),
    ("AWS WAF", re.compile(r"aws-waf-token=")),
    ("F5", re.compile(r"ts(?:pd_101|[0-9a-f]{6,16})=")),
    ("Cloudflare", re.compile(r"(?:cf_chl_\w+|cf_clearance)=")),
    ("Sucuri", re.compile(r"sucuri_cloudproxy_\w+=")),
)

# Who it is, texts of which one is in any such machinery, and the machinery itself.
_WALL_MACHINERY: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "Cloudflare",
        ("_cf_chl_", "/cdn-cgi/"),
        re.compile(
            r"\b_cf_chl_opt\s{0,9}=|/cdn-cgi/challenge-platform/h/[\w/]{0,40}orchestrate"
            r"|[?&]__cf_chl_(?:f_|rt_|jschl_)?tk\w*=|/cdn-cgi/l/chk_(?:jschl|captcha)"
        ),
    ),
    (
        "Akamai",
        ("/_sec/", "triggerInterstitialChallenge", "bm-verify="),
        re.compile(r"/_sec/(?:cp_challenge|verify)\b|triggerInterstitialChallenge|[?&]bm-verify="),
    ),
    (
        "DataDome",
        ("captcha-delivery.com",),
        re.compile(r"\b(?:geo|ct|c|interstitial)\.captcha-delivery\.com/"),
    ),
    (
        "Sucuri",
        ("sucuri",),
        re.compile(r"sucuri_cloudproxy_js\s{0,9}=|sucuri-firewall-block\.css"),
    ),
    ("Imperva", ("/_Incapsula_",), re.compile(r"/_Incapsula_Resource\?(?:S|C)WUDNSAI")),
    (
        "HUMAN",
        ("captcha.px-c", "/captcha.js?", "_pxBlock"),
        re.compile(
            r"captcha\.px-c(?:dn|loud)\.net|/captcha/(?:PX\w{4,20}/)?captcha\.js\?"
            r"|_pxBlockedUrl|_pxBlockScript"
        ),
    ),
    ("Kasada", ("KPSDK",), re.compile(r"KPSDK\.scriptStart")),
    ("F5", ("/TSPD/", "bobcmn"), re.compile(r"/TSPD/[0-9a-f]{8}|\bbobcmn\b")),
    ("Radware", ("perfdrive.com",), re.compile(r"\b(?:captcha|validate)\.perfdrive\.com")),
    ("SiteGround", ("/sgcaptcha/",), re.compile(r"/\.well-known/sgcaptcha/")),
    (
        "DDoS-Guard",
        ("/ddos-guard/",),
        re.compile(r"/\.well-known/ddos-guard/(?:check|js-challenge)"),
    ),
    ("Anubis", ("/cmd/anubis/",), re.compile(r"/\.within\.website/x/cmd/anubis/")),
    ("Reblaze", ("rbzns",), re.compile(r"\bwindow\.rbzns\b|\brbzns\s{0,9}=\s{0,9}\{")),
    (
        "Alibaba",
        ("acw_sc__v", "_____tmd_____"),
        re.compile(r"\bacw_sc__v[23]\s{0,9}=|\bsetCookie\([\"']acw_sc__v|/_____tmd_____/"),
    ),
    (
        "Yandex",
        ("/checkcaptcha", "/showcaptcha"),
        re.compile(r"/checkcaptcha(?:fast)?\?|/showcaptcha\?"),
    ),
    (
        "Google",
        ("/sorry/index",),
        re.compile(r"(?:^|\.google\.[a-z.]{2,7})/sorry/index", re.M),
    ),
    (
        "a cookie check",
        ("__test=",),
        re.compile(r"document\.cookie\s{0,9}=\s{0,9}[\"']__test="),
    ),
)
_THIN_MACHINERY: _Table = (
    ("HUMAN", re.compile(r"\b_pxAppId\s{0,9}=")),
    (
        "Imperva",
        re.compile(r"/_Incapsula_Resource\?|\breeseSkipExpiration|onProtectionInitialized"),
    ),
    (
        "AWS WAF",
        re.compile(r"awsWafCookieDomainList|\bgokuProps\b|\.awswaf\.com/\S{0,200}challenge"),
    ),
    ("Kasada", re.compile(r"\bKPSDK\b")),
    ("DataDome", re.compile(r"captcha-delivery\.com")),
    ("Fastly", re.compile(r"/_fs-ch-\w+/")),
    ("Imunify360", re.compile(r"imunify360|/\w{1,40}\?wsidchk=|\bwsidchk\b", re.I)),
    ("GeeTest", re.compile(r"\binitGeetest4?\(")),
    ("Cloudflare", re.compile(r"/cdn-cgi/styles/(?:cf\.errors|challenges)")),
)
_WALL_ELEMENTS: tuple[tuple[str, str], ...] = (
    ("Cloudflare", ".cf-error-code, #cf-error-details, .cf-browser-verification, #challenge-form"),
    ("HUMAN", "#px-captcha, .px-captcha-container"),
    ("Akamai", "#sec-if-cpt-container, #sec-cpt-if"),
    ("Anubis", "#anubis_challenge"),
    ("AWS WAF", "#captcha-container[data-waf], awswaf-captcha"),
    ("Imperva", "iframe#main-iframe[src*='_Incapsula_']"),
)
_WALL_TEXTS: _Table = (
    (
        "Cloudflare",
        re.compile(r"cloudflare ray id|performance (?:&|and) security by cloudflare", re.I),
    ),
    (
        "Akamai",
        re.compile(r"\breference ?#? ?\d{1,3}\.[0-9a-f]{6,10}\.\d{8,12}\.[0-9a-f]{5,10}", re.I),
    ),
    ("Imperva", re.compile(r"incapsula incident id|powered by imperva", re.I)),
    ("Sucuri", re.compile(r"sucuri website firewall", re.I)),
    ("F5", re.compile(r"requested url was rejected.{0,80}administrator|your support id is", re.I)),
    ("HUMAN", re.compile(r"press (?:&|and) hold to confirm you are", re.I)),
    ("Vercel", re.compile(r"vercel security checkpoint", re.I)),
    ("Google", re.compile(r"detected unusual traffic from your computer network", re.I)),
    ("Wordfence", re.compile(r"generated by wordfence", re.I)),
    ("Radware", re.compile(r"radware (?:bot manager|captcha)", re.I)),
)

# What the title of a bot check says, whole or as one part of it.
_WALL_TITLE = re.compile(
    r"(?:just a moment|one moment,? please|please wait|attention required!?|access (?:is )?denied"
    r"|access to this page has been denied|pardon our interruption|security check(?:point)?"
    r"|(?:bot|human|browser|robot) (?:verification|check)|verify(?:ing)? (?:that )?you are human"
    r"|are you (?:a )?(?:human|robot)\??|(?:checking|validating) your browser|robot or human\??"
    r"|making sure you(?:'|’)?(?: a)?re not a bot!?|captcha|request (?:blocked|rejected)|ddos-guard"
    r"|you have been blocked|client challenge|human verification"
    r"|nur einen moment|einen moment,? bitte|zugriff verweigert|sicherheitsüberprüfung"
    r"|un instant|accès (?:refusé|interdit)|vérification de sécurité|un momento|acceso denegado"
    r"|verificación de seguridad|um momento|acesso negado|verificação de segurança"
    r"|accesso negato|verifica di sicurezza|een ogenblik(?: geduld)?|toegang geweigerd"
    r"|chwileczkę|jeszcze chwila|odmowa dostępu|один момент|доступ (?:запрещ[её]н|ограничен)"
    r"|проверка (?:браузера|безопасности)|ой!?|bir dakika lütfen|erişim engellendi"
    r"|しばらくお待ちください|请稍候|請稍候|请稍等|安全验证|安全检查|访问验证|人机验证"
    r"|잠시만 기다리십시오|접근이 거부되었습니다|ett ögonblick|vent et øjeblikk|okamžik,? prosím"
    r"|một lát|لحظة|تم رفض الوصول)[.!…]{0,3}",
    re.I,
)
_WALL_WORDS = re.compile(
    any_of(
        r"""
    checking your browser|verify(?:ing)? (?:that )?(?:you are|you(?:'|’)re) (?:a )?human
    (?:confirm|prove|check) (?:that )?you(?:(?:'|’)re| are) (?:a )?(?:human|not a (?:ro)?bot)
    are you a robot|i(?:'|’)?a?m not a robot|security check to access|complete the captcha
    pardon our interruption|checking if the (?:site )?connection is secure
    enable javascript and cookies|ddos protection by
    (?:completing|solve) (?:the|this|a) captcha|automated (?:access|requests|queries)
    access (?:to this (?:page|site|website) (?:has been|is) )?denied|you have been blocked
    bestätigen sie,? dass sie (?:ein mensch|kein robot)|dass sie ein mensch sind
    kein roboter|ihr browser wird überprüft|überprüf\w+ ihre[sn]? browser
    vérifi\w+ (?:que )?vous êtes (?:bien )?(?:un |une )?(?:être )?humain
    n(?:'|’)êtes pas un robot|ne suis pas un robot|vérification de votre navigateur
    verifi\w+ que (?:usted )?(?:es|eres) (?:un )?(?:ser )?human|no (?:soy|eres|es) un robot
    verifi\w+ (?:se |que )?você é (?:um )?(?:ser )?human|não (?:sou|é) um robô
    verific\w+ (?:di|che tu sia|che sei) (?:essere )?(?:un )?(?:essere )?uman
    non (?:sono|sei) un robot|bevestig(?:en)? dat u een mens|(?:ik ben |u bent )?geen robot
    (?:jesteś|że jesteś) człowiekiem|nie jest(?:em|eś) robotem
    sprawdz\w+ (?:twojej )?przeglądark|подтвердите,? что (?:вы|запросы)|вы не робот
    я не робот|проверк\w+ (?:вашего )?браузера|ви не робот|підтвердьте,? що ви
    robot olmadığını|insan olduğunu\w* doğrula|nejste robot|nejsem robot
    ověř\w+,? že jste člověk|nem vagyok robot|ni?ciun robot|nu sunt robot
    inte (?:är )?en robot|ikke (?:er )?en robot|en ole robotti|δεν είμαι ρομπότ|验证您是真人
    确认您是真人|验证你是真人|人机验证|安全验证|我不是机器人|驗證您是人類|我不是機器人
    人間であることを|ロボットでは(?:ない|ありません)|사람인지 확인
    로봇이 아닙니다|تحقق من أنك|لست روبوت|لستَ روبوت|אינך רובוט|xác minh (?:rằng )?bạn (?:là|không)
    verifikasi bahwa anda|bukan robot
    """
    ),
    re.I,
)
_CAPTCHAS = (
    ".g-recaptcha, .h-captcha, .cf-turnstile, .frc-captcha, .smart-captcha, .geetest_captcha,"
    " iframe[src*='recaptcha/api2'], iframe[src*='recaptcha/enterprise'],"
    " iframe[src*='hcaptcha.com'], iframe[src*='challenges.cloudflare.com'],"
    " script[src*='hcaptcha.com/1/api.js'], script[src*='turnstile/v0/api.js'],"
    " script[src*='recaptcha/api.js'], script[src*='recaptcha/enterprise.js']"
)
# What visitors fill in to write to people; a bot check asks for nothing of the kind.
_ASKS_WORDS = (
    "textarea:not([name*=captcha]), input[type=email], input[name*=mail i], input[type=password],"
    " input[type=search], input[name=q], input[name=s], input[type=tel], select"
)
_SETS_COOKIE = re.compile(r"document\.cookie\s{0,9}=")
_LOADS_AGAIN = re.compile(
    r"\blocation\.(?:reload|replace|assign)\(|\blocation(?:\.href)?\s{0,9}=[^=]"
)

_LOGIN_WORDS = re.compile(
    any_of(
        r"""
    log[ -]?in|log[ -]?on|sign[ -]?in|members? only|anmeld|einloggen|connexion|connecter
    identifi|iniciar sesi|inicia sesi|entrar|acced[ie]|acceso|inloggen|aanmelden|zaloguj
    logowanie|logga in|logg inn|log ind|kirjaudu|přihlá|prihlás|bejelentkez|autentific
    conectare|giriş|σύνδεση|войти|вход|увійти|вхід|ログイン|登[录錄入]|로그인|تسجيل الدخول|התחבר
    masuk
    đăng nhập|เข้าสู่ระบบ|लॉग ?इन|ورود
    """
    ),
    re.I,
)
_LOGIN_TOLD = re.compile(
    any_of(
        r"""
    you (?:must|need to|have to) (?:be )?(?:logged|log|signed|sign|registered|register)\b
    please (?:log|sign) ?in (?:to|or register)
    (?:not|aren(?:'|’)t) (?:authori[sz]ed|allowed|permitted) to (?:view|read|access)
    do(?:n(?:'|’)t| not) have (?:the )?permission to (?:view|access|read)
    (?:only|exclusively) (?:available )?(?:for|to) (?:registered )?members
    this (?:site|blog|page|content|forum|account) is (?:private|password[ -]protected)
    content is password protected|log in to (?:view|read|see|continue)|keine berechtigung
    müssen (?:sie )?(?:angemeldet|sich (?:zuerst )?anmelden|eingeloggt)
    (?:devez|faut) (?:être connecté|vous (?:connecter|identifier))
    debes? (?:iniciar sesión|estar (?:registrado|conectado))|no (?:tienes|tiene) permiso
    precisa (?:fazer|efetuar|iniciar|estar)
    (?:devi|è necessario) (?:effettuare|essere|accedere)
    moet (?:je )?(?:ingelogd|inloggen|aangemeld)|musisz (?:się zalogować|być zalogowany)
    необходимо (?:войти|авторизоваться)|у вас нет (?:прав|доступа)|требуется авторизация
    ログインが必要|请先登录|請先登入|로그인이 필요|로그인 후
    """
    ),
    re.I,
)
_PAYWALL_TOLD = re.compile(
    any_of(
        r"""
    subscribe (?:now )?(?:to (?:continue|keep|read|unlock)|for (?:full )?access)
    this (?:article|story|content|post) is (?:for|exclusive to|reserved for) (?:paying )?subscribers
    already a subscriber\?
    to (?:continue|keep) reading,? (?:please )?(?:subscribe|register|sign|log)
    you(?:'|’)ve reached your (?:free )?(?:article )?limit|this post is for (?:paid|paying)
    nur für abonnenten|(?:weiterlesen|zugang) (?:mit|für) [\w+ ]{1,20}(?:abo|plus|\+)
    sie haben bereits ein abo|schon abonnent|réservé(?:e|s)? aux abonnés|déjà abonné
    (?:abonnez|identifiez)-vous pour lire|(?:exclusivo|solo) para (?:suscriptores|socios)
    suscríbete para (?:leer|seguir|continuar)|(?:exclusivo|apenas) para assinantes
    assine para (?:ler|continuar)|riservato agli abbonati
    abbonati per (?:leggere|continuare)|alleen voor abonnees
    tylko dla (?:subskrybentów|prenumeratorów)|(?:dostęp|czytaj) (?:tylko )?dla prenumerator
    только (?:для|по) подпис|会員限定|有料会員|仅限订阅|訂閱後|구독자 전용|kun for abonnenter
    endast för prenumeranter|vain tilaajille
    """
    ),
    re.I,
)
_NOT_FREE = re.compile(rb"\"isAccessibleForFree\"\s{0,9}:\s{0,9}\"?false", re.I)

_CONSENT_WORDS = re.compile(
    any_of(
        r"""
    before you (?:continue|proceed)|value(?:s)? your privacy
    your privacy (?:choices|matters)|privacy (?:choices|settings|preferences)
    (?:cookie|privacy) (?:consent|settings|preferences|wall|notice)
    consent (?:required|form|management)|your consent|manage (?:your )?consent
    accept (?:all )?cookies|we use cookies
    (?:age|alters)[ -]?(?:verification|check|gate|prüfung|verifikation)
    are you (?:over|at least) \d\d|you must be (?:at least )?(?:18|21)|verify your age
    bevor sie (?:fortfahren|weiterlesen)|datenschutz-?einstellungen|cookie-?einstellungen
    ihre (?:einwilligung|zustimmung|privatsphäre)
    mit (?:werbung|cookies) (?:weiter|lesen|nutzen)|avant de continuer|gestion des cookies
    votre (?:vie privée|consentement)|respectons votre vie privée|antes de continuar
    (?:tu|su) privacidad|uso de cookies|sua privacidade|prima di continuare|tua privacy
    rispettiamo la|voordat (?:je|u) (?:verdergaat|verder)|je privacy|jouw privacy
    cookie-?(?:muur|toestemming)|zanim przejdziesz|(?:twoja|twoją|dbamy o) prywatnoś
    innan du fortsätter|før du fortsætter|før du fortsetter|ennen kuin jatkat
    než budete pokračovat|прежде чем продолжить|cookie のご利用|隐私设置|개인정보 설정
    çerez ayarları
    πριν συνεχίσετε
    """
    ),
    re.I,
)
_CONSENT_MACHINERY = re.compile(
    r"consent\.cookiebot\.com|cdn\.cookielaw\.org|onetrust|sourcepoint|sp-prod\.net|privacy-mgmt"
    r"|didomi|usercentrics|trustarc|quantcast|consentmanager|cookiefirst|iubenda|opencmp|sibbo"
    r"|cookieyes|complianz|borlabs-cookie|klaro|axeptio|tarteaucitron",
    re.I,
)
_CONSENT_HOST = re.compile(r"(?:consent|guce|cmp|myprivacy|cookiewall|privacywall)\.", re.I)
_CONSENT_PATH = re.compile(
    r"/(?:[\w-]+/)?(?:consent|zustimmung|einwilligung|cookie-?wall|cookie-?consent|privacy-?gate"
    r"|privacy-?wall|age-?(?:gate|check|verification))(?:[./?]|$)",
    re.I,
)
_LOGIN_PATH = re.compile(
    r"/(?:[\w.-]+/){0,9}(?:log-?in|log-?on|sign-?in|wp-login\.php|users/sign_in|anmelden|anmeldung"
    r"|connexion|iniciar-sesion|inloggen|logowanie|auth/login|login\.(?:php|aspx?|jsp|html?)"
    r"|(?:user|member|account)s?/(?:login|signin|register)|oauth2?/authorize|saml2?(?:/sso)?"
    r"|ucp\.php)(?:[/?.;]|$)",
    re.I,
)
_LOGIN_HOST = re.compile(r"(?:login|signin|auth|accounts?|sso|idp|id)\.", re.I)

_GEO_TEXT = re.compile(
    any_of(
        r"""
    (?:not |un)(?:available|accessible) (?:in|from|for) (?:your|this) (?:country|region|location)
    not currently (?:available|accessible) (?:in|from) (?:your|this) (?:country|region|location)
    from your (?:country|region|location) (?:is|are|has been) (?:not allowed|blocked|restricted)
    blocked in your (?:country|region)|restricted in your (?:country|region|location)
    unavailable (?:for|due to) legal reasons|european economic area
    your (?:country|region|location) is not supported
    country you are (?:in|accessing|visiting)
    (?:readers|visitors|users) (?:in|from) (?:the )?(?:eu|europe|european union)\b
    (?:in|aus) (?:ihrem|deinem|ihrer|deiner) (?:land|region|standort) (?:leider )?nicht
    pas (?:disponible|accessible) dans votre (?:pays|région)|depuis votre pays
    no (?:está )?disponible (?:en|para) (?:su|tu) (?:país|región|ubicación)
    não (?:está )?disponível (?:no|em|na) (?:seu|sua) (?:país|região)
    non (?:è )?disponibile nel (?:tuo|suo) paese
    niet beschikbaar in (?:uw|jouw|je) (?:land|regio)
    niedostępn\w+ w (?:twoim|państwa) (?:kraju|regionie)|inte tillgänglig\w* i ditt land
    недоступ\w+ в ваше\w+ (?:стране|регионе)|не доступ\w+ в ваш|ülkenizde|お住まいの(?:国|地域)
    ご利用の地域|您所在的(?:国家|地区|國家|地區)|(?:국가|지역)에서(?:는)? (?:이용|사용|접근)
    غير متاح في (?:بلدك|منطقتك)
    """
    ),
    re.I,
)


def challenge_in_headers(headers: Sequence[tuple[str, str]], status: int) -> str | None:
    """Return who marks the answer as a bot check in its headers (lower-case names)."""
    lines = "\n".join(f"{name}: {value.lower()}" for name, value in headers)
    tables = (*_WALL_HEADERS, *(_REFUSAL_HEADERS if status in _REFUSALS else ()))
    return _first(tables, lines, at_line=True)


def challenge_in_body(gist: Gist, cookies: Sequence[str] = ()) -> str | None:
    """Return whose bot check the body is, or what it was known by; ``None``: it is none."""
    for vendor, hints, machinery in _WALL_MACHINERY:
        if any(hint in gist.machinery for hint in hints) and machinery.search(gist.machinery):
            return vendor
    if not gist.is_thin:
        return None
    found = (
        (_first(_THIN_MACHINERY, gist.machinery) if gist.links <= FEW_LINKS else None)
        or next((who for who, marks in _WALL_ELEMENTS if gist.tree.css_first(marks)), None)
        or _first(_WALL_TEXTS, f"{gist.title}\n{gist.text}")
    )
    if found:
        return found
    if gist.is_small and (found := _challenge_in_words(gist)):
        return found
    if gist.words < FEW_WORDS and gist.links == 0 and gist.has_scripts:
        if _SETS_COOKIE.search(gist.machinery) and _LOADS_AGAIN.search(gist.machinery):
            return "a cookie check"
        return whose_cookie(cookies)
    return None


def whose_cookie(cookies: Sequence[str]) -> str | None:
    """Return whose bot check sets one of the cookies, which are lower-case; ``None``: nobody's."""
    return next((who for cookie in cookies if (who := _first(_BOT_COOKIES, cookie))), None)


def _challenge_in_words(gist: Gist) -> str | None:
    """Return what a small, thin page is known by, where no vendor left its marks."""
    if gist.tree.css_first(_ASKS_WORDS) is not None:
        return None
    if any(_WALL_TITLE.fullmatch(part) for part in parts(gist.title)):
        return "its title"
    if gist.tree.css_first(_CAPTCHAS) is not None and gist.links == 0:
        return "a captcha"
    told = gist.headline if gist.words >= FEW_WORDS else f"{gist.headline}\n{gist.text}"
    return "its words" if _WALL_WORDS.search(told) else None


def login_form(gist: Gist) -> bool:
    """Tell whether the page is nothing but a login; a login box beside a text is not."""
    if not gist.is_thin or not gist.words:
        return False
    if _LOGIN_TOLD.search(gist.text if gist.words < FEW_WORDS else gist.headline):
        return True
    asking = gist.tree.css("input[type=password i]")[:20]
    if not any(is_shown(node) for node in asking):
        return bool(asking) and _LOGIN_TOLD.search(gist.text) is not None
    return (
        gist.words < FEW_WORDS
        or bool(_LOGIN_WORDS.search(gist.headline))
        or bool(_LOGIN_TOLD.search(gist.text))
    )


def paywall(gist: Gist) -> bool:
    """Tell whether the page holds the text back for subscribers.

    Publishers mark such a page for search engines; a long text is there in spite of the mark.
    Source: Google Search Central, "Subscription and paywalled content".
    """
    if gist.main_words >= THIN_WORDS:
        return False
    if _NOT_FREE.search(gist.html):
        return True
    return gist.is_thin and bool(_PAYWALL_TOLD.search(gist.text))


def consent_form(gist: Gist) -> bool:
    """Tell whether the page is nothing but a consent form; a banner over a text is not."""
    if not gist.is_thin:
        return False
    body = gist.tree.body
    hidden = body is not None and not is_shown(body)
    if hidden and _CONSENT_MACHINERY.search(gist.machinery):
        return True
    return bool(_CONSENT_WORDS.search(gist.headline)) or (
        gist.main_words < FEW_WORDS
        and gist.links_within <= 3
        and gist.tree.css_first("button, input[type=submit], input[type=button]") is not None
        and bool(_CONSENT_WORDS.search(gist.text))
    )


def geo_text(gist: Gist) -> bool:
    """Tell whether the page says, and says nothing else, that it is not for our country."""
    return gist.is_thin and bool(_GEO_TEXT.search(f"{gist.title} {gist.text}"))


def redirected_to(gist: Gist) -> Signal | None:
    """Say what kind of wall a redirect led to, by the address it ended at."""
    if not gist.redirected or not gist.is_thin:
        return None
    address = parse_web(gist.url)
    if address is None:
        return None
    host, path = address.host, address.path
    if _CONSENT_HOST.match(host) or _CONSENT_PATH.match(path):
        return Signal.CONSENT_REDIRECT
    if _LOGIN_PATH.match(path):
        return Signal.LOGIN_REDIRECT
    asks_password = gist.tree.css_first("input[type=password i], input[type=email i]")
    return Signal.LOGIN_REDIRECT if _LOGIN_HOST.match(host) and asks_password else None


def _first(table: _Table, text: str, *, at_line: bool = False) -> str | None:
    """Return the name of the first row whose pattern is found."""
    for name, pattern in table:
        if at_line:
            if any(pattern.match(line) for line in text.split("\n")):
                return name
        elif pattern.search(text):
            return name
    return None
