"""Section: Which of them may hurt me?"""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Section

KEY = "harmful"
QUESTION = "Which of them may hurt me?"


def section(_desk: Desk) -> Section:
    """Answer the question."""
    return Section(key=KEY, question=QUESTION, answer="")
