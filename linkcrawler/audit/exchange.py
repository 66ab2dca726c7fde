"""Pages that hold links for the sake of links: where sites that link to each other do so."""

import re
from urllib.parse import unquote

from linkcrawler.page.phrases import any_of
from linkcrawler.urls import parse_web

MAX_PATH = 300
_NAME = any_of(
    r"""
    (?:our|my|useful|web|site|friendly|external)? ?links?|link ?(?:partner|exchange|list|swap)s?
    (?:our )?partners?(?: (?:sites?|links?))?|partner ?(?:seiten|links|websites)|blog ?roll
    (?:our )?friends|friends of .{2,30}|linktausch|linksammlung|linkliste|unsere partner|freunde
    (?:nos )?(?:partenaires|amis)|liens(?: (?:utiles|amis|partenaires))?|échange de liens
    (?:nuestros )?(?:socios|amigos|enlaces)(?: (?:de interés|amigos))?|intercambio de enlaces
    (?:i )?(?:nostri )?(?:partner|amici)|link (?:utili|amici)|scambio link|siti amici
    (?:nossos )?(?:parceiros|amigos)|troca de links|(?:onze )?partners|linkpartners|linkruil
    (?:nasi )?partnerzy|linki|wymiana link(?:ów|ow)|(?:наши )?(?:партн[её]ры|друзья)|ссылки
    обмен ссылками|partnery|druzya|友情链接|友链|友情連結|リンク集|相互リンク|リンク|링크
    """
)
_IS_NAME = re.compile(_NAME, re.I)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[|·•»:/]\s*")


def is_page_of_links(url: str, title: str | None) -> bool:
    """Tell whether a page is one of links or of partners, by its address or its title.

    The name has to be the whole of the path's last part, or of a part of the title: a text about
    links is no page of links.
    """
    address = parse_web(url)
    path = unquote(address.path[:MAX_PATH]).rstrip("/") if address else ""
    names = [_EXTENSION.sub("", path.rpartition("/")[2]).replace("_", " ").replace("-", " ")]
    names += _BETWEEN.split((title or "")[:MAX_PATH])
    return any(_IS_NAME.fullmatch(name.strip()) for name in names)
