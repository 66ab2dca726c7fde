"""Texts to write to the owner of a page, in five languages. Nothing is ever sent from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from linkcrawler.text import plain


class DraftKind(StrEnum):
    """What is asked for."""

    REMOVAL = "removal"
    """To take a link away."""

    RECLAIM = "reclaim"
    """To put a lost link back."""

    NOFOLLOW = "nofollow"
    """To look whether a nofollow is meant."""

    TARGET = "target"
    """To point a link at the right page."""


LANGUAGES = ("en", "de", "fr", "es", "it")


class DraftLink(NamedTuple):
    """A link that the text names."""

    page: str
    target: str
    anchor_text: str | None
    day: str | None
    """When it was last seen, ``YYYY-MM-DD``; ``None``: never by us."""

    linked: str | None = None
    """What it links to instead of the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to go over and to send by oneself."""

    language: str
    kind: DraftKind
    subject: str
    body: str
    contact: str | None = None


class _Words(NamedTuple):
    greeting: str
    introduction: str
    page: str
    anchor: str
    no_anchor: str
    target: str
    linked: str
    seen: str
    thanks: str
    name: str


class _Ask(NamedTuple):
    subject: str
    opening: str
    wish: str


_WORDS: Mapping[str, _Words] = {
    "en": _Words(
        "Hello,",
        "I look after {site}.",
        "Page",
        "Anchor text",
        "(no text)",
        "Our page",
        "It links to",
        "Last seen on",
        "Thank you for your time, and kind regards",
        "[your name]",
    ),
    "de": _Words(
        "Guten Tag,",
        "ich betreue die Website {site}.",
        "Seite",
        "Linktext",
        "(kein Text)",
        "Unsere Seite",
        "Der Link führt zu",
        "Zuletzt gesehen am",
        "Vielen Dank für Ihre Mühe und freundliche Grüße",
        "[Ihr Name]",
    ),
    "fr": _Words(
        "Bonjour,",
        "je m'occupe du site {site}.",
        "Page",
        "Texte du lien",
        "(aucun texte)",
        "Notre page",
        "Le lien mène à",
        "Vu pour la dernière fois le",
        "Merci de votre attention et bien cordialement",
        "[votre nom]",
    ),
    "es": _Words(
        "Hola:",
        "me encargo del sitio web {site}.",
        "Página",
        "Texto del enlace",
        "(sin texto)",
        "Nuestra página",
        "El enlace lleva a",
        "Visto por última vez el",
        "Muchas gracias por su tiempo y un cordial saludo",
        "[su nombre]",
    ),
    "it": _Words(
        "Buongiorno,",
        "mi occupo del sito {site}.",
        "Pagina",
        "Testo del link",
        "(nessun testo)",
        "La nostra pagina",
        "Il link porta a",
        "Visto l'ultima volta il",
        "Grazie del suo tempo e cordiali saluti",
        "[il suo nome]",
    ),
}

_ASKS: Mapping[str, Mapping[DraftKind, _Ask]] = {
    "en": {
        DraftKind.REMOVAL: _Ask(
            "A link to {site} on {domain}",
            "Your site links to ours:",
            "We are putting our backlinks in order and would be glad if you took this link away."
            " A short answer would help us, also if you would rather keep it.",
        ),
        DraftKind.RECLAIM: _Ask(
            "A link to {site} that is gone from {domain}",
            "Your page linked to ours, and we no longer find the link there:",
            "If it went by accident, we would be glad to see it back. If it was taken out on"
            " purpose, there is nothing to do, and thank you for having had it.",
        ),
        DraftKind.NOFOLLOW: _Ask(
            "The link to {site} on {domain}",
            "Thank you for linking to us. This link is marked nofollow, while others from your"
            " site to ours are not:",
            "If that was not intended, would you look at it? If it is your rule for such links,"
            " please leave it as it is.",
        ),
        DraftKind.TARGET: _Ask(
            "The link to {site} on {domain}",
            "Thank you for linking to us. The link leads to another page than readers expect:",
            "Would you point it at the page named above?",
        ),
    },
    "de": {
        DraftKind.REMOVAL: _Ask(
            "Ein Link auf {domain} zu {site}",
            "Ihre Website verlinkt auf unsere:",
            "Wir ordnen unsere Backlinks und würden uns freuen, wenn Sie diesen Link entfernen."
            " Eine kurze Antwort hilft uns, auch wenn Sie ihn lieber behalten möchten.",
        ),
        DraftKind.RECLAIM: _Ask(
            "Ein Link auf {domain} zu {site}, der nicht mehr da ist",
            "Ihre Seite hat auf unsere verlinkt, und wir finden den Link dort nicht mehr:",
            "Falls er aus Versehen verschwunden ist, würden wir uns freuen, wenn er zurückkommt."
            " Falls er mit Absicht entfernt wurde, ist nichts zu tun; danke, dass es ihn gab.",
        ),
        DraftKind.NOFOLLOW: _Ask(
            "Der Link auf {domain} zu {site}",
            "vielen Dank, dass Sie auf uns verlinken. Dieser Link ist mit nofollow"
            " gekennzeichnet, andere von Ihrer Website zu unserer sind es nicht:",
            "Falls das nicht so gedacht war: Würden Sie einmal nachsehen? Falls es Ihre Regel für"
            " solche Links ist, lassen Sie ihn bitte so.",
        ),
        DraftKind.TARGET: _Ask(
            "Der Link auf {domain} zu {site}",
            "vielen Dank, dass Sie auf uns verlinken. Der Link führt zu einer anderen Seite, als"
            " Leser erwarten:",
            "Würden Sie ihn auf die oben genannte Seite richten?",
        ),
    },
    "fr": {
        DraftKind.REMOVAL: _Ask(
            "Un lien vers {site} sur {domain}",
            "Votre site contient un lien vers le nôtre :",
            "Nous mettons de l'ordre dans nos liens entrants et vous serions reconnaissants de"
            " retirer ce lien. Une courte réponse nous aiderait, même si vous préférez le garder.",
        ),
        DraftKind.RECLAIM: _Ask(
            "Un lien vers {site} disparu de {domain}",
            "Votre page contenait un lien vers la nôtre, que nous n'y trouvons plus :",
            "S'il a disparu par erreur, nous serions heureux de le revoir. S'il a été retiré"
            " volontairement, il n'y a rien à faire ; merci de l'avoir eu.",
        ),
        DraftKind.NOFOLLOW: _Ask(
            "Le lien vers {site} sur {domain}",
            "Merci du lien vers notre site. Il porte l'attribut nofollow, alors que d'autres liens"
            " de votre site vers le nôtre ne l'ont pas :",
            "Si ce n'était pas voulu, pourriez-vous y jeter un œil ? Si c'est votre règle pour de"
            " tels liens, laissez-le tel quel.",
        ),
        DraftKind.TARGET: _Ask(
            "Le lien vers {site} sur {domain}",
            "Merci du lien vers notre site. Il mène à une autre page que celle que les lecteurs"
            " attendent :",
            "Pourriez-vous le diriger vers la page indiquée ci-dessus ?",
        ),
    },
    "es": {
        DraftKind.REMOVAL: _Ask(
            "Un enlace a {site} en {domain}",
            "Su sitio enlaza al nuestro:",
            "Estamos ordenando nuestros enlaces entrantes y le agradeceríamos que quitara este."
            " Una respuesta breve nos ayudaría, también si prefiere conservarlo.",
        ),
        DraftKind.RECLAIM: _Ask(
            "Un enlace a {site} que ya no está en {domain}",
            "Su página enlazaba a la nuestra, y ya no encontramos el enlace:",
            "Si desapareció por error, nos alegraría verlo de nuevo. Si se quitó a propósito, no"
            " hay nada que hacer, y gracias por haberlo tenido.",
        ),
        DraftKind.NOFOLLOW: _Ask(
            "El enlace a {site} en {domain}",
            "Gracias por enlazarnos. Este enlace lleva nofollow, mientras que otros de su sitio al"
            " nuestro no lo llevan:",
            "Si no era la intención, ¿podría revisarlo? Si es su norma para estos enlaces, déjelo"
            " como está.",
        ),
        DraftKind.TARGET: _Ask(
            "El enlace a {site} en {domain}",
            "Gracias por enlazarnos. El enlace lleva a una página distinta de la que esperan los"
            " lectores:",
            "¿Podría dirigirlo a la página indicada arriba?",
        ),
    },
    "it": {
        DraftKind.REMOVAL: _Ask(
            "Un link a {site} su {domain}",
            "Il suo sito contiene un link al nostro:",
            "Stiamo riordinando i nostri backlink e le saremmo grati se togliesse questo link. Una"
            " breve risposta ci aiuterebbe, anche se preferisce tenerlo.",
        ),
        DraftKind.RECLAIM: _Ask(
            "Un link a {site} che non c'è più su {domain}",
            "La sua pagina aveva un link alla nostra, che non troviamo più:",
            "Se è sparito per errore, saremmo lieti di rivederlo. Se è stato tolto di proposito,"
            " non c'è nulla da fare, e grazie di averlo avuto.",
        ),
        DraftKind.NOFOLLOW: _Ask(
            "Il link a {site} su {domain}",
            "Grazie del link al nostro sito. È segnato nofollow, mentre altri dal suo sito al"
            " nostro non lo sono:",
            "Se non era voluto, potrebbe darci un'occhiata? Se è la vostra regola per questi link,"
            " lo lasci così.",
        ),
        DraftKind.TARGET: _Ask(
            "Il link a {site} su {domain}",
            "Grazie del link al nostro sito. Porta a una pagina diversa da quella che i lettori si"
            " aspettano:",
            "Potrebbe indirizzarlo alla pagina indicata sopra?",
        ),
    },
}


def make_draft(
    kind: DraftKind,
    language: str,
    *,
    site: str,
    domain: str,
    links: Sequence[DraftLink],
    contact: str | None = None,
) -> Draft:
    """Return a text that names each of the links; ``language`` is one of ``LANGUAGES``."""
    words = _WORDS[language]
    ask = _ASKS[language][kind]
    named = "\n\n".join("\n".join(_about(link, words)) for link in links)
    body = "\n\n".join(
        (
            words.greeting,
            f"{words.introduction.format(site=site)} {_upper(ask.opening)}",
            named,
            ask.wish,
            f"{words.thanks}\n{words.name}\n{site}",
        )
    )
    return Draft(
        language=language,
        kind=kind,
        subject=ask.subject.format(site=site, domain=domain),
        body=body,
        contact=contact,
    )


def _about(link: DraftLink, words: _Words) -> list[str]:
    # What others wrote stays on its line, whatever it holds.
    anchor = plain(link.anchor_text or "").strip()
    told = [
        f"{words.page}: {plain(link.page)}",
        f"{words.anchor}: {anchor or words.no_anchor}",
        f"{words.target}: {plain(link.target)}",
    ]
    if link.linked:
        told.append(f"{words.linked}: {plain(link.linked)}")
    if link.day:
        told.append(f"{words.seen}: {link.day}")
    return told


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def language_of(page_languages: Sequence[str | None]) -> str:
    """Return the first language that there is a text in; English where there is none."""
    return next((each for each in page_languages if each in LANGUAGES), LANGUAGES[0])
