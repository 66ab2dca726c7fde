"""Section: How many do I need?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "needed"
QUESTION = "How many do I need?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
