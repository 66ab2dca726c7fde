"""Results on their way to other tools: a file a format, which appears when it is complete."""

from linkcrawler.export.disavow import write_disavow
from linkcrawler.export.layout import layout_of
from linkcrawler.export.page_list import write_page_list
from linkcrawler.export.tables import BINARY, DISAVOW, FORMATS, format_of, write_table
from linkcrawler.export.whole import STANDARD_OUTPUT, whole_file

__all__ = [
    "BINARY",
    "DISAVOW",
    "FORMATS",
    "STANDARD_OUTPUT",
    "format_of",
    "layout_of",
    "whole_file",
    "write_disavow",
    "write_page_list",
    "write_table",
]
