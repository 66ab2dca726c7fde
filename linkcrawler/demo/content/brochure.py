"""The brochure of the tourist office: a small PDF, drawn by hand."""

_LINES = (  # (text, size in points, distance from the bottom in points)
    ("Summer by bike in the upper valley", 24, 760),
    ("Twelve rides between the lake and the glacier, with bakeries.", 13, 725),
    ("Guided tours: Velo Alpina, at the old smithy.", 13, 700),
)


def brochure(address: str) -> bytes:
    """Return a PDF of one page whose last line is a link to ``address``."""
    drawn = "\n".join(f"BT /F1 {size} Tf 60 {up} Td ({text}) Tj ET" for text, size, up in _LINES)
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R] >>"
        ),
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        (
            "<< /Type /Annot /Subtype /Link /Rect [60 694 340 714] /Border [0 0 1]"
            f" /A << /S /URI /URI ({address}) >> >>"
        ),
    )
    return _assembled(objects)


def _assembled(objects: tuple[str, ...]) -> bytes:
    """Number the objects and write the table that says where each begins."""
    written = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    entries = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    table = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written + table.encode("ascii")
