"""Section: How many of them are good ones?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "how_good"
QUESTION = "How many of them are good ones?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
