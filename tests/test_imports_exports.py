"""The exports of the field's tools: each column found, in any order, form and language."""

import csv
import gzip
import io
import json
import random

import pytest

from linkcrawler.errors import InputError
from linkcrawler.imports import open_file
from tests.export_headers import EXPORTS, REFUSED, ToolExport
from tests.workbooks import sheet, workbook

PAGE, TARGET = "https://blog.example.org/a,b?x=1", "https://www.example.com/shop"
SITE = "example.com"
# What stands in the columns that are not asked for: addresses, numbers, words.
FILLERS = {"Redirect Chain URLs": "https://r.example/", "Final URL": PAGE, "Domain": "example.org"}


def read(content: bytes, target: str | None = SITE):
    with open_file("-", target=target, stdin=io.BytesIO(content)) as file:
        each = next(file.lists)
        return each, list(each.rows)


def cells_of(export: ToolExport, names: list[str]) -> list[str]:
    special = {"referring_page": PAGE, "target": TARGET, "agreed_target": TARGET}
    special |= {"anchor_text": "Anker", "first_seen": "2024-01-02", "agreed_until": "2027-01-02"}
    known = {name: special.get(role, "") for role, name in export.columns.items()}
    if export.tool == "Screaming Frog":
        known |= {"Type": "Hyperlink", "Target": "_blank"}
    return [known.get(name, FILLERS.get(name, "")) for name in names]


def write(export: ToolExport, names: list[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=export.delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([cells_of(export, names)] * 3)
    content = (export.mark + export.before + text.getvalue()).encode(export.encoding)
    return gzip.compress(content) if export.packing == "gz" else content


def columns_found(each):
    return {role.value: column.name for role, column in each.layout.columns.items()}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_the_columns_of_an_export_are_found(export: ToolExport):
    each, rows = read(write(export, export.header.split("|")))

    assert (each.layout.tool, each.layout.report) == (export.tool, export.report)
    assert (each.layout.encoding, each.layout.delimiter or ",") == (
        export.encoding,
        export.delimiter,
    )
    assert export.columns.items() <= columns_found(each).items()
    target = TARGET if "target" in export.columns else SITE
    assert [(row.referring_page, row.target) for row in rows] == [(PAGE, target)] * 3


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_columns_are_found_in_any_order_and_letter_case(export: ToolExport, seed: int):
    names = export.header.split("|")
    random.Random(seed).shuffle(names)
    spelled = [str.upper, str.lower, lambda name: f" {name.replace(' ', '_')} (desc)"][seed]
    text = write(export, names)
    if export.packing:
        text = gzip.decompress(text)
    lines = text.decode(export.encoding).splitlines(keepends=True)
    at = export.before.count("\n")
    head = export.delimiter.join(f'"{spelled(name)}"' for name in names)
    mark = export.mark if at == 0 else ""

    _, rows = read("".join([*lines[:at], mark + head + "\r\n", *lines[at + 1 :]]).encode())

    target = TARGET if "target" in export.columns else SITE
    assert [(row.referring_page, row.target) for row in rows] == [(PAGE, target)] * 3


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_an_export_as_a_workbook_or_as_json_is_the_same(export: ToolExport):
    names = export.header.split("|")
    cells = cells_of(export, names)
    as_sheet = workbook({"Sheet1": sheet([names, cells])})
    as_json = json.dumps({"backlinks": [dict(zip(names, cells, strict=True))]}).encode()

    for content, form in ((as_sheet, "xlsx"), (as_json, "json")):
        each, (row,) = read(content)
        assert each.layout.encoding == form
        assert (each.layout.tool, each.layout.report) == (export.tool, export.report)
        assert row.referring_page == PAGE
        assert export.columns.items() <= columns_found(each).items()


@pytest.mark.parametrize(("delimiter", "header", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_report_that_is_no_list_of_backlinks_names_the_right_one(delimiter, header, sentence):
    row = delimiter.join(["https://www.example.com/a"] + ["3"] * header.count("|"))
    content = f"{header.replace('|', delimiter)}\n{row}\n"

    with pytest.raises(InputError, match=sentence):
        read(content.encode())


LATEST_LINKS = [  # Search Console, in the languages of its users
    "Linking page,Last crawled",
    "Verweisende Seite,Zuletzt gecrawlt",
    "Page de provenance,Dernière exploration",
    "Página de enlace,Último rastreo",
    "Pagina di collegamento,Ultima scansione",
    "リンク元ページ,前回のクロール",
    "Página de vinculação,Último rastreamento",
    "Linkende pagina,Laatst gecrawld",
    "Strona linkująca,Ostatnie skanowanie",
    "Ссылающаяся страница,Последнее сканирование",
    "דף מקשר,נסרק לאחרונה",
]


@pytest.mark.parametrize("header", LATEST_LINKS)
def test_search_console_is_known_in_every_language(header: str):
    page, crawled = header.split(",")
    each, (row,) = read(f'{header}\n"{PAGE}",28.09.2026\n'.encode("utf-8-sig"))
    _, (turned,) = read(f'{crawled},{page}\n28.09.2026,"{PAGE}"\n'.encode())

    assert (each.layout.tool, each.layout.report) == ("Google Search Console", "Latest links")
    assert (row.referring_page, row.target, row.claim.last_seen) == (PAGE, SITE, "28.09.2026")
    assert turned.referring_page == PAGE


ALL_INLINKS = [  # Screaming Frog: kind, source, destination, anchor, status, follow
    "Type,Source,Destination,Anchor,Status Code,Follow,Target",
    "Typ,Quelle,Ziel,Ankertext,Statuscode,Folgen,Target",
    "Type,Source,Destination,Ancrage,Code de statut,Suivre,Cible",
    "Tipo,Origen,Destino,Ancla,Código de estado,Seguir,Objetivo",
    "Tipo,Origine,Destinazione,Ancoraggio,Codice di stato,Segui,Target",
    "タイプ,ソース,宛先,アンカー,ステータスコード,フォロー,ターゲット",
    "Tipo,Origem,Destino,Âncora,Código de status,Seguir,Alvo",
    "Type,Bron,Doel,Ankertekst,Statuscode,Volgen,Target",
    "Typ,Źródło,Cel,Kotwica,Kod statusu,Śledź,Target",
    "Тип,Источник,Назначение,Анкор,Код состояния,Follow,Target",
]
LINK_WORDS = ["Hyperlink", "Hiperenlace", "Lien hypertexte", "ハイパーリンク", "Гиперссылка"]


@pytest.mark.parametrize("header", ALL_INLINKS)
def test_screaming_frog_is_known_in_every_language(header: str):
    cells = ["Hyperlink", PAGE, TARGET, "Anker", "200", "false", "_blank"]
    order = [5, 2, 6, 0, 3, 4, 1]
    names = header.split(",")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in (names, cells, ["Image", *cells[1:]]):
        writer.writerow([row[index] for index in order])

    each, (row, image) = read(text.getvalue().encode())

    assert each.layout.tool == "Screaming Frog"
    assert (row.referring_page, row.target) == (PAGE, TARGET)
    assert (row.claim.anchor_text, row.claim.rel) == ("Anker", "nofollow")
    assert (image.column, image.accepted) == (names[0], "a hyperlink")


@pytest.mark.parametrize("word", LINK_WORDS)
def test_a_hyperlink_is_one_in_every_language(word: str):
    _, (row,) = read(
        f'Type,Source,Destination,Status Code\n{word},"{PAGE}",{TARGET},200\n'.encode()
    )

    assert row.referring_page == PAGE


UNKNOWN_LANGUAGE = [  # (header, row): told by what the columns hold
    ("Linkkaava sivu,Kohde,Ankkuri", "{p},{t},sana"),
    ("Kohde,Ankkuri,Linkkaava sivu", "{t},sana,{p}"),
    ("Nro,Verkkotunnus,Kohde,Linkkaava sivu", "1,blog.example.org,{t},{p}"),
]


@pytest.mark.parametrize(("header", "row"), UNKNOWN_LANGUAGE)
def test_columns_with_unknown_names_are_told_by_the_users_site(header: str, row: str):
    cells = row.format(p="https://blog.example.org/p", t=TARGET)

    _, (found,) = read(f"{header}\n{cells}\n".encode())

    assert (found.referring_page, found.target) == ("https://blog.example.org/p", TARGET)
