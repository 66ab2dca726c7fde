"""Alerts: what a run has to tell, for people and for programs, and the ways it gets to them."""

from linkcrawler.alert.message import Message, compose, trial_message
from linkcrawler.alert.send import Alerts, send_owed, send_test
from linkcrawler.alert.targets import Target, read_secret, read_targets

__all__ = [
    "Alerts",
    "Message",
    "Target",
    "compose",
    "read_secret",
    "read_targets",
    "send_owed",
    "send_test",
    "trial_message",
]
