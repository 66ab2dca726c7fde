"""Whether this machine, its settings and the database are fit for a run, as findings."""

from linkcrawler.doctor.browser import check_browser
from linkcrawler.doctor.database import check_database
from linkcrawler.doctor.finding import Finding, Grade, exit_code
from linkcrawler.doctor.machine import check_clock, check_machine, check_room
from linkcrawler.doctor.network import PROBES, check_network
from linkcrawler.doctor.settings import check_settings

__all__ = [
    "PROBES",
    "Finding",
    "Grade",
    "check_browser",
    "check_clock",
    "check_database",
    "check_machine",
    "check_network",
    "check_room",
    "check_settings",
    "exit_code",
]
