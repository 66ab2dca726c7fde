"""Section: Should I disavow anything?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "removal"
QUESTION = "Should I disavow anything?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
