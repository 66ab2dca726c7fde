"""Section: What should I do?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "todo"
QUESTION = "What should I do?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
