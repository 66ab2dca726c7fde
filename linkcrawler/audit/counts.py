"""Section: How many backlinks do I have?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "how_many"
QUESTION = "How many backlinks do I have?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
