"""The manual names everything there is: states, reasons, settings, commands, exit codes, columns."""

import re
from enum import StrEnum

import pytest
from click.testing import CliRunner

from linkcrawler import columns, settings, states
from linkcrawler.cli.root import COMMANDS, root
from linkcrawler.config import NAMES
from linkcrawler.export import FORMATS
from linkcrawler.export.layout import COLUMN_SETS
from linkcrawler.models import Check  # noqa: F401 - the models have to import without Scrapy
from linkcrawler.serve.queries import QUERIES
from tests.conftest import ROOT

ENUMS = [
    value
    for value in vars(states).values()
    if isinstance(value, type) and issubclass(value, StrEnum) and list(value)
]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_the_manual_has_each_value_with_its_sentence(enum: type[StrEnum]):
    rows = page("verdicts.md")
    missing = [
        member.value for member in enum if f"| `{member.value}` | {member.sentence} |" not in rows
    ]

    assert missing == []


def test_each_reason_says_what_to_do():
    for reason in states.Reason:
        row = re.search(rf"^\| `{reason.value}` \| [^|]+ \| ([^|]+) \|$", page("verdicts.md"), re.M)
        assert row, reason
        assert len(row[1]) > 5


def test_the_manual_names_no_value_that_is_gone():
    values = {member.value for enum in ENUMS for member in enum}
    named = re.findall(r"^\| `([a-z_0-9]+)` \|", page("verdicts.md"), re.M)

    assert set() == set(named) - values


def test_the_manual_has_every_setting_of_ours_and_no_other():
    named = set(re.findall(r"`(LINKCRAWLER_\w+)`", page("settings.md")))

    assert set(NAMES) == named
    assert len(NAMES) <= 12


@pytest.mark.parametrize(
    "name",
    [
        "CONCURRENT_REQUESTS",
        "CONCURRENT_REQUESTS_PER_DOMAIN",
        "DOWNLOAD_DELAY",
        "DOWNLOAD_TIMEOUT",
        "USER_AGENT",
    ],
)
def test_the_manual_tells_the_defaults_of_pace(name: str):
    row = re.search(rf"^\| `{name}` \| `?([^|`]+)`? \|", page("settings.md"), re.M)

    assert row
    assert str(getattr(settings, name)) == row[1].strip()


def test_the_manual_has_every_command_with_its_options():
    text = page("commands.md")
    for name in COMMANDS:
        command = root.get_command(None, name)
        assert f"`linkcrawler {name}" in text, name
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option not in ("--help", "--json", "--db"):
                    everywhere = text + page("getting-started.md") + page("events.md")
                    assert option in everywhere or name == "demo", (name, option)


def test_the_manual_has_every_exit_code():
    assert {"0", "1", "2", "3", "4", "75"} == set(
        re.findall(r"^\| (\d+) \| ", page("commands.md"), re.M)
    )


@pytest.mark.parametrize("view", columns.VIEWS)
def test_the_manual_has_every_column_of_a_view_and_no_other(view: str):
    section = page("database.md").split(f"## `{view}`")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", section, re.M)
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]

    assert sorted(column.name for column in columns.VIEWS[view]) == sorted(named)


def test_the_manual_has_every_question_of_serve():
    text = page("exports.md")

    for query in QUERIES.values():
        assert f"| {query['title']} |" in text


def test_the_manual_has_every_format_and_set_of_columns():
    text = page("exports.md")

    for name in (*FORMATS, *COLUMN_SETS, "screaming-frog"):
        assert f"| `{name}` |" in text


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_each_command_has_help(command: str | None):
    arguments = ["--help"] if command is None else [command, "--help"]
    done = CliRunner().invoke(root, arguments)

    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_links_between_pages_lead_somewhere():
    for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), (path.name, target)


def test_what_the_settings_promise_holds():
    assert not settings.TELNETCONSOLE_ENABLED
    assert not settings.REMOTE_CONTROL_ENABLED
    assert not settings.COOKIES_ENABLED
    assert {None} == {settings.DOWNLOAD_HANDLERS[name] for name in ("file", "data", "ftp", "s3")}
