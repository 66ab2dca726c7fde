"""Every export that users hold is understood: delimiter, encoding, header, columns and claims."""

import csv
import io
from typing import NamedTuple

import pytest

from linkcrawler.errors import InputError
from linkcrawler.imports import Role, open_file
from linkcrawler.imports.columns import header_key, roles_of
from linkcrawler.imports.names import ROLE_NAMES
from linkcrawler.imports.target import read_target
from linkcrawler.models import Agreement, Backlink, Claim

PAGE = "https://blog.example.org/a,b?x=1"
TARGET = "https://www.example.com/shop"
BOM = "\ufeff"


def read(content, target=None):
    """Open a list that comes on standard input and return it with all its rows."""
    data = content if isinstance(content, bytes) else content.encode()
    with open_file("-", target=target, stdin=io.BytesIO(data)) as file:
        opened = next(file.lists)
        return opened, list(opened.rows)


def backlinks(content, target=None):
    return [(row.referring_page, row.target, row.line) for row in read(content, target)[1]]


class Export(NamedTuple):
    tool: str | None
    encoding: str
    delimiter: str
    header: str
    """Names, with a bar between them."""

    cells: dict[str, str]
    claim: Claim
    agreement: Agreement = Agreement()
    before: str = ""
    mark: str = ""


AHREFS = (
    "Referring page title|Referring page URL|Language|Platform|Referring page HTTP code|"
    "Domain rating|UR|Domain traffic|Referring domains|Linked domains|External links|Page traffic|"
    "Keywords|Target URL|Left context|Anchor|Right context|Type|Is spam|Content|Nofollow|UGC|"
    "Sponsored|Rendered|Raw|Lost status|First seen|Last seen|Lost|Links in group"
)
OLD_AHREFS = (
    "#|Domain Rating|URL Rating (desc)|Referring Domains|Referring Page URL (desc)|"
    "Referring Page Title|Link URL|TextPre|Link Anchor|TextPost|Type|First Seen|Last Check|Day Lost"
)
AHREFS_API = (
    "url_from|title|link_type|first_seen_link|is_dofollow|is_nofollow|is_ugc|is_sponsored|"
    "domain_rating_source|last_visited|anchor|url_to|last_seen"
)
SEMRUSH = (
    "Page ascore|Source title|Source url|Target url|Anchor|External links|Internal links|Nofollow|"
    "Sponsored|Ugc|Text|Frame|Form|Image|Sitewide|First seen|Last seen|New link|Lost link"
)
SEMRUSH_AUDIT = (
    "Domain Authority Score|Source URL|Source Page Title|Source Domain|Target URL|Anchor|"
    "Anchor Type|Link Type|No Follow|Toxic Score|First Seen|Last Seen|Comment"
)
MAJESTIC = (
    "SourceURL|AnchorText|SourceTrustFlow|Domain|FirstIndexedDate|LinkType|TargetURL|FlagNoFollow|"
    "FlagImages|FlagDeleted|LastSeenDate|FlagMention"
)
MAJESTIC_RAW = (
    "Target URL|Source URL|Anchor Text|Source Crawl Date|Source First Found Date|FlagNoFollow|"
    "FlagMention|SourceTrustFlow"
)
MOZ = (
    "URL|Title|Anchor Text|Spam Score|Page Authority|Origin|Target URL|Only rel=nofollow|"
    "Only follow|301"
)
SCREAMING_FROG = (
    "Type|Source|Destination|Size (Bytes)|Alt Text|Anchor|Status Code|Status|Follow|Target|Rel|"
    "Path Type|Link Path|Link Position|Link Origin"
)
OWN = "id|referring_page|referring_domain|target|target_site|link_state|anchor_text|rel"

SEEN = {"First seen": "2024-01-02", "Last seen": "2024-05-06"}
DATES = {"first_seen": "2024-01-02", "last_seen": "2024-05-06"}

EXPORTS = {
    "ahrefs": Export(
        tool="Ahrefs",
        encoding="utf-16-le",
        delimiter="\t",
        header=AHREFS,
        cells={"Referring page URL": PAGE, "Target URL": TARGET, "Anchor": "shöp"}
        | {"Type": "image", "Lost": "2024-07-01", "Lost status": "removedfromhtml"}
        | {"Domain rating": "71", "UR": "12.5", "Domain traffic": "1,240", "Keywords": "-"}
        | {"Nofollow": "true", "UGC": "true", "Sponsored": "false"}
        | SEEN,
        claim=Claim(
            anchor_text="shöp",
            rel="nofollow ugc",
            link_kind="image",
            lost=True,
            lost_at="2024-07-01",
            lost_reason="removedfromhtml",
            **DATES,
            metrics={"DR": 71.0, "UR": 12.5, "domain_traffic": 1240.0},
        ),
        mark=BOM,
    ),
    "ahrefs-old": Export(
        tool="Ahrefs",
        encoding="utf-8",
        delimiter=",",
        header=OLD_AHREFS,
        cells={"#": "1", "Referring Page URL (desc)": PAGE, "Link URL": TARGET, "Link Anchor": "a"},
        claim=Claim(anchor_text="a", lost=False),
    ),
    "ahrefs-api": Export(
        tool="Ahrefs",
        encoding="utf-8",
        delimiter=",",
        header=AHREFS_API,
        cells={"url_from": PAGE, "url_to": TARGET, "link_type": "text", "last_visited": "no"}
        | {"is_dofollow": "false", "is_nofollow": "false", "is_sponsored": "true"}
        | {"first_seen_link": "2024-01-02", "last_seen": "2024-05-06"},
        claim=Claim(rel="sponsored", link_kind="text", **DATES),
    ),
    "semrush": Export(
        tool="Semrush",
        encoding="utf-8",
        delimiter=",",
        header=SEMRUSH,
        cells={"Source url": PAGE, "Target url": TARGET, "Anchor": "a, b"}
        | {"Nofollow": "false", "Sponsored": "false", "Ugc": "false", "Text": "true"}
        | SEEN,
        claim=Claim(anchor_text="a, b", rel="", link_kind="text", lost=False, **DATES),
        mark=BOM,
    ),
    "semrush-saved-by-german-excel": Export(
        tool="Semrush",
        encoding="cp1252",
        delimiter=";",
        header=SEMRUSH_AUDIT,
        cells={"Source URL": PAGE, "Target URL": TARGET, "Anchor": "Grüße", "Link Type": "Text"}
        | {"No Follow": "FALSCH"},
        claim=Claim(anchor_text="Grüße", rel="", link_kind="text"),
    ),
    "majestic": Export(
        tool="Majestic",
        encoding="utf-8",
        delimiter=",",
        header=MAJESTIC,
        cells={"SourceURL": PAGE, "TargetURL": TARGET, "Domain": "blog.example.org"}
        | {"FlagNoFollow": "1", "FlagDeleted": "1", "LinkType": "TextLink"}
        | {"FirstIndexedDate": "2024-01-02", "LastSeenDate": "2024-05-06"},
        claim=Claim(rel="nofollow", link_kind="text", lost=True, **DATES),
        mark=BOM,
    ),
    "majestic-raw": Export(
        tool="Majestic",
        encoding="utf-8",
        delimiter=",",
        header=MAJESTIC_RAW,
        cells={"Source URL": PAGE, "Target URL": TARGET, "FlagNoFollow": "NoFollow"}
        | {"FlagMention": "Mention"}
        | {"Source Crawl Date": "2024-05-06", "Source First Found Date": "2024-01-02"},
        claim=Claim(rel="nofollow", link_kind="mention", **DATES),
    ),
    "moz": Export(
        tool="Moz",
        encoding="utf-8",
        delimiter=",",
        header=MOZ,
        cells={"URL": PAGE, "Target URL": TARGET, "Only rel=nofollow": "No", "Only follow": "No"},
        claim=Claim(rel=""),
        before="Inbound links\nRoot domain,https://www.example.com\nmade on,2018-01-01\n\nsorted by\n",
    ),
    "ubersuggest": Export(
        tool="Ubersuggest",
        encoding="utf-8",
        delimiter=",",
        header="No|Source Page Title|Source URL|Target URL|Domain Authority|Page Authority|"
        "Spam Score|Anchor Text|First Seen|Last Seen",
        cells={"Source URL": PAGE, "Target URL": TARGET, "Anchor Text": "a"},
        claim=Claim(anchor_text="a"),
        mark=BOM,
    ),
    "bing": Export(
        tool="Bing Webmaster Tools",
        encoding="utf-8",
        delimiter=",",
        header="Source Url|Anchor text|Target Url",
        cells={"Source Url": PAGE, "Target Url": TARGET, "Anchor text": "a"},
        claim=Claim(anchor_text="a"),
        mark=BOM,
    ),
    "screaming-frog": Export(
        tool="Screaming Frog",
        encoding="utf-8",
        delimiter=",",
        header=SCREAMING_FROG,
        cells={"Type": "Hyperlink", "Source": PAGE, "Destination": TARGET, "Target": "_blank"}
        | {"Follow": "false", "Rel": "noopener nofollow", "Anchor": "a"},
        claim=Claim(anchor_text="a", rel="noopener nofollow"),
    ),
    "screaming-frog-french": Export(
        tool="Screaming Frog",
        encoding="utf-8",
        delimiter=",",
        header="Source|Destination|Ancrage|Code de statut|Position du lien",
        cells={"Source": PAGE, "Destination": TARGET, "Ancrage": "a"},
        claim=Claim(anchor_text="a"),
    ),
    "se-ranking": Export(
        tool="SE Ranking",
        encoding="utf-8",
        delimiter="|",
        header="url_from;url_to;title;anchor;nofollow;inlink_rank;first_seen;last_visited",
        cells={"url_from": PAGE, "url_to": TARGET, "nofollow": "True"},
        claim=Claim(rel="nofollow"),
    ),
    "linkody": Export(
        tool="Linkody",
        encoding="utf-8",
        delimiter=",",
        header="URL FROM|TAGS|EXPECTED LANDING PAGE URL|EXPECTED FOLLOW|EXPECTED ANCHOR|EXPIRES|COST",
        cells={"URL FROM": PAGE, "EXPECTED LANDING PAGE URL": TARGET, "EXPECTED FOLLOW": "no"}
        | {"TAGS": "guest post, 2026", "EXPIRES": "2027-01-31", "COST": "80.00"},
        claim=Claim(),
        agreement=Agreement(
            target=TARGET,
            rel="nofollow",
            until="2027-01-31",
            cost="80.00",
            tags=("guest post", "2026"),
        ),
    ),
    "tracelinker": Export(
        tool="TraceLinker",
        encoding="utf-8",
        delimiter=",",
        header="source_url|target_url|anchor_text|rel|first_seen|last_seen|dr|note",
        cells={"source_url": PAGE, "target_url": TARGET},
        claim=Claim(),
    ),
    "own": Export(
        tool="linkcrawler",
        encoding="utf-8",
        delimiter=",",
        header=OWN,
        cells={"referring_page": PAGE, "target": TARGET, "referring_domain": "example.org"}
        | {"rel": "ugc", "anchor_text": "a", "target_site": "example.com"},
        claim=Claim(anchor_text="a", rel="ugc"),
    ),
}


def write_export(export):
    """Return the file that the tool would write, with one row."""
    names = export.header.split(";" if export.delimiter == "|" else "|")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=export.delimiter)
    writer.writerow(names)
    writer.writerow([export.cells.get(name, "") for name in names])
    return (export.mark + export.before + text.getvalue()).encode(export.encoding)


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_an_export_is_read_as_its_tool_means_it(export):
    opened, rows = read(write_export(export))

    line = 2 + export.before.count("\n")
    wanted = {"claim": export.claim, "agreement": export.agreement}
    assert rows == [Backlink(referring_page=PAGE, target=TARGET, line=line, **wanted)]
    assert (opened.layout.tool, opened.layout.delimiter) == (export.tool, export.delimiter)
    assert opened.layout.encoding == export.encoding
    assert opened.layout.columns[Role.REFERRING_PAGE].name in export.cells


NO_TARGET = [  # lists that say nothing of the target
    "Linking page,Last crawled\n{},2024-05-06\n",
    "Linking page\n{}\n",
    "Página de enlace,Último rastreo\n{},28 Sep 2026\n",
    "דף מקשר,נסרק לאחרונה\n{},28/09/2026\n",
    "Linkkaava sivu,Viimeksi indeksoitu\n{},1.2.2024\n",  # a language that we do not know
    "Source URL,Final URL,HTTP Status\n{},https://blog.example.org/b,200\n",
    "Referring page URL\tDomain rating\texample.com/\n{}\t3\tyes\n",  # Ahrefs' link intersect
    "{}\n",
    "{},blue widgets\n",
    "{}\tanchor\n",
]


@pytest.mark.parametrize("list_text", NO_TARGET)
def test_a_list_without_targets_takes_the_one_that_is_given(list_text):
    page = "https://blog.example.org/a"
    _, rows = read(list_text.format(page), target="Example.com")

    assert [(row.referring_page, row.target) for row in rows] == [(page, "Example.com")]


@pytest.mark.parametrize("list_text", NO_TARGET)
def test_a_list_without_targets_asks_for_one(list_text):
    with pytest.raises(InputError, match=r"give the target, a host name such as example\.com"):
        read(list_text.format("https://blog.example.org/a"))


P, T = "https://blog.example.org/p", "https://example.com/t"
BY_CONTENT = [  # (list, target, pages with targets and lines)
    (f"{P},{T}\n", None, [(P, T, 1)]),
    (f"{P};{T}\n", None, [(P, T, 1)]),
    (f"{P}|{T}\n", None, [(P, T, 1)]),
    (f"{P}\t{T}\n", None, [(P, T, 1)]),
    (f"{P} {T}\n{P}  \t {T}\n", None, [(P, T, 1), (P, T, 2)]),
    (f"page target\n{P} {T}\n", None, [(P, T, 2)]),
    ("a.example/x,b.example\n", None, [("a.example/x", "b.example", 1)]),
    (f"3,title,{P},{T}\n", None, [(P, T, 1)]),
    (f"blog.example.org,{P},{T}\n", None, [(P, T, 1)]),  # a domain is no page if there are pages
    (f"{T},{P}\n{T},{P}\n", "example.com", [(P, T, 1), (P, T, 2)]),
    (f"Spam,Eggs\n{P},{T}\n", None, [(P, T, 2)]),
    (f"{P},https://cdn.example/x.png,{T}\n", "example.com", [(P, T, 1)]),
    (f"{P},{T},source,rel\n", None, [(P, T, 1)]),
    (f"Linking page,Mine\n{P},{T}\n", "example.com", [(P, T, 2)]),
    (f"Page,Where,Target\n3,{P},{T}\n", None, [(P, T, 2)]),
    (f"Source,Target\n{P},_blank\n{P},\n", T, [(P, T, 2), (P, T, 3)]),
    (f"Domain,Backlinks Count,Source URL\na.example,3,{P}\n", T, [(P, T, 2)]),
    (f"{BOM}{P}\n", T, [(P, T, 1)]),
    (f"a note\n\nRank,Eggs,Spam\n1,{T},{P}\n", "example.com", [(P, T, 4)]),
    (f"sep=;\nsource;target\n{P};{T}\n", None, [(P, T, 3)]),
    (f"{P}\n# a comment, with a quote,\"\n\n  \n{P}2\n", T, [(P, T, 1), (P + "2", T, 5)]),
    ("https://a.example/artykul,1,x.html\n" * 2, T, [("https://a.example/artykul,1,x.html", T, 1), ("https://a.example/artykul,1,x.html", T, 2)]),
    (f'"{P},1"\n', T, [(P + ",1", T, 1)]),
    (f"  {P}  \n", T, [(P, T, 1)]),
    ("a.example/x,backlink\nb.example/y,link\n", T, None),
]  # fmt: skip


@pytest.mark.parametrize(("list_text", "target", "expected"), BY_CONTENT)
def test_a_list_without_known_names_is_read_by_its_content(list_text, target, expected):
    if expected is None:  # a cell that reads like a header name starts no table
        assert len(read(list_text, target)[1]) == list_text.count("\n")
        return

    assert backlinks(list_text, target) == expected


REFUSED_TABLES = [  # (header, what the sentence must name)
    ("Site,Linking pages,Target pages", "Latest links"),
    ("אתר,דפים מקשרים,דפי יעד", "Latest links"),
    ("Target page,Incoming links,Linking sites", "own linked pages"),
    ("דף יעד,קישורים נכנסים,אתרים מקשרים", "own linked pages"),
    ("Domain,Backlinks Count", "Backlinks > Pages"),
    ("Anchor,Backlinks Count", "Backlinks > Pages"),
    ("URL,Title,PA,Total Links,Linking Domains to Page", "Inbound Links"),
    ("Domain ascore,Domain,IP Address", "Backlink Analytics > Backlinks"),
    ("Domain,DR,Links to target,Dofollow linked domains,Dofollow links", "Site Explorer > Back"),
    ("Sivusto,Linkkejä", "table of domains"),
]


@pytest.mark.parametrize(("header", "sentence"), REFUSED_TABLES)
def test_a_table_that_is_no_list_of_backlinks_is_refused_with_the_right_one_named(header, sentence):
    row = ",".join(["blog.example.org"] + ["3"] * header.count(","))

    with pytest.raises(InputError, match=sentence):
        read(f"{header}\n{row}\n", target="example.com")


def test_a_table_of_own_pages_in_any_language_is_refused():
    with pytest.raises(InputError, match=r"table of pages on example\.com"):
        read(f"Kohdesivu,Linkkejä\n{T},3\n", target="example.com")


def test_the_column_that_holds_addresses_wins_among_fitting_names():
    assert backlinks(f"Backlink,Source,Page URL,URL,Target\nyes,x,{P},y,{T}\n") == [(P, T, 2)]


def test_a_page_column_with_a_clear_name_is_kept_whatever_else_holds_addresses():
    _, rows = read(f"Referring page,Target,Anchor,Final URL\nx,{T},{P},{P}\n")

    assert [(row.line, row.column) for row in rows] == [(2, "Referring page")]


def test_a_known_header_without_rows_is_an_empty_list():
    assert read("Source url,Target url\n")[1] == []


def test_a_name_is_told_whatever_its_case_spacing_and_sort_mark():
    for name in ("Source URL", "source_url", " SOURCE-URL (desc)", "SourceURL", f"{BOM}source url"):
        assert header_key(name) == "sourceurl"


def test_no_name_has_two_roles():
    names = [header_key(name) for names in ROLE_NAMES.values() for name in names]

    assert len(names) == len(set(names))
    assert all(len(roles_of([name])) == 1 for name in names)


ENCODINGS = [  # (encoding, what the layout calls it)
    ("utf-8", "utf-8"),
    ("utf-8-sig", "utf-8"),
    ("utf-16", "utf-16-le"),
    ("utf-16-le", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
    ("utf-32", "utf-32-le"),
    ("cp1252", "cp1252"),
]


@pytest.mark.parametrize(("encoding", "name"), ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encoding_and_the_line_ends_are_found(encoding, name, end):
    anchor = "Grüße" if encoding == "cp1252" else "Привет"
    text = end.join(["source\ttarget\tanchor", f"{P}\t{T}\t{anchor}", f"{P}\t{T}\tb", ""])

    opened, rows = read(text.encode(encoding))

    assert [(row.claim.anchor_text, row.line) for row in rows] == [(anchor, 2), ("b", 3)]
    assert opened.layout.encoding == name


TARGETS = [  # (as given, an address on it, an address elsewhere)
    ("example.com", "https://example.com/x", "https://example.org/"),
    ("example.com", "http://www.example.com:8080/", "https://notexample.com/"),
    ("www.example.com", "https://shop.example.com/", "https://example.com.evil.example/"),
    ("example.com:8080", "http://example.com:8080/", "http://example.com/"),
    ("bücher.example", "https://xn--bcher-kva.example/", "https://bucher.example/"),
    ("localhost:8000", "http://localhost:8000/x", "http://localhost:9000/"),
    ("127.0.0.1", "http://127.0.0.1/x", "http://127.0.0.2/"),
    ("https://example.com/", "https://example.com/other", "https://shop.example.com/"),
    ("https://example.com/shop", "http://www.example.com/shop/", "https://example.com/other"),
]


@pytest.mark.parametrize(("target", "inside", "outside"), TARGETS)
def test_a_target_filters_the_rows_of_a_list_that_has_targets(target, inside, outside):
    _, rows = read(f"source,target\n{P},{inside}\n{P},{outside}\n", target)

    assert rows[0] == Backlink(referring_page=P, target=inside, line=2)
    assert (rows[1].line, rows[1].column, rows[1].value) == (3, "target", outside)
    assert "points elsewhere" in rows[1].reason


NO_HOSTS = ["", "-", "no host", "foo", "3.5", "https://", "http://[", "ftp://a.example", "//a.example", "a.example/", "a@b.example", "*.example.com", "mailto:a@b.example", "http://a b.example"]  # fmt: skip


@pytest.mark.parametrize("target", NO_HOSTS)
def test_a_target_that_is_no_host_is_refused_by_name(target):
    with pytest.raises(InputError, match=r"is no host; give a host name such as example\.com"):
        read_target(target)
