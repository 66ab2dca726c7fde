"""The benchmarks run, their pages are as said, and what can't be used is told."""

import re
import subprocess
import sys
from statistics import fmean, median

import pytest

from benchmarks import compare, tools
from benchmarks.memory import in_tenth
from benchmarks.pages import MEAN_BYTES, MEDIAN_BYTES, size_of
from benchmarks.rounds import middle, share_right
from benchmarks.watch import watch
from benchmarks.web import KINDS, Plan
from tests.conftest import ROOT, environment

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="they read /proc")
PLAN = Plan(pages=200, hosts=50, port=8080, tls_ports=(8443,))


def run(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_sizes_are_those_of_pages_with_backlinks():
    sizes = [size_of(number) for number in range(4_000)]

    assert median(sizes) == pytest.approx(MEDIAN_BYTES, rel=0.06)
    assert fmean(sizes) == pytest.approx(MEAN_BYTES, rel=0.06)


@pytest.mark.parametrize("night", [1, 2])
def test_a_page_holds_its_link_where_it_is_said_to(night: int):
    for number, is_there in enumerate(PLAN.truth(night).values()):
        link = f'href="{PLAN.target(number)}"'.encode()

        assert PLAN.body(number, night).count(link) == is_there


def test_pages_are_the_same_for_all_and_some_lose_their_link_overnight():
    again = Plan(pages=200, hosts=50, port=8080, tls_ports=(8443,))
    nights = [sum(PLAN.truth(night).values()) for night in (1, 2)]

    assert [PLAN.body(n, 1) for n in range(20)] == [again.body(n, 1) for n in range(20)]
    assert 180 < nights[1] < nights[0] < 200


def test_only_noisy_and_changed_pages_differ_in_the_second_night():
    differ = {n for n in range(PLAN.pages) if PLAN.body(n, 1) != PLAN.body(n, 2)}

    assert differ == {
        n for n in range(PLAN.pages) if PLAN.kind(n) == KINDS[3] or PLAN.is_changed(n)
    }


def test_no_answer_is_a_wrong_one():
    truth = {("a", "t"): True, ("b", "t"): False, ("c", "t"): False}

    assert share_right({("a", "t"): True, ("b", "t"): True}, truth) == pytest.approx(1 / 3)


def test_a_figure_is_a_median_with_its_range():
    assert middle([3.0, 1.0, 2.0], 1) == "2.0 [1.0-3.0]"
    assert middle([1_234.5], 0) == "1,234"


def test_memory_is_told_by_parts_of_the_run():
    series = [(float(at), 100.0 if at < 90 else 300.0) for at in range(101)]

    assert [in_tenth(series, tenth) for tenth in (2, 10)] == [100.0, 300.0]


def test_a_tool_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(tools, "find_program", lambda _: None)
    monkeypatch.setattr(tools, "find_spec", lambda _: None)

    assert tools.TOOLS["lychee"].missing == "lychee is not installed"
    assert tools.TOOLS["linkcrawler"].missing == ""


@ON_LINUX
def test_the_work_of_what_a_command_leaves_behind_is_counted(tmp_path):
    (tmp_path / "burn.py").write_text("import time\nwhile time.process_time() < 0.5: pass\n")
    command = ["sh", "-c", f"{sys.executable} burn.py & exit 3"]

    usage = watch(command, folder=tmp_path, environment=environment(), limit_s=60)

    assert usage.exit_code == 3
    assert usage.cpu_s >= 0.5


@ON_LINUX
def test_a_command_that_takes_too_long_is_ended(tmp_path):
    usage = watch(["sleep", "600"], folder=tmp_path, environment=environment(), limit_s=0.5)

    assert usage.exit_code == -1


@ON_LINUX
def test_where_no_tool_is_there_nothing_is_run_and_it_is_said_why(monkeypatch):
    monkeypatch.setattr(tools, "find_program", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["compare", "--pages", "1", "--tool", "lychee"])

    with pytest.raises(SystemExit, match="lychee: lychee is not installed"):
        compare.main()


@ON_LINUX
def test_tools_are_compared_on_one_web():
    done = run("compare", *"--pages 20 --rounds 1 --tool linkcrawler --tool pycurl".split())
    rows = re.findall(r"^\| (\w+) \| .* \| (\d+) \| [\d.]+ \| (\S+) \|", done.stdout, re.M)

    assert done.returncode == 0, done.stderr
    assert rows == [("linkcrawler", "24", "100.0%"), ("pycurl", "20", "100.0%")]


@ON_LINUX
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("compare --pages 0", "'0': a whole number, 1 to 20,000"),
        ("compare --rounds two", "'two': a whole number, 1 or more"),
        ("compare --tool wget", "invalid choice: 'wget'"),
        ("compare --cores 9999", "'9999': a whole number, 1 to"),
        ("compare --out nowhere/a.md", "there is no such folder"),
        ("compare --out docs", "--out docs: it is a folder"),
        ("memory --pages 1", "'1': a whole number, 10 to 200,000"),
        ("order --gap soon", "'soon': seconds are expected, more than 0"),
        ("second_night --changed 101", "'101': a share in percent, 0 to 100"),
    ],
)
def test_what_can_not_be_used_is_told(words: str, told: str):
    done = run(*words.split())

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
