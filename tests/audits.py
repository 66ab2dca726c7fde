"""Audits made by hand: one as a consultant has it, and one with hostile texts in every field."""

from dataclasses import asdict

from linkcrawler.audit.parts import (
    Audit,
    Chart,
    ChartKind,
    Column,
    Figure,
    Section,
    Series,
    Table,
    Tone,
    Unit,
)
from linkcrawler.audit.policy import Policy

SITE = "bergblick-touren.example"
WEEKS = [f"2026-{month:02d}-{day:02d}" for month in range(6, 12) for day in (1, 8, 15, 22)]
DOMAINS = (
    "alpenblog.example", "wanderzeit.example", "huettenwirt.example", "bergwetter.example",
    "outdoor-magazin.example", "radkurier.example", "seilschaft.example", "gipfelbuch.example",
    "talblick.example", "steigeisen.example", "kletterhalle-sued.example", "münchen-aktiv.example",
)  # fmt: skip


def figure(key: str, title: str, value: float | None, **more: object) -> Figure:
    """Return a figure with a query."""
    return Figure(
        key=key,
        title=title,
        value=value,
        sql=f"select count(*) from backlink_status\nwhere site_role = 'own' and key = '{key}'",
        links_sql="select referring_page, target from backlink_status where site_role = 'own'",
        **more,
    )


def links_table(key: str, title: str, rows: int, total: int) -> Table:
    """Return a table of links, in all units."""
    return Table(
        key=key,
        title=title,
        columns=(
            Column(name="domain", title="Domain"),
            Column(name="referring_page", title="Linking page", unit=Unit.URL),
            Column(name="anchor_text", title="Anchor text"),
            Column(name="class", title="Class"),
            Column(name="authority", title="Authority", unit=Unit.COUNT),
            Column(name="share", title="Share of links", unit=Unit.SHARE),
            Column(name="since", title="There since", unit=Unit.DAY),
            Column(name="why", title="Why"),
        ),
        rows=[
            (
                DOMAINS[at % len(DOMAINS)],
                f"https://{DOMAINS[at % len(DOMAINS)]}/touren/2026/{at:03d}-rund-um-die-zugspitze-mit-kindern",
                ("geführte Bergtouren", "Bergblick Touren", "hier", None)[at % 4],
                "ABCD"[at % 4],
                None if at % 5 == 4 else 92 - at,
                0.12 / (at + 1),
                f"2026-{1 + at % 11:02d}-{1 + at % 28:02d}",
                (
                    "The link stands in the text of a page of 840 words.",
                    "Followed, but one of 130 external links of the page.",
                )[at % 2],
            )
            for at in range(rows)
        ],
        total=total,
        note="The most valuable ones first; each was seen on its page.",
        sql="select referring_domain, referring_page, anchor_text, quality\nfrom audited_links\nwhere site_role = 'own'\norder by authority desc",
    )


def sample_audit() -> Audit:
    """Return an audit with all kinds of figures, charts and tables."""
    found = [3, 5, 2, 8, 4, 6, 3, 7, 12, 4, 5, 3, 2, 6, 9, 41, 8, 5, 4, 3, 6, 7, 5, 4]
    lost = [1, 0, 2, 1, 3, 0, 1, 2, 0, 1, 4, 2, 1, 0, 1, 2, 11, 3, 1, 0, 2, 1, 0, 1]
    total = [1_080.0 + sum(found[:at]) - sum(lost[:at]) for at in range(len(WEEKS))]
    rival: list[float | None] = [1_240 + 9.5 * at for at in range(len(WEEKS))]
    rival[9] = rival[10] = None
    sections = (
        Section(
            key="how_many",
            question="How many backlinks do I have?",
            answer="1,184 backlinks from 312 domains are there. Another 46 could not be told in the last run, mostly as the sites were silent; they count neither as there nor as lost.",
            figures=(
                figure("links_present", "Backlinks that are there", 1184, before=1172, meaning="Seen on the linking page at the last look."),
                figure("domains", "Linking domains", 312, before=309, meaning="Domains with at least one backlink that is there."),
                figure("followed_share", "Of them followed", 0.713, before=0.698, unit=Unit.SHARE, meaning="No nofollow, ugc or sponsored, on a page that search engines may use."),
                figure("unknown", "Could not be told", 46, before=46, meaning="The page could not be read as a whole; such a link is never called lost."),
            ),
            charts=(
                Chart(key="placement", title="Where the links stand", kind=ChartKind.BARS, labels=("Text of the page", "Navigation, header or footer of every page", "Comments", "Lists of links", "Author boxes"), series=(Series(name="Links", values=(702, 188, 141, 96, 57)),), text="Six in ten links stand in the text of their page.", sql="select placement, count(*) from backlink_status group by 1"),
            ),
            notes=("3 lists were imported, the last one on 2026-11-18.",),
        ),
        Section(
            key="quality",
            question="How many of them are good?",
            answer="58 of 312 domains give links of class A: followed, in the text of a relevant page, on a domain of some authority. They are what carries this profile. 121 more are sound but weaker.",
            tone=Tone.GOOD,
            figures=(
                figure("class_a", "Domains of class A", 58, before=51, tone=Tone.GOOD, meaning="All gates passed, and an authority percentile of at least 50."),
                figure("class_a_share", "Share of class A", 0.186, before=0.165, unit=Unit.SHARE, meaning="Of the domains whose links are there."),
                figure("authority", "Median authority", None, meaning="Percentile among all known domains. No file of ranks was given (--authority)."),
            ),
            charts=(
                Chart(key="classes", title="Quality by kind of page", kind=ChartKind.STACK, labels=("Blogs", "News", "Shops and firms", "Clubs", "Forums", "Directories"), series=(Series(name="A", values=(31, 14, 6, 7, 0, 0)), Series(name="B", values=(52, 11, 28, 19, 8, 3)), Series(name="C", values=(24, 2, 17, 9, 22, 16)), Series(name="Not counted", values=(12, 1, 4, 2, 17, None))), text="Blogs and news hold nearly all links of class A; forums and directories none."),
            ),
            tables=(links_table("best", "The best links", 12, 58),),
        ),
        Section(
            key="harmful",
            question="Which of them may hurt me?",
            answer="14 domains ask for a closer look; none is an emergency. 9 of them use the same money anchor in comments, which is the pattern that search engines act on.",
            tone=Tone.WATCH,
            figures=(
                figure("spam_domains", "Domains with marks of spam", 14, before=9, tone=Tone.WATCH, meaning="Sum of weights of at least 50; told from 10% of all domains on."),
                figure("spam_share", "Share of them", 0.0449, before=0.029, unit=Unit.SHARE, meaning="Worth a look above 10%, to act on above 30%."),
                figure("paid_followed", "Paid and followed", 2, before=0, tone=Tone.ACT, meaning="Marked as advertising on the page, but without rel=sponsored."),
            ),
            tables=(links_table("candidates", "Candidates, with reasons", 9, 14),),
            notes=("A mark is a reason to look, not a verdict.", "Whether Google calls a site harmful can't be seen from outside."),
        ),
        Section(
            key="velocity",
            question="How fast do they come and go?",
            answer="Some 6 links come and 2 go in a usual week. The week of 2026-09-22 brought 41, from 38 domains of all kinds after a report on the radio: no pattern of bought links.",
            figures=(
                figure("gained_per_day", "New links", 0.86, before=0.91, unit=Unit.PER_DAY, meaning="Median of the last 90 days."),
                figure("median_life", "Median life of a link", 412, before=405, unit=Unit.DAYS, meaning="Days between the first and the last look that showed it."),
            ),
            charts=(
                Chart(key="weeks", title="Found and lost, by week", kind=ChartKind.GAIN_LOSS, labels=WEEKS, series=(Series(name="Found", values=found), Series(name="Lost", values=lost)), text="41 links were found in the week of 2026-09-22, 11 were lost a week later; all other weeks are quiet."),
                Chart(key="growth", title="Links that are there", kind=ChartKind.LINES, labels=WEEKS, series=(Series(name=SITE, values=total), Series(name="alpin-reisen.example", values=rival), Series(name="gipfelwege.example", values=[700 + 3 * at for at in range(len(WEEKS))])), text="The site grew from 1,080 to 1,184 links; alpin-reisen.example is ahead and grows faster. It was not looked at in two weeks of August."),
            ),
        ),
        Section(
            key="rivals",
            question="What do my competitors have?",
            answer="There are no lists of competitors yet. Import one with “linkcrawler import --role competitor” to see which domains link to them and not to you.",
            figures=(Figure(key="gap", title="Domains that link to them alone", value=None, meaning="No competitor is known."),),
        ),
        Section(
            key="todo",
            question="What is to be done?",
            answer="Ask 7 sites to give a lost link back. That is the cheapest gain of this quarter.",
            tone=Tone.ACT,
            figures=(figure("to_ask", "Links to ask for", 7, before=7, tone=Tone.ACT, meaning="Lost within 90 days on a page that is still there."),),
            tables=(
                links_table("ask", "Sites to ask", 7, 7),
                Table(key="done", title="Asked, waiting for an answer", columns=(Column(name="domain", title="Domain"),), rows=(), total=0),
            ),
        ),
    )  # fmt: skip
    return Audit(
        site=SITE,
        at="2026-11-21T09:12:00+00:00",
        database="backlinks.db",
        last_run_at="2026-11-21T03:40:12+00:00",
        before_at="2026-10-01T08:00:00+00:00",
        sections=sections,
        policy=asdict(Policy()),
        profile={
            "brands": ("Bergblick Touren",),
            "keywords": ("Bergtouren", "geführte Wanderungen"),
            "languages": ("de",),
            "countries": ("de", "at"),
            "harmful": {},
            "description": "",
        },
    )


HOSTILE = (
    "</script><script>hit('script')</script>"
    "</title></style></textarea>--><img src=x onerror=hit('img')>"
    "<svg onload=hit('svg')><a href=javascript:hit('a')>\" onmouseover=\"hit('over')\" x='"
    "{{ hit }}{% raw %}\x00\u202egnp.exe\u2066\ud800 👩\u200d👩\u200d👧 مرحبا"
)
"""What breaks out of tags, attributes, templates and lines of text."""

HOSTILE_URLS = (
    "javascript:hit('url')",
    "JaVaScRiPt&colon;hit('url')",
    "java\tscript:hit('url')",
    "data:text/html,<script>hit('url')</script>",
    "vbscript:hit('url')",
    "https://user:secret@evil.example/\"><script>hit('url')</script>",
    "https://evil.example/\u202e\x00\n" + HOSTILE,
    "https://evil.example/" + "a" * 100_000,
    "file:///etc/passwd",
    "//evil.example/x.js",
    "http://[",
    "",
)


def hostile_audit() -> Audit:
    """Return an audit whose every field was written by somebody who means harm."""
    text = HOSTILE
    series = (
        Series(name=text, values=(1.0, None, float("inf"), float("nan"), -1e308)),
        Series(name=text, values=(10**400, 1e308)),
    )
    charts = [
        Chart(
            key=text, title=text, kind=kind, text=text, labels=[text] * 5, series=series, sql=text
        )
        for kind in ChartKind
    ]
    table = Table(
        key=text,
        title=text,
        columns=[Column(name=text, title=text, unit=unit) for unit in Unit],
        rows=[
            *([url] * len(Unit) for url in HOSTILE_URLS),
            [text * 200] * len(Unit),
            [None, float("nan"), float("-inf"), 1e300, 10**400],
        ],
        total=10**9,
        note=text,
        sql=text,
    )
    figures = [
        Figure(key=text, title=text, value=value, unit=unit, meaning=text, sql=text,
               links_sql=text, tone=Tone.ACT, before=before)
        for unit, value, before in zip(
            Unit, (None, float("nan"), 1e300, -5.0, 0.0, 1e-9, 3.0), (1.0,) * 7, strict=True
        )
    ]  # fmt: skip
    section = Section(
        key=text,
        question=text,
        answer=f"{text}. {text}" * 50,
        tone=Tone.WATCH,
        figures=figures,
        charts=charts,
        tables=(table,),
        notes=(text, text * 100),
    )
    return Audit(
        site=text,
        at=text,
        title=text,
        database=text,
        last_run_at=text,
        before_at=text,
        sections=(section, section),
        policy={text: text, "share": float("nan")},
        profile={text: (text, text), text * 2: {text: text}},
    )
