"""Text that others wrote, made harmless for the channel that it is sent through."""

import re

from linkcrawler.text import plain

# Source: Slack, "Formatting text for app surfaces", special mentions; Discord, "Message
# Formatting" and "Allowed Mentions"; Mattermost, "Mention people".
_MENTION = re.compile(r"@(?=(?:everyone|here|channel|all|online|room)\b)|(?<=<)(?=[!@#&:])", re.I)
_MASKED_LINK = re.compile(r"\](?=[(\[:])")
# Source: CommonMark 0.31, section 2.4, all ASCII punctuation.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

SHORT = 200
"""Characters of one foreign value; a URL of 2,000 would hide the rest of a message."""

SUBJECT_CHARACTERS = 120


def one_line(value: object, limit: int = SHORT) -> str:
    """Return ``value`` on one line: what could command a reader is shown by its code."""
    text = plain(("" if value is None else str(value))[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def chat(value: object) -> str:
    """Return ``value`` for a chat or a mail in plain text: nobody is called or led by it.

    A mention gets a space, so that it stays readable, and so does a link of Markdown, which some
    chats read in plain text too. The services escape ``&``, ``<`` and ``>`` where they have to.
    """
    text = _MENTION.sub(lambda match: f"{match[0]} ", one_line(value))
    return _MASKED_LINK.sub("] ", text)


def markdown(value: object) -> str:
    """Return ``value`` for Markdown, every character of punctuation taken literally."""
    return _PUNCTUATION.sub(r"\\\1", chat(value))


def subject(text: str) -> str:
    """Return a subject: one line, so that it can't grow a header of its own (RFC 5322, 2.2)."""
    return one_line(text, SUBJECT_CHARACTERS)
