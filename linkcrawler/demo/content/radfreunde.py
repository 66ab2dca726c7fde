"""The board of the Radfreunde: a German phpBB forum."""

from linkcrawler.demo.expected import found
from linkcrawler.demo.frames.software import phpbb
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, STELVIO, Visit
from linkcrawler.states import Placement


def _post(number: int, author: str, when: str, text: str, signature: str = "") -> str:
    signed = f'<div id="sig{number}" class="signature">{signature}</div>' if signature else ""
    return f"""<div id="p{number}" class="post has-profile bg{number % 2 + 1}"><div class="inner">
<dl class="postprofile" id="profile{number}"><dt class="no-avatar"><strong class="username">{author}
</strong></dt><dd class="profile-posts"><strong>Beiträge:</strong> {number % 500}</dd></dl>
<div class="postbody"><div id="post_content{number}">
<p class="author">von <strong>{author}</strong> &raquo; <time>{when}</time></p>
<div class="content">{text}</div>
{signed}
</div></div></div></div>"""


def _training(visit: Visit) -> str:
    return "\n".join(
        (
            _post(
                4411,
                "Talfahrer",
                "Di 7. Mai 2024, 18:20",
                "Hallo zusammen, ich möchte im August zum ersten Mal das Stilfser Joch fahren und "
                "habe Respekt vor der Länge. Bei uns im Flachland ist die höchste Erhebung die "
                "Autobahnbrücke, und die fahre ich inzwischen zwanzigmal hintereinander. Reicht "
                "das als Vorbereitung? Meine kleinste Übersetzung ist 34 zu 30, ich wiege "
                "zweiundachtzig Kilo und habe ungefähr drei Monate Zeit.",
            ),
            _post(
                4412,
                "Kehrenkarl",
                "Di 7. Mai 2024, 19:05",
                "Die Autobahnbrücke ist besser als gar nichts! Wichtiger als die Höhe ist aber die "
                "Dauer: du sitzt am Joch zwei bis drei Stunden ohne Pause im Sattel. Fahr am "
                "Wochenende gleichmäßig gegen den Wind, das kommt dem am nächsten. Und kauf dir "
                "ein Ritzel mit 34 Zähnen, deine Knie werden dir schreiben. Ich bin letztes Jahr "
                f'bei <a href="{visit.stelvio}" class="postlink" rel="ugc">dieser Tour</a> '
                "mitgefahren, da wartet der Bus bei Kehre zweiundzwanzig, und niemand schaut "
                "komisch, wenn man einsteigt. Ich bin nicht eingestiegen. Ich habe aber sehr "
                "lange hingeschaut.",
            ),
            _post(
                4413,
                "Talfahrer",
                "Di 7. Mai 2024, 21:48",
                "Danke, Karl! Gegen den Wind kann ich hier jeden Tag üben, davon haben wir mehr "
                "als genug. Ritzel ist bestellt, und die Bahnfahrt auch.",
            ),
        )
    )


def _brakes(visit: Visit) -> str:
    return "\n".join(
        (
            _post(
                4502,
                "Bremsbacke",
                "Do 6. Juni 2024, 08:11",
                "Nach jeder langen Abfahrt quietscht meine hintere Scheibe so laut, dass die Kühe "
                "den Kopf heben. Ich habe die Beläge schon abgeschliffen und die Scheibe mit "
                "Alkohol gereinigt, danach ist für zwei Tage Ruhe, und am dritten geht das Konzert "
                "von vorne los. Hat jemand eine Idee, bevor ich das ganze Rad zum Einschmelzen "
                "bringe? Der Mechaniker im Dorf zuckt nur mit den Schultern und verkauft mir jedes "
                "Mal eine neue Flasche Reiniger.",
            ),
            _post(
                4503,
                "Marta_VA",
                "Do 6. Juni 2024, 12:40",
                "Das klingt nach Dauerbremsen. Nimm am Berg lieber kurz und kräftig die Bremse, "
                "dann lass sie wieder los, damit sie abkühlen kann, und wechsle zwischen vorne und "
                "hinten ab. Wenn die Beläge einmal verglast sind, hilft Schleifen nur kurz: neue "
                "einsetzen und auf zwanzig sanften Bremsungen einfahren. Auf unseren Touren hat "
                "das bisher noch jede Scheibe zum Schweigen gebracht, außer der vom Toni, aber der "
                "quietscht auch selber.",
                signature=f'Ich führe bei <a href="{visit.home}" class="postlink" '
                'rel="nofollow">Velo Alpina</a> langsam über hohe Berge.',
            ),
            _post(
                4504,
                "Bremsbacke",
                "Fr 7. Juni 2024, 20:02",
                "Neue Beläge eingefahren, kurz und kräftig gebremst, kein Ton. Die Kühe sind "
                "enttäuscht, ich bin begeistert. Vielen Dank!",
            ),
        )
    )


def _profile(visit: Visit) -> str:
    return f"""<div class="panel bg1"><div class="inner">
<dl class="left-box details profile-details">
<dt>Benutzername:</dt><dd><span class="username">Marta_VA</span></dd>
<dt>Ort:</dt><dd>Oberer Vinschgau</dd>
<dt>Beruf:</dt><dd>Radführerin im Sommer, Skilehrerin wider Willen im Winter</dd>
<dt>Website:</dt><dd><a href="{visit.home}" rel="nofollow">veloalpina</a></dd>
<dt>Registriert:</dt><dd>Mo 2. Februar 2015, 20:15</dd>
<dt>Beiträge insgesamt:</dt><dd>638</dd></dl></div></div>"""


SITES = (
    Site(
        host="forum.radfreunde.localhost",
        name="Radfreunde-Forum",
        tagline="Fragen, Antworten und sehr viel Kettenöl",
        language="de",
        palette=Palette(
            accent="#105289", ground="#dde5ec", ink="#1b2530", font="Verdana,sans-serif"
        ),
        frame=phpbb,
        intro="<p>Willkommen! Bitte zuerst die Suche benutzen, dann fragen, dann lüften.</p>",
        nav=(("Foren-Übersicht", "/"), ("Technik", "/#technik"), ("Touren", "/#touren")),
        pages=(
            Page(
                path="/viewtopic.php?f=7&t=1182",
                title="Training fürs Stilfser Joch ohne Berge?",
                shows="a link in a phpBB post, rel ugc",
                main=_training,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="dieser Tour",
                        first=found(Placement.FORUM_POST, "de", "ugc"),
                        nofollow=True,
                    ),
                ),
            ),
            Page(
                path="/viewtopic.php?f=3&t=1203",
                title="Scheibenbremse quietscht nach der Abfahrt",
                shows="a link in the signature under a phpBB post, rel nofollow",
                main=_brakes,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="Velo Alpina",
                        first=found(Placement.FORUM_SIGNATURE, "de", "nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
            Page(
                path="/memberlist.php?mode=viewprofile&u=88",
                title="Profil von Marta_VA",
                shows="the website of a forum member's profile, rel nofollow",
                main=_profile,
                on_home=False,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="veloalpina",
                        first=found(Placement.PROFILE, "", "nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
        ),
    ),
)
