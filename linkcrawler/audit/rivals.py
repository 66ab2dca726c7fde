"""Section: What do my competitors have?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "competitors"
QUESTION = "What do my competitors have?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
