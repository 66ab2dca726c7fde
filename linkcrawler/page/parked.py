"""Domains whose owner shows no site: parked, for sale, or held by a placeholder of the host."""

import re

from linkcrawler.page.gist import FEW_LINKS, Gist, parts
from linkcrawler.page.phrases import any_of
from linkcrawler.urls import parse_web

# Scripts, frames and addresses of parking services, which no other page carries.
_MACHINERY = re.compile(
    any_of(
        r"""
    \bsedoParkingUrl\b|\bimg\.sedoparking\.com|\bparkingcrew\.net|\bcdn\.parklogic\.com
    \bd38psrni17bvxu\.cloudfront\.net|\bparking\.bodiscdn\.com|\b(?:www\.)?bodis\.com/
    \bc\.parkingcrew|\bwindow\.park\s{0,9}=|\bparking-lander\b
    \bimg1\.wsimg\.com/parking|\babove\.com/(?:marketplace|parking)|\bdsredirection\.com
    \bztomy\.com|\bparkingpage\.namecheap\.com|\bnamedrive\.com
    \bsmartname\.com|\btrellian\.com|\brookmedia\.net|\bskenzo\.com|\bdomainsponsor\.com
    \bgoogle\.com/adsense/domains/caf\.js
    """
    ),
)
_MARKS = re.compile(rb"FOOTER_DOMAIN_PARKING|parked free, courtesy of", re.I)
_SALE_HOSTS = re.compile(
    rb"(?://|\.)(?:hugedomains\.com/(?:domain_profile|contact)|dan\.com/(?:buy-domain|orders)"
    rb"|afternic\.com/(?:forsale|domain)|sedo\.com/(?:search/details|checkdomainoffer)"
    rb"|undeveloped\.com/|atom\.com/name/|squadhelp\.com/name|brandbucket\.com/(?:names|bbm)"
    rb"|buydomains\.com/|domainmarket\.com/buynow|godaddy\.com/forsale/|spaceship\.com/domain"
    rb"|porkbun\.com/checkout|sav\.com/(?:auctions|domains))",
    re.I,
)
_SALE = (
    r"(?:is |are |may be |might be |könnte |ist |est |está |è |jest |staat |steht |se )?"
    + any_of(
        r"""
    (?:now |premium )?(?:for sale|available for (?:sale|purchase))|listed for sale
    zu verkaufen|zum verkauf|à vendre|en vente|(?:en|à|a la) venta|vende|in vendita|te koop
    na sprzedaż|продается|продаётся|出售|販売中|판매|satılık|till salu|til salg|myytävänä
    na prodej|eladó|de vânzare|πωλείται
    """
    )
)
_WORDS = re.compile(
    any_of(
        rf"""
    domain(?: name)? (?:\S+ )?(?:is|may be) (?:for sale|available|parked)|buy this domain
    (?:this|the) (?:premium )?domain(?: name)?s? (?:\S+ )?{_SALE}|domain for sale|parked domain
    this domain (?:is|has been) (?:parked|registered)|domain(?:name)? is parked
    inquire about this domain|own this domain today|get this domain|make an offer on this domain
    domain (?:ist |steht )?(?:zu verkaufen|zum verkauf)
    diese domain (?:wurde|ist) (?:geparkt|registriert|reserviert)
    ce (?:nom de )?domaine est (?:à vendre|en vente)|domínio (?:está )?à venda
    dominio (?:está )?en venta|este dominio está (?:a la|en) venta|dominio (?:è )?in vendita
    domein(?:naam)? (?:is |staat )?te koop|domena (?:jest )?na sprzedaż
    домен (?:выставлен|продается|продаётся|припаркован|на продаж)|alan adı satılık
    此域名(?:正在|可)?(?:出售|转让)|域名(?:出售|转让)|この?ドメインは(?:販売|売り)
    도메인(?:을|이)? 판매|domänen är till salu|domænet er til salg|doména je na prodej
    """
    ),
    re.I,
)
_EMPTY_WORDS = 10
_OWN_NAME_FOR_SALE = r"(?:the domain (?:name )?)?(?:www\.)?{host}(?: domain(?: name)?)? {sale}[.!]?"

# Titles of the pages that software and hosts come with; these may be long.
_PLACEHOLDER_TITLE = re.compile(
    any_of(
        r"""
    apache2? (?:\w+ )?default page.{0,20}|apache http server test page.{0,60}
    it works!?
    welcome to (?:nginx|openresty|caddy|centos|tengine|your new \w+|\w+ linux).{0,40}
    (?:iis windows(?: server)?|iis\d+|microsoft internet information services.{0,12})
    (?:http server )?test page(?: for the (?:apache|nginx|http).{0,60})?
    default web ?site page
    (?:web server(?:(?:'|’)s)?|domain|plesk|server|hosting|lamp|ispconfig) default page
    default (?:server|parallels plesk|plesk) .{0,20}page|xampp.{0,30}
    (?:this )?account (?:has been )?suspended|(?:web)?site (?:has been )?suspended
    suspended (?:domain|account|site)
    (?:contact support|domain suspended|hosting suspended)
    (?:this )?(?:web)?site (?:is )?(?:coming soon|under construction|not published|not configured)
    (?:this )?(?:web)?site (?:is )?(?:deactivated|expired|closed|disabled|no longer available)
    coming soon|future home of something quite cool
    congratulations!? you(?:(?:'|’)ve| have) .{0,60}
    site (?:not found|not installed|en construction|im aufbau|en construcción|in costruzione)
    konto (?:gesperrt|zawieszone)|cuenta suspendida|compte suspendu|conta suspensa
    account sospeso
    (?:аккаунт|сайт|хостинг) (?:заблокирован|приостановлен|отключ[её]н)
    hosting(?:er)? (?:default|placeholder) page|default page
    (?:domain|website) expired|strona w budowie|website in aanbouw
    сайт (?:в разработке|не опубликован)|网站(?:建设中|已关闭|维护中)|站点创建成功|没有找到站点
    恭喜.{0,20}站点创建成功|工事中
    """
    ),
    re.I,
)
_DEFAULT = re.compile(r"apache|welcome to|iis|default|test page|plesk|xampp|it works", re.I)
_PLACEHOLDER_WORDS = re.compile(
    any_of(
        r"""
    (?:this |your |the )?(?:hosting )?account (?:has been |is )?(?:temporarily )?suspended
    (?:web)?site (?:has been|is) (?:temporarily )?(?:suspended|disabled|deactivated)
    (?:this )?domain(?: name)? (?:\S+ )?(?:has )?(?:recently )?expired
    domain (?:registration )?expired|renew (?:this|your|the) domain|domain ist abgelaufen
    domain abgelaufen|(?:nom de )?domaine (?:a )?expiré
    dominio (?:ha )?(?:expirado|caducado|scaduto)|dominio è scaduto|domínio expir
    domena wygasła|срок регистрации домена|домен (?:истек|просрочен)|域名已(?:过期|到期)
    ドメインの有効期限
    (?:there is|there(?:'|’)s) no (?:web)?site configured at this address
    (?:web)?site is not (?:yet )?(?:published|configured|connected)
    domain (?:is )?not (?:connected|configured)
    if you are the (?:owner|administrator) of this (?:web)?site,? (?:please )?(?:contact|log)
    (?:authors?|owners?|users?) (?:has|have) deleted this (?:site|blog)
    (?:this )?(?:blog|site) has been (?:deleted|removed|archived or suspended)
    default (?:web ?)?page (?:of|for) (?:this|the|your) (?:server|domain|site|host)
    hier entsteht (?:eine|in kürze)
    no website (?:has been )?(?:programmed|configured|installed) (?:at|on|for) (?:this|your)
    """
    ),
    re.I,
)


def parked(gist: Gist) -> str | None:
    """Return by what the page is known as one of a domain that is parked or for sale.

    "Domain for sale" in a long page is an article, and in the footer of a site an offer.
    """
    address = parse_web(gist.url)
    if address is not None and _offers(gist, address.host.removeprefix("www.")):
        return "its own name for sale"
    if not gist.is_thin:
        return None
    if _MACHINERY.search(gist.machinery) or _MARKS.search(gist.html):
        return "a parking service"
    if gist.has_scripts and gist.words < _EMPTY_WORDS:
        return None  # a shell, whose text is yet to come
    if _WORDS.search(gist.headline):
        return "its title"
    if not _WORDS.search(gist.text):
        return None
    if _SALE_HOSTS.search(gist.html):
        return "a sale service"
    return "its words" if gist.links_within <= FEW_LINKS else None


def placeholder(gist: Gist) -> bool:
    """Tell whether the host or its software shows a page of its own in place of the site."""
    if _DEFAULT.search(gist.title) and _PLACEHOLDER_TITLE.fullmatch(gist.title.strip()):
        return gist.links_within <= FEW_LINKS  # these explain at length what to do
    told = (*parts(gist.title), gist.heading)
    titled = any(_PLACEHOLDER_TITLE.fullmatch(part) for part in told)
    return (
        gist.is_thin
        and gist.links_within <= FEW_LINKS
        and (titled or bool(_PLACEHOLDER_WORDS.search(gist.text)))
    )


def _offers(gist: Gist, host: str) -> bool:
    """Tell whether title or heading offer the very domain that the page stands on."""
    if host not in gist.headline.lower():
        return False
    offer = re.compile(_OWN_NAME_FOR_SALE.format(host=re.escape(host), sale=_SALE), re.I)
    return any(offer.fullmatch(part) for part in (*parts(gist.title), gist.heading))
