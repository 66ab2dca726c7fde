"""Section: Do they look natural?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "natural"
QUESTION = "Do they look natural?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
