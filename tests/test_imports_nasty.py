"""Lists as people and tools spoil them: the right columns are taken, and each row has one answer."""

import io

import pytest

from linkcrawler.imports import open_file
from linkcrawler.models import Backlink
from tests.workbooks import sheet, workbook

P, T = "https://blog.example.org/p", "https://example.com/t"
CRAWL = "Type,Source,Destination,Status Code"

SPOILED = [  # (text, target, pages and targets that are taken, rows that are refused)
    (f"sep=;\nSource URL;Target URL;DR\n{P};{T};3,5\n", None, [(P, T)], 0),
    (f'"sep=,"\r\nSource URL,Target URL\r\n{P},{T}\r\n', None, [(P, T)], 0),
    (f"sep=;\n{P};{T}\n{P}2;{T}\n", None, [(P, T), (f"{P}2", T)], 0),
    (f"Source,Target\n{P},{T}\nTotal,1\n", None, [(P, T)], 1),
    (f"Link,,Metrics\nSource URL,Target URL,DR\n{P},{T},5\n", None, [(P, T)], 0),
    (f"Page URL,Target\nReferring page URL,Target URL\n{P},{T}\n", None, [(P, T)], 1),
    (f"Report of x\n\nFilters: none\nSource URL,Target URL\n{P},{T}\n", None, [(P, T)], 0),
    (f"Source URL,Target URL\n{P},{T}\n© https://tool.example/\n", None, [(P, T)], 1),
    (f"To,From\n{T},{P}\n", None, [(P, T)], 0),
    (f"{T},{P}\n{T}2,{P}2\n", "example.com", [(P, T), (f"{P}2", f"{T}2")], 0),
    (f"Länkande sida;Målsida;Text\n{P};{T};x\n", None, [(P, T)], 0),
    (f"Domain,URL,Target\nblog.example.org,{P},{T}\n", None, [(P, T)], 0),
    (f"Domän;Titel;Adress\nblog.example.org;T;{P}\n", "example.com", [(P, "example.com")], 0),
    (f"Domän;Adress;Till\nexample.org;{P};{T}\n", None, [(P, T)], 0),
    (f"Bild,Länk,To\nhttps://cdn.example/s.png,{P},{T}\n", None, [(P, T)], 0),
    (f"| Source URL | Target URL |\n|---|---|\n| {P} | {T} |\n", None, [(P, T)], 1),
    (f'Source,Target\n{P},{T} \n{P}2,"{T}\n"\n', None, [(P, T), (f"{P}2", T)], 0),
    (f"{CRAWL}\nHyperlink,{T},{T}2,200\nHyperlink,{P},{T},200\n", "example.com", [(P, T)], 1),
    (f"{CRAWL}\nHyperlink,https://www.example.com/,{T},200\n{CRAWL}\n", None, [], 2),
    (f"Source,Target\n{P}/Ã¼ber,{T}\n{P}/über,{T}\n", None, [(f"{P}/über", T)], 1),
    (f"Source,Target\n{P},{T}/Ð¿Ñ€\n{P},{T}\n", None, [(P, T)], 1),
    (f"Source,Target\n{P}/Ära,{T}\n{P}/Â«x,{T}\n", None, [(f"{P}/Ära", T)], 1),
    (f'Source\tTarget\n=HYPERLINK("{P}","x")\t=HYPERLINK("{T}")\n', None, [(P, T)], 0),
    (f'=LIEN_HYPERTEXTE("{P}";"x")\t{T}\n', None, [(P, T)], 0),
    (f'Source\tTarget\n=IMAGE("{P}")&"x"\t{T}\n{P}\t{T}\n', None, [(P, T)], 1),
    (f'Source\tTarget\n=HYPERLINK("mailto:a@b.example")\t{T}\n{P}\t{T}\n', None, [(P, T)], 1),
]


def answers(content: bytes, target: str | None):
    with open_file("-", target=target, stdin=io.BytesIO(content)) as file:
        rows = [row for each in file.lists for row in each.rows]
    taken = [(row.referring_page, row.target) for row in rows if isinstance(row, Backlink)]
    return taken, len(rows) - len(taken)


@pytest.mark.parametrize(("text", "target", "taken", "refused"), SPOILED)
def test_a_spoiled_list_is_read_for_what_it_is(text, target, taken, refused):
    assert answers(text.encode(), target) == (taken, refused)


def test_a_formula_that_a_workbook_has_as_text_is_an_address():
    rows = [["Source URL", "Target URL"], [f'=HYPERLINK("{P}";"x")', T]]

    assert answers(workbook({"S": sheet(rows)}), None) == ([(P, T)], 0)
