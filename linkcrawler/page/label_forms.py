"""Forms of the labels of paid pages and of guests' ones, in their inflections.

A label of these forms is the whole of a short line, or a name follows it: of who pays, of who
wrote. What tells only of help, of partners or of a paywall ("in partnership with", "bezahlter
Artikel") is none.
Source: the words that rules of advertising name (FTC, Landesmedienanstalten, loi 2023-451, IAP
Digital Chart, CONAR, Reclamecode, UOKiK, 38-FZ, the Consumer Affairs Agency of Japan).
"""

import re

from linkcrawler.page.phrases import any_of

# What is paid for, by language, to stand in patterns.
EN = "post|article|story|review|content|page|video"
DE = "(?:blog)?-?(?:beitrag|artikel|text|post)"
FR = "article|billet|contenu|post|publication|page|texte|vidéo|dossier"
ES = "artículo|post|entrada|contenido|publicación|texto|noticia|reportaje|página|vídeo"
IT = "articolo|post|contenuto|testo|pagina|video"
PT = "artigo|post|conteúdo|publicação|texto|matéria|página|vídeo"
NL = "artikel|blog|blogpost|post|bericht|tekst|bijdrage|video"
PL = "artykuł|wpis|materiał|tekst|post"
RU = "статья|материал|публикация|текст|пост|обзор"

_LABELS = any_of(
    rf"""
    (?:sponsored|promoted) (?:advertising )?(?:(?:{EN}|feature|message)s?|stories)
    (?:sponsored|paid) (?:partnership|collaboration|promotion|advert(?:isement|ising|orial)?|ads?)s?
    in paid partnership
    (?:in )?bezahlte[rnms]? (?:werbe)?(?:partnerschaft|kooperation|zusammenarbeit|promotion)
    bezahlte[rnms]? (?:werbung|anzeige)|enthält (?:bezahlte )?werbung|werbe(?:post|artikel|text)
    werbliche[rnms]? (?:kooperation|zusammenarbeit|inhalte?)|werbe(?:kooperation|partnerschaft)
    gesponserte[rnms]? (?:{DE}|beiträge|blogbeiträge|inhalte?|posts|texte|story)
    (?:{FR})s? (?:sponsorisé|commandité|rémunéré|publicitaire)e?s?
    (?:partenariat|collaboration)s? (?:rémunéré|commercial|sponsorisé)e?s?
    (?:{ES}|espacio|mensaje)s? (?:patrocinad|promocionad|publicitari)[oa]s?
    publicaciones patrocinadas
    colaboraci(?:ón|ones) (?:pagad|remunerad|patrocinad)as?|contenidos? de marca
    (?:{IT}|messaggio|redazionale) (?:sponsorizzat[oa]|pubblicitari[oa]|promozionale)
    (?:articoli|contenuti|post|messaggi|testi|pagine) (?:sponsorizzat[ie]|pubblicitari|promozionali)
    (?:collaborazione|partnership) (?:retribuita|pubblicizzata|a pagamento)
    (?:inserzione|annuncio|redazionale) a pagamento
    (?:{PT}|informe)s? (?:patrocinad|promovid|publicitári)[oa]s?|publicações patrocinadas
    parcerias? (?:paga|remunerada|patrocinada)s?
    gesponsorde? (?:{NL}|artikelen|blogs|posts|berichten|bijdragen|content|inhoud)
    betaalde? (?:partnerschap|samenwerking|advertentie|reclame|promotie|advertorial)
    (?:in betaalde|commerciële) samenwerking|partner(?:bijdrage|content)|ingezonden mededeling
    (?:{PL}|treść)y? (?:sponsorowan|reklamow|promocyjn)(?:y|a|e)|treści (?:sponsorowane|reklamowe)
    (?:{PL})y? partnera|współprac[aą] (?:reklamow|komercyjn|sponsorowan)[aą]
    płatn[aąe] (?:współprac[aą]|partnerstwo|promocja|reklama)
    (?:рекламн|партн[её]рск|спонсорск)(?:ый|ая|ий) (?:{RU}|контент)
    (?:рекламн|партн[её]рск|спонсорск)(?:ые|ие) (?:статьи|материалы|публикации|тексты|посты)
    (?:{RU}) (?:\w{{1,20}} )?на правах рекламы|оплаченн(?:ый|ая) (?:{RU})
    (?:スポンサード|スポンサー|タイアップ|広告|pr)(?:コンテンツ|企画|記事|投稿|広告)
    """
)
_GUESTS = any_of(
    r"""
    guest[ -](?:blog[ -]?)?(?:post|article|blog|blogger|author|contribution|writer|column)s?
    guest[ -]contributors?
    contributed (?:post|content|article)|contributor post|contributed by
    gast-?(?:beitr[aä]ge?|artikel|autor(?:in)?|kommentar|post|blog|blogger(?:in)?|kolumne)s?
    (?:article|billet|post|auteure?|rédacteur|rédactrice|tribune|blogueu(?:r|se))s? invitée?s?
    (?:artículo|post|entrada|autora?|firma|columna|texto)s? (?:de )?invitad[oa]s?
    (?:articol[oi]|post|autor[ei]|autrice) ospit[ei]|articol[oi] di un ospite
    (?:artigo|post|texto|autora?|coluna)s? (?:de )?(?:autora? )?convidad[oa]s?
    gast(?:blog|blogger|auteur|artikel|bijdrage|column|schrijver|post)(?:s|en)?
    (?:wpis|artykuł|post|tekst|felieton|autor(?:ka)?)y? gościnn[yae]
    gościnn[yae] (?:wpis|artykuł|post|tekst|felieton|autor(?:ka)?)y?
    гостев(?:ой|ая|ые) (?:пост|стать[яи]|публикаци[яи]|автор|колонка|материал)ы?
    приглаш[её]нн(?:ый|ая) автор
    ゲスト(?:投稿|ライター|ブログ|記事|コラム)|寄稿(?:記事|者)?
    """
)
_TO = (
    "by|with|for|von|mit|durch|par|avec|pour|por|con|per|da|dal|dalla|com|pelo|pela|door|met|van"
    "|przez|z|ze|dla|от|с|со|для|from|de|di|av|af|a cura di|autorstwa|rédigé par"
)
_ARTICLE = r"(?:\w{1,3}|mark[ąi]|firm[ąy]|компани\w{1,4})\s"
_NAME = r"(?=[^\Wa-zß-öø-ÿа-яё_]|[«„\"“@'])\S.{0,58}"
"""It begins with a capital letter, or is of a script that has none."""

_PAYER = rf"(?:\s?:\s?|\s(?:{_TO})\s(?:{_ARTICLE})?){_NAME}"


def paid_form(phrases: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of all labels: of these phrases and of the forms, with who pays or not."""
    known = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
    return re.compile(rf"(?i:{_LABELS}|{known})(?:{_PAYER})?")


GUEST_FORM = re.compile(rf"(?i:{_GUESTS})(?:{_PAYER}|\s{_NAME})?")
"""All labels of guests' pages, with who wrote it or not."""
