"""Section: How fast do they come and go?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "velocity"
QUESTION = "How fast do they come and go?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
