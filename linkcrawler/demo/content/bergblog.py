"""Bergblog: a German WordPress blog, with comments."""

from linkcrawler.demo.expected import found, with_anchor
from linkcrawler.demo.frames.software import wordpress
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, PACKING, STELVIO, Visit
from linkcrawler.states import Placement


def _comment(number: int, author: str, when: str, text: str) -> str:
    return f"""<li id="comment-{number}" class="comment even thread-even depth-1">
<article id="div-comment-{number}" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{author}</b>
<span class="says">sagt:</span></div>
<div class="comment-metadata"><time>{when}</time></div></footer>
<div class="comment-content"><p>{text}</p></div>
<div class="reply"><a rel="nofollow" class="comment-reply-link" href="#respond">Antworten</a></div>
</article></li>"""


def _comments(title: str, *comments: str) -> str:
    listed = "\n".join(comments)
    return f"""<div id="comments" class="comments-area">
<h2 class="comments-title">{len(comments)} Kommentare zu &bdquo;{title}&ldquo;</h2>
<ol class="comment-list">
{listed}
</ol>
<div id="respond" class="comment-respond"><h3>Schreibe einen Kommentar</h3>
<p>Deine E-Mail-Adresse wird nicht veröffentlicht.</p></div>
</div>"""


def _stilfser_joch(visit: Visit) -> str:
    return f"""<p>Es gibt Straßen, die man einmal im Leben fährt und danach jeden Winter im Traum.
Das Stilfser Joch ist so eine. Achtundvierzig Kehren, jede mit einem kleinen Stein und einer
Nummer, und spätestens bei Kehre dreißig fragt man sich, wer auf die Idee gekommen ist, rückwärts
zu zählen. Wir sind um halb sechs in Prad losgefahren, mit zwei Broten in der Trikottasche und dem
festen Vorsatz, kein einziges Mal auf die Uhr zu schauen.</p>
<p>Lena hatte sich für die <a href="{visit.stelvio}">geführte Stelvio-Tour</a> angemeldet, ich
wollte allein fahren und habe es bis Trafoi auch durchgehalten. Danach saß ich mit der Gruppe am
Suppentopf und war froh um die Gesellschaft. Die Führer fahren so langsam, dass man reden kann, und
sie kennen jeden Brunnen am Weg. Oben lag noch Schnee in den Rinnen, der Wirt verkaufte Würstchen,
und ein älterer Herr aus Meran erzählte, er komme seit vierzig Jahren an jedem ersten Sonntag im
Juni herauf.</p>
<p>Die Abfahrt über den Umbrail ist schmaler und stiller. Wer kalte Hände bekommt, hält beim
Brunnen hinter der Grenze an: dort scheint ab elf Uhr die Sonne.</p>"""


def _packliste(_visit: Visit) -> str:
    return """<p>Vor jeder Alpenüberquerung liegt bei uns dasselbe Häufchen auf dem Küchentisch,
und jedes Jahr wird es ein wenig kleiner. Im ersten Sommer hatten wir noch einen Klappstuhl dabei.
Inzwischen passt alles in zwei Taschen am Gepäckträger, und die dritte bleibt für den Käse frei,
den man unterwegs kauft.</p>
<p>Das Wichtigste zuerst: eine Regenjacke, die wirklich dicht ist, und Handschuhe mit langen
Fingern, auch im Juli. Auf zweitausend Metern kann es am Morgen drei Grad haben, und eine Abfahrt
mit klammen Fingern macht niemandem Freude. Dann zwei Schläuche, Flicken, ein Kettenschloss und das
Werkzeug, das zu den eigenen Schrauben passt. Wir haben schon Leute mit einem prächtigen
Werkzeugkasten am Straßenrand stehen sehen, in dem genau der eine Schlüssel fehlte.</p>
<p>Was wir nicht mehr mitnehmen: Jeans, Bücher aus Papier, das schwere Schloss. Was fehlt euch auf
dieser Liste? Schreibt es unten hinein, wir sammeln bis zum Frühling.</p>"""


def _packliste_comments(visit: Visit) -> str:
    return _comments(
        "Packliste für den Alpencross",
        _comment(
            211,
            "Hannes aus Lienz",
            "14. September 2023 um 19:22",
            "Ein Tuch! Ein einfaches Baumwolltuch ist Schal, Putzlappen und Sonnenschutz.",
        ),
        _comment(
            212,
            "Friederike",
            "15. September 2023 um 08:03",
            "Sehr schöne Liste. Ich halte mich seit Jahren an die "
            f'<a href="{visit.packing}" rel="ugc nofollow">Liste von Velo Alpina</a>, da steht '
            "auch das Schaltauge drauf, an das sonst niemand denkt.",
        ),
        _comment(
            213,
            "Jonas",
            "15. September 2023 um 21:40",
            "Das Schaltauge ist ein guter Punkt, wird ergänzt. Danke euch beiden!",
        ),
    )


def _reschensee(_visit: Visit) -> str:
    return """<p>Der Kirchturm im Reschensee steht auch im März im Wasser, aber um diese Zeit hat
man ihn fast für sich. Wir sind mit dem ersten Zug nach Mals gefahren, der Schaffner hat uns beim
Einladen geholfen, und um neun Uhr saßen wir schon mit kalten Ohren auf dem Rad. Der Radweg war
trocken, nur im Schatten der Staumauer lag noch ein Streifen Eis, den wir schiebend umgangen
haben.</p>
<p>Rund um den See sind es fünfzehn Kilometer. Mehr braucht es nicht für einen ersten Ausflug im
Jahr. In Graun gibt es ein Gasthaus, das auch im Winter geöffnet hat, und die Wirtin stellt die
Räder in den Gang, damit die Sättel nicht kalt werden. Wir haben Gerstensuppe gegessen und dem
Nachbartisch zugehört, der über den Wind gesprochen hat. Am Reschen spricht man immer über den
Wind: am Vormittag schiebt er, am Nachmittag rächt er sich.</p>
<p>Auf dem Rückweg haben wir die ersten Krokusse gesehen. Lena hat siebzehn gezählt, ich behaupte,
es waren achtzehn.</p>"""


def _reschensee_comments(visit: Visit) -> str:
    author = f'<a href="{visit.home}" class="url" rel="ugc external nofollow">Marta</a>'
    return _comments(
        "Vorfrühling am Reschensee",
        _comment(
            240,
            author,
            "9. März 2024 um 07:15",
            "Achtzehn! Ich bin am selben Tag vorbeigekommen und habe nachgezählt.",
        ),
        _comment(
            241, "Lena", "9. März 2024 um 12:31", "Verrat. Aber schön, dass du da warst, Marta."
        ),
    )


def _aside(_visit: Visit) -> str:
    return """<section class="widget"><h2 class="widget-title">Über uns</h2><p>Lena und Jonas, zwei
Räder, ein Zelt. Wir schreiben auf, was am Berg schön war.</p></section>
<section class="widget widget_archive"><h2 class="widget-title">Archiv</h2><ul>
<li><a href="/#2024">2024</a></li><li><a href="/#2023">2023</a></li></ul></section>"""


SITES = (
    Site(
        host="bergblog.localhost",
        name="Bergblog",
        tagline="Zwei Räder, ein Zelt und viel Zeit",
        language="de",
        palette=Palette(accent="#b5482a", ground="#efe9e1", ink="#2b2320", font="Georgia,serif"),
        frame=wordpress,
        intro="<p>Servus! Hier stehen unsere Ausflüge mit dem Rad, die neuesten zuerst.</p>",
        nav=(("Start", "/"), ("Archiv", "/#archiv")),
        aside=_aside,
        robots="User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n",
        pages=(
            Page(
                path="/2024/06/stilfser-joch-mit-dem-rad/",
                title="Mit dem Rad aufs Stilfser Joch",
                byline="Veröffentlicht am 11. Juni 2024 von Jonas",
                shows="a followed link in the text of a German WordPress post",
                main=_stilfser_joch,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="geführte Stelvio-Tour",
                        first=with_anchor("geführte Stelvio-Tour", found(Placement.CONTENT, "de")),
                    ),
                ),
            ),
            Page(
                path="/2023/09/packliste-alpencross/",
                title="Packliste für den Alpencross",
                byline="Veröffentlicht am 14. September 2023 von Lena",
                shows="a link in a WordPress comment, rel ugc nofollow",
                main=_packliste,
                after=_packliste_comments,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="Liste von Velo Alpina",
                        first=found(Placement.COMMENT, "de", "ugc nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
            Page(
                path="/2024/03/vorfruehling-am-reschensee/",
                title="Vorfrühling am Reschensee",
                byline="Veröffentlicht am 8. März 2024 von Jonas",
                shows="the author's link of a WordPress comment",
                main=_reschensee,
                after=_reschensee_comments,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="Marta",
                        first=with_anchor(
                            "Marta", found(Placement.COMMENT, "de", "ugc external nofollow")
                        ),
                        nofollow=True,
                    ),
                ),
            ),
        ),
    ),
)
