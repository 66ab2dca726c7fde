"""Settings with values that make no sense: each is named, with what is accepted."""

import os

import pytest

from linkcrawler.config import Config, project_settings
from linkcrawler.errors import InputError

NONSENSE = [
    ("LINKCRAWLER_ALLOW_PRIVATE", "01"),
    ("LINKCRAWLER_ALLOW_PRIVATE", ":808100"),
    ("LINKCRAWLER_CONTACT", "me@example.org\r\nX-Other: 1"),
    ("LINKCRAWLER_MAX_BODY_BYTES", "1 MiB"),
    ("LINKCRAWLER_MAX_WIRE_BYTES", "0"),
    ("LINKCRAWLER_PAGES_PER_ADDRESS", "0.5"),  # not 0, which is any number
    ("LINKCRAWLER_PARSE_WORKERS", "1e9"),
    ("LINKCRAWLER_RENDER", "-1"),
    ("LINKCRAWLER_WARC", "changes:"),
    ("CONCURRENT_REQUESTS", "nan"),
    ("CONCURRENT_REQUESTS_PER_DOMAIN", "1.5"),
    ("DOWNLOAD_DELAY", "inf"),
    ("DOWNLOAD_TIMEOUT", "1e300"),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_is_refused_by_the_name_of_its_setting(name: str, value: str):
    settings = project_settings()
    settings.set(name, value, priority="cmdline")

    with pytest.raises(InputError, match=rf"^{name}=(?s:.*) expected"):
        Config.from_settings(settings)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="there is no such call here")
@pytest.mark.parametrize(
    ("usable", "workers"), [({3}, 1), ({0, 1}, 1), ({0, 1, 2}, 2), (set(range(64)), 4)]
)
def test_pages_are_read_by_as_many_processes_as_may_run(
    monkeypatch, usable: set[int], workers: int
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: usable)

    assert Config.from_settings(project_settings()).parse_workers == workers
