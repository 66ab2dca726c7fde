"""Section: Do they fit what I do?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "relevant"
QUESTION = "Do they fit what I do?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
