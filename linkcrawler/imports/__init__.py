"""Backlink lists, from any export or kept by hand -> backlinks and refused rows.

``files`` finds the tables in what is given: ``packed``, ``archive`` and ``workbook`` unpack,
``source`` and ``encoding`` turn bytes into lines, ``json_records`` and ``records`` into rows.
``layout`` tells from the first rows (``sample``, ``tables``) what each column holds, by ``names``
and ``metrics``, and whose ``exports`` it is. ``rows`` says of each row what became of it, with its
``claims`` and ``agreements``.
"""

from linkcrawler.imports.agreements import split_labels
from linkcrawler.imports.files import BacklinkFile, BacklinkList, open_file
from linkcrawler.imports.layout import Column, Layout
from linkcrawler.imports.roles import Role

__all__ = ["BacklinkFile", "BacklinkList", "Column", "Layout", "Role", "open_file", "split_labels"]
