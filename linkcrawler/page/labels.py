"""Phrases by which a page is labelled as paid or as a guest's, and a site as taking posts.

Source: the labels of publishers' own pages in their languages, and the advertising markers that
ad-labelling rules name; each stands for the whole of a short line, or begins it.
"""

import re
import unicodedata
from functools import lru_cache

from linkcrawler.page.label_forms import DE, EN, ES, FR, GUEST_FORM, IT, NL, PL, PT, RU, paid_form
from linkcrawler.page.phrases import any_of
from linkcrawler.page.tree import collapse

MAX_LABEL = 60
"""Characters of a line, or of a part of one, that is a label and not a sentence."""

MAX_SENTENCE = 240
MAX_TOLD = 100
_AROUND = " \t.:;,!*#~_-–—|·•»«()[]{}【】「」『』<>/\"'“”„"
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[|·•/»]\s*")
_BRACKETED = re.compile(
    r"^[\[(【]([^\[\]()【】]{2,40})[\])】]|[\[(【]([^\[\]()【】]{2,40})[\])】]$"
)


def _nfkc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _phrases(text: str) -> frozenset[str]:
    return frozenset(_nfkc(phrase).strip() for phrase in collapse(text).split(","))


# What nothing but a paid page is labelled with.
PAID = _phrases(
    """
    sponsored post, sponsored content, sponsored article, sponsored story, sponsored feature,
    sponsored review, paid post, paid content, paid partnership, paid partner content,
    paid promotion, promoted post, promoted content, advertorial, partner content,
    partnered content, branded content, advertising feature, advertisement feature,
    advertiser content, special advertising section, native advertising, gesponserter beitrag,
    gesponserter artikel, gesponserte inhalte, gesponserter inhalt, bezahlter beitrag,
    bezahlte partnerschaft, anzeigensonderveröffentlichung, anzeigen-sonderveröffentlichung,
    sonderveröffentlichung, werbebeitrag, pr-anzeige, article sponsorisé, contenu sponsorisé,
    billet sponsorisé, publi-rédactionnel, publirédactionnel, publi-reportage, publireportage,
    publi-communiqué, publicommuniqué, contenu partenaire, article partenaire,
    contenu commandité, partenariat rémunéré, collaboration commerciale, artículo patrocinado,
    contenido patrocinado, post patrocinado, entrada patrocinada, publirreportaje,
    publireportaje, contenido promocionado, colaboración pagada, conteúdo patrocinado,
    artigo patrocinado, publieditorial, publipost, informe publicitário, conteúdo de marca,
    articolo sponsorizzato, contenuto sponsorizzato, post sponsorizzato, pubbliredazionale,
    publiredazionale, informazione pubblicitaria, gesponsord artikel, gesponsorde inhoud,
    gesponsorde blog, betaald partnerschap, betaalde samenwerking, artykuł sponsorowany,
    materiał sponsorowany, współpraca reklamowa, tekst sponsorowany, wpis sponsorowany,
    materiał partnera, artykuł partnerski, materiał promocyjny, на правах рекламы,
    партнёрский материал, партнерский материал, спонсорский материал, рекламный материал,
    на правах реклами,
    партнерський матеріал, sponsorlu içerik, sponsorlu yazı, tanıtım yazısı, advertorial içerik,
    sponsrat inlägg, sponsrat innehåll, betalt samarbete, i betalt samarbete, annonssamarbete,
    sponset innhold, sponset innlegg, annonsørinnhold, betalt samarbeid, sponsoreret indhold,
    sponsoreret indlæg, betalt samarbejde, annoncørbetalt indhold, kaupallinen yhteistyö,
    mainosyhteistyö, sponzorovaný článek, sponzorovaný obsah, komerční sdělení, pr článek,
    szponzorált tartalom, támogatott tartalom, fizetett tartalom, articol sponsorizat,
    conținut sponsorizat, χορηγούμενη δημοσίευση, konten bersponsor, artikel bersponsor,
    bài viết tài trợ, bài viết được tài trợ, nội dung được tài trợ,
    记事广告, 赞助内容, 赞助文章, 推广内容, 商业推广, 贊助內容, 廣編稿, 廣告文章, 業配文, 記事広告,
    タイアップ記事, タイアップ広告, スポンサー記事, sponsored記事, pr記事, 제휴 콘텐츠,
    유료광고, 광고성 기사, محتوى مدعوم, مقال مدعوم, محتوى برعاية, תוכן ממומן, תוכן שיווקי,
    בשיתוף פעולה מסחרי
    """
)

# What a paid page is labelled with, and each slot of a banner as well.
AD = _phrases(
    """
    ad, adv, advertisement, promoted, anzeige, werbung, publicité, publicidad, publicidade,
    pubblicità, advertentie, reklama, реклама, reklam, annons, annonse, annonce, mainos,
    inzerce, hirdetés, publicitate, διαφήμιση, iklan, quảng cáo,
    广告, 推广, 廣告, 広告, pr, 광고, إعلان,
    פרסומת, sponsored, gesponsert, sponsorisé, commandité, patrocinado, sponsorizzato,
    gesponsord, sponsorowane, sponsrat, sponsoreret, sponsoroitu, χορηγούμενο, 협찬, spon,
    sponsorisée, sponsorisés, sponsorisées, patrocinada, patrocinados, patrocinadas, promocionado,
    sponsorizzata, sponsorizzati, gesponsorde, sponsorowany, sponsorowana, publi, remitido, reclame,
    プロモーション, 宣伝, スポンサード, タイアップ
    """
)
PAID_OR_AD = PAID | AD
_HASHTAGS = frozenset(phrase.replace(" ", "") for phrase in PAID_OR_AD)
_PAID_FORM = paid_form(PAID)
# An advertisement by the title, with who pays.
_AD_OF = re.compile(
    any_of(
        r"""
    (?i:ad|adv|advertisement|advertising|anzeige|werbung|publicité|publicidade?|pubblicità)_NAMED
    (?i:advertentie|reclame|reklama|advertiser|annonceur|anunciante|inserzionista|adverteerder)_NAMED
    (?i:reklamodawca|рекламодатель)_NAMED|(?i:это\sреклама)|.{0,60}\berid:?\s?\w{6,40}
    (?i:реклама|на правах рекламы)[.,:]?\s(?:ООО|АО|ПАО|ЗАО|ИП|АНО)\b.{0,90}
    提供\s?[：: ]\s?\S.{0,30}
    """.replace("_NAMED", r"\s?:\s?(?=[^\Wa-zß-öø-ÿа-яё_]|[«„\"“@'])\S.{0,50}")
    )
)
_PAID_SENTENCE = re.compile(
    any_of(
        rf"""
    (?:sponsored|paid for|promoted|brought to you|presented and paid for) by (?!the |whom).{{2,60}}$
    th(?:is|e following) (?:\S+ )?(?:{EN}) (?:is|was|has been) (?:kindly |proudly )?sponsored\b
    this (?:\S+ )?(?:{EN}) (?:is|was|has been) (?:paid for|brought to you|produced in paid)\b
    this (?:\S+ )?(?:{EN}) contains (?:paid|sponsored) (?:content|promotions?|advertising)\b
    (?:disclosure: )?this is an? (?:\S+ )?(?:sponsored|paid|promoted) (?:(?:{EN})|co\w+ration)\b
    th(?:is|e following)(?: (?:\S+ )?(?:{EN}))? is an? (?:paid )?advert(?:isement|orial)?\b
    i (?:have )?received (?:\S+ )?(?:compensation|payment) (?:for|to|from) \S
    (?:i|we) (?:was|were|have been) (?:paid|compensated) .{{0,60}}\b(?:(?:{EN})|write)\b
    (?:thank you|thanks) to .{{2,60}} for sponsoring (?:this|today)
    (?:{EN}) sponsored by \S
    dieser {DE} (?:ist|wurde) (?:\S+ ){{0,3}}(?:gesponsert|(?:eine )?anzeige|ein gesponserter)\b
    dieser {DE} (?:ist|enthält) (?:bezahlte )?werbung\b
    dieser {DE} (?:\S+ ){{1,2}}in (?:bezahlter|werblicher) (?:kooperation|zusammenarbeit)\b
    bei diesem {DE} handelt es sich um (?:eine |ein )?(?:bezahlte |reine )?(?:werbung|anzeige)\b
    (?:bezahlte werbung|(?:werbung|anzeige) in (?:kooperation|zusammenarbeit))\b
    (?:gesponsert (?:von|durch)|in bezahlter (?:kooperation|zusammenarbeit) mit) \S
    cet?(?:te)? (?:{FR}) (?:est|a été) (?:\S+ )?(?:sponsorisé|commandité|rémunéré)e?\b
    cet?(?:te)? (?:{FR}) (?:est|contient) (?:une |de la )?(?:publicité|collaboration commerciale)\b
    (?:{FR}) (?:rédigé|réalisé|écrit)e? en (?:partenariat rémunéré|collaboration commerciale)\b
    cet? (?:article|billet|contenu) vous est (?:offert|proposé) par|contenu proposé par \S
    (?:sponsorisé|commandité) par \S
    est[ea] (?:{ES}) (?:es|está|fue|ha sido) (?:\S+ )?(?:patrocina|paga)d[oa]\b
    est[ea] (?:{ES}) (?:es|contiene) (?:una? )?(?:publicidad|publicitari[oa]|publirreportaje)\b
    (?:patrocinad[oa] por|contenido ofrecido por|conteúdo oferecido p(?:or|el[oa])) \S
    es[st][ea] (?:{PT}) (?:é|foi) (?:\S+ )?(?:patrocinad[oa]|pag[oa] p(?:or|el[oa]))\b
    es[st][ea] (?:{PT}) é (?:publicidade|publicitári[oa])\b
    es[st][ea] (?:{PT}) contém (?:conteúdo patrocinado|publicidade)\b
    quest[oa'’] ?(?:{IT}) (?:è|è stat[oa]) (?:\S+ )?(?:sponsorizzat|pagat|pubblicitari)[oa]\b
    quest[oa'’] ?(?:{IT}) contiene (?:pubblicità|contenuti sponsorizzati)\b
    (?:sponsorizzato|offerto|promosso) da \S|contenut[oi] offert[oi] da \S
    conteúdo pago p(?:or|el[oa]) \S
    (?:dit|deze) (?:{NL}) (?:is|wordt|werd) (?:\S+ )?(?:gesponsord|betaald)\b
    (?:dit|deze) (?:{NL}) (?:bevat|is) (?:een )?(?:reclame|advertenties?|gesponsorde \w+)\b
    dit is een (?:gesponsorde?|betaalde?) (?:{NL}|samenwerking)\b
    gesponsord door \S
    (?:\w+ )?(?:{PL}) (?:jest |został )?(?:sponsorowany|opublikowany we współpracy)\b
    (?:\w+ )?(?:{PL}) .{{0,30}}we (?:współpracy (?:reklamowej|komercyjnej)|płatnej współpracy)\b
    (?:partner|sponsor)em (?:artykułu|materiału|tekstu|wpisu|publikacji) jest \S|reklama marki \S
    (?:{RU}) (?:размещ[её]н\w*|опубликован\w*) на правах рекламы
    (?:спонсор|партн[её]р) (?:материала|публикации|статьи|текста)\b
    (?:denna|det här) (?:artikel|inlägg\w*|text) är (?:ett |en )?(?:betalt|sponsra[td]|annons)\b
    bu (?:içerik|yazı|makale) (?:\S+ ){{0,3}}(?:sponsorlu|reklamdır|tanıtım yazısıdır)
    本文(?:为|由|系).{{0,20}}(?:赞助|推广|广告)|本文為.{{0,20}}(?:贊助|廣告)
    (?:本|この)?(?:記事|ページ|投稿)内?(?:は|には|に).{{0,24}}(?:提供|タイアップ|pr(?:を含|が含|です|記事))
    (?:本|この)?(?:記事|ページ|投稿)内?(?:は|には|に).{{0,24}}(?:広告|プロモーション)(?:です|を含|が含)
    .{{1,30}}(?:(?:から|より).{{0,12}}提供を受けて|の提供で(?:お送り|お届け))
    (?:이|본) (?:포스팅|글|기사)(?:은|는) .{{0,40}}(?:협찬|원고료|광고)
    """
    ),
    re.I,
)
# "This article is a" and its like; what follows is a label.
_THIS_IS = re.compile(
    any_of(
        rf"""
    (?:disclosure: )?this (?:(?:\w+ )?(?:{EN}) )?is(?: an?)?
    (?:dieser {DE}|dies) ist(?: eine?)?|bei diesem {DE} handelt es sich um eine?n?
    cet(?:te)? (?:{FR}) est une?|il s'agit d'une?|ceci est une?
    est[ea](?: (?:{ES}))? es una?|quest[oa](?: (?:{IT}))? è una?|es[st][ea](?: (?:{PT}))? é uma?
    (?:dit|deze)(?: (?:{NL}))? is een|ten (?:{PL}) to|to jest|это
    """
    )
    + r"\s",
    re.I,
)


GUEST = _phrases(
    """
    guest post, guest article, guest blog, guest blog post, guest author, guest blogger,
    guest contributor, guest contribution, guest writer, guest column, contributed post,
    contributed content, contributor post, gastbeitrag, gastartikel, gastautor, gastautorin,
    gastkommentar, article invité, billet invité, auteur invité, rédacteur invité,
    artículo invitado, autor invitado, autora invitada, post invitado, artigo convidado,
    autor convidado, autora convidada, post convidado, articolo ospite, autore ospite, gastblog,
    gastblogger, gastauteur, gastbijdrage, wpis gościnny, artykuł gościnny, autor gościnny,
    гостевой пост, гостевая статья, гостевой автор, гостьовий пост, konuk yazar, misafir yazar,
    gästinlägg, gästblogg, gästskribent, gjesteinnlegg, gjesteblogg, gæsteindlæg, gæsteblogger,
    vieraskynä, vierasblogi, hostující autor, vendégposzt, vendégszerző, articol invitat,
    autor invitat, penulis tamu, bài viết khách mời, 客座文章, 客座作者, 特约撰稿, 客座專欄,
    ゲスト投稿, 寄稿記事,
    ゲストライター, 게스트 포스트, 기고, مقال ضيف
    """
)
_GUEST_SENTENCE = re.compile(
    any_of(
        r"""
    (?:the following is )?(?:a )?guest (?:post|article|blog(?: post)?|column) (?:by|from) \S
    this is a guest (?:post|article)\b
    (?:this (?:post|article) (?:is|was) )?(?:written|contributed|posted) by (?:an? |our )?guest\b
    this (?:post|article) (?:is|was) submitted by (?:an? |our )guest\b
    dieser gast\w+ (?:stammt|ist|wurde|kommt)\b|deze? gast\w+ is\b|この記事は.{1,24}寄稿
    (?:article|billet) (?:écrit|rédigé) par une? (?:auteur|rédact)\w* invitée?
    (?:ein )?gast(?:beitrag|artikel|kommentar) (?:von|aus der feder von) \S
    dies(?:er beitrag)? ist ein gast(?:beitrag|artikel)\b
    (?:article|billet) invité (?:de|par) \S|(?:article|billet) rédigé par un auteur invité
    (?:artículo|post|entrada) invitad[oa] (?:de|por) \S|(?:artigo|post) convidado (?:de|por) \S
    (?:guest post|articolo ospite) (?:di|a cura di) \S
    (?:gastblog|gastbijdrage|gastartikel) (?:van|door) \S
    (?:wpis|artykuł) gościnny(?: autorstwa|:) \S|гостевой пост от \S
    gäst(?:inlägg|blogg) (?:av|från) \S|gjesteinnlegg av \S|gæsteindlæg af \S
    """
    ),
    re.I,
)
# What a link to the page of a site that takes posts or links is called.
OFFERS = _phrases(
    """
    write for us, contribute a post, submit a guest post, submit guest post, submit a post,
    submit your post, submit your article, submit an article, submit article, submit articles,
    guest post, guest posts, guest posting, guest post guidelines, guest posting guidelines,
    guest post service, guest post services, guest post price, guest post prices,
    guest post pricing, guest blogging, become a guest blogger, become a guest author,
    become a contributor, buy guest post, buy guest posts, buy a guest post, buy sponsored post,
    buy links, buy backlinks, sell links, paid guest post, paid post, sponsored post,
    sponsored posts, sponsored post price, sponsored post pricing, publish your article,
    post your article, publish an article, publish a guest post, link insertion,
    link insertions, add url, add your url, submit url, submit your url, add link,
    add your link, submit link, submit a link, submit your link, add site, add a site,
    add your site, submit site, submit a site, submit your site, submit website,
    submit your website, add website, suggest a site, suggest a link, suggest site,
    exchange links, link exchange, gastbeitrag schreiben, gastbeitrag einreichen,
    gastbeitrag veröffentlichen, gastbeitrag buchen, gastartikel buchen,
    gastartikel veröffentlichen, gastautor werden, artikel einreichen, artikel veröffentlichen,
    link eintragen, url eintragen, seite eintragen, webseite eintragen, website eintragen,
    webseite anmelden, linktausch, écrire pour nous, écrivez pour nous, proposer un article,
    publier un article, soumettre un article, article sponsorisé, proposer un article invité,
    ajouter un site, ajouter votre site, proposer un site, soumettre un site, inscrire un site,
    échange de liens, escribe para nosotros, publica tu artículo, publica con nosotros,
    enviar artículo, envía tu artículo, comprar post patrocinado, posts patrocinados,
    añadir url, agregar url, añadir sitio, agregar sitio, añade tu web, intercambio de enlaces,
    escreva para nós, envie seu artigo, publique seu artigo, adicionar site, cadastre seu site,
    troca de links, scrivi per noi, invia articolo, invia il tuo articolo, pubblica un articolo,
    segnala sito, segnala il tuo sito, inserisci sito, aggiungi sito, scambio link,
    schrijf voor ons, gastblog plaatsen, gastblog schrijven, gastblog insturen,
    artikel plaatsen, link toevoegen, link aanmelden, site aanmelden, website aanmelden,
    linkruil, napisz dla nas, dodaj artykuł, dodaj stronę, dodaj wpis, publikacja artykułów,
    artykuły sponsorowane, wymiana linków, разместить статью, размещение статей,
    разместить гостевой пост, добавить сайт, добавить ссылку, обмен ссылками, розмістити статтю,
    додати сайт, tanıtım yazısı, tanıtım yazısı fiyatları, bizim için yaz, site ekle,
    skriv för oss, lägg till länk, länkbyte, skriv for oss, tilføj link, napište pro nás,
    přidat odkaz, přidat stránku, link hozzáadása, adaugă site, kirim artikel,
    viết bài cho chúng tôi, đăng bài viết, 我要投稿, 提交网站, 网站提交, 网站收录, 友链申请,
    申请友链, 寄稿募集, サイト登録,
    相互リンク募集, 사이트 등록, اكتب لنا
    """
)
_OFFER_PATH = re.compile(
    "/"
    + any_of(
        r"""
    write-?for-us|become-a-(?:contributor|guest-author)|link-exchange
    submit-(?:a-|your-)?(?:guest-)?(?:post|article|site|url|link|website)|submiturl
    guest-post(?:s|ing)?(?:-(?:guidelines?|prices?|pricing|services?|rates))?
    sponsored-posts?-(?:prices?|pricing|rates)|buy-(?:guest-posts?|links|backlinks)
    add-(?:your-)?(?:url|site|link|website)|addurl|suggest-(?:a-)?(?:site|link)
    gastbeitrag-(?:schreiben|einreichen|buchen)|escribe-para-nosotros|scrivi-per-noi
    ecrire-pour-nous|escreva-para-nos|napisz-dla-nas|schrijf-voor-ons
    """
    )
    + r"(?:\.\w{2,5})?/?$"
)
_PAID_NAME = any_of(
    r"""
    sponsored|sponsored-(?:posts?|content|articles?|stor(?:y|ies)|features?)|advertorials?
    partner-?content|partnered-content|branded-content|paid-(?:post|content)
    publirr?eportajes?|publi-?redactionnel|article-sponsorise|artykul-sponsorowany
    """
)
_PAID_SEGMENT = re.compile(_PAID_NAME)
_PAID_CLASS = re.compile(rf"(?:(?:is|category|tag|type|post|single|format)-)?{_PAID_NAME}")


def paid_label(line: str, *, with_ad: bool) -> str | None:
    """Return what in a line tells that a page is paid; ``None``: nothing does.

    ``with_ad``: the words that stand over banners too are taken as well.
    """
    labels = PAID_OR_AD if with_ad else PAID
    told = _label(line, labels, _PAID_FORM)
    if told is None and line.startswith("#") and _plain(line) in _HASHTAGS:
        told = line[:MAX_TOLD]
    told = told or _this_is(line, PAID, _PAID_FORM)
    if told is None and with_ad and _AD_OF.fullmatch(written := _nfkc(line).strip(_AROUND)):
        told = written[:MAX_TOLD]
    return told or _sentence(line, _PAID_SENTENCE)


def guest_label(line: str) -> str | None:
    """Return what in a line tells that a guest wrote the page; ``None``: nothing does."""
    return (
        _label(line, GUEST, GUEST_FORM)
        or _this_is(line, GUEST, GUEST_FORM)
        or _sentence(line, _GUEST_SENTENCE)
    )


def paid_title(title: str) -> str | None:
    """Return the label that a title has in brackets, at its start or end."""
    found = _BRACKETED.search(title.strip())
    label = (found[1] or found[2]) if found else ""
    return label if _plain(label) in PAID_OR_AD else None


def guest_title(title: str) -> str | None:
    """Return a title's first words that name a guest as its author."""
    return _sentence(title, _GUEST_SENTENCE)


def paid_path(path: str) -> str | None:
    """Return the folder of a path that holds paid pages; the page about them is none."""
    for segment in path[:2_000].lower().split("/")[1:-1]:
        if _PAID_SEGMENT.fullmatch(segment):
            return f"/{segment}/"
    return None


def paid_class(names: str) -> str | None:
    """Return the class that tells that what has it is paid."""
    found = (name for name in names[:2_000].lower().split() if _PAID_CLASS.fullmatch(name))
    return next((f".{name}" for name in found), None)


def offer_of(anchor_text: str, path: str) -> str | None:
    """Return what of a link tells that it leads to where posts or links are taken or sold."""
    if len(anchor_text) <= MAX_LABEL:
        for part in (anchor_text, *_BETWEEN.split(anchor_text)):
            if _plain(part) in OFFERS:
                return collapse(part)
    found = _OFFER_PATH.search(path.lower()) if len(path) <= 500 else None
    return found[0] if found else None


def is_about(title: str, label: str) -> bool:
    """Tell whether a title has the words of a label in it, in any form: it is about such pages."""
    written = _nfkc(title).lower()
    return all(_stands_in(word, written) for word in _plain(label).split())


def _stands_in(word: str, text: str) -> bool:
    """Tell whether a word stands in a text in one of its forms, which differ at its end."""
    if len(word) > 4 or not word.isascii():
        return word[: max(4, len(word) * 2 // 3)] in text
    return bool(re.search(rf"\b{re.escape(word)}\b", text))


def _plain(text: str) -> str:
    return collapse(_nfkc(text)).lower().strip(_AROUND)


def _this_is(line: str, labels: frozenset[str], form: re.Pattern[str]) -> str | None:
    """Return a line that says of its page that it is what a label says."""
    lead = _THIS_IS.match(line)
    return line[:MAX_TOLD] if lead and _label(line[lead.end() :], labels, form) else None


def _label(line: str, labels: frozenset[str], form: re.Pattern[str]) -> str | None:
    for told, plain in _parts(line):
        if plain in labels or form.fullmatch(_nfkc(told)):
            return told[:MAX_TOLD]
    return None


@lru_cache(maxsize=64)  # each line of a page is asked for several kinds of label
def _parts(line: str) -> tuple[tuple[str, str], ...]:
    """Return the line and what it has between its dashes and bars: as it is told, and compared.

    What is too long for a label is left out.
    """
    parts = (line, *_BETWEEN.split(line[:MAX_SENTENCE]))
    return tuple((part.strip(_AROUND), _plain(part)) for part in parts if len(part) <= MAX_LABEL)


def _sentence(line: str, pattern: re.Pattern[str]) -> str | None:
    written = _nfkc(line[:MAX_SENTENCE]).lstrip(_AROUND)
    return written[:MAX_TOLD].strip() if pattern.match(written) else None
