"""Links that newer entries pushed off a list are looked for one step on, politely and boundedly."""

from itertools import pairwise
from pathlib import Path

import pytest

from linkcrawler.crawl.steps import MAX_STEPS_OF_PAGE, steps_from
from linkcrawler.models import Evidence
from linkcrawler.states import ListKind
from tests.conftest import crawl, write_list
from tests.make import NOW, due, facts, fetch, known, present
from tests.site import TARGET, TEXT, Site

LINK = f'<a href="{TARGET}">the guide</a>'


def entry(path: str, inner: str = "") -> str:
    return f"<article><h2><a href='{path}'>A post</a></h2>{TEXT}<p>See {inner}.</p></article>"


def blog(*entries: str, older: str = "") -> str:
    end = f"<a href='{older}'>Older posts</a>" if older else ""
    return f"<!doctype html><title>Blog</title><body>{''.join(entries)}{end}</body>"


@pytest.fixture
def blogs(site: Site, request: pytest.FixtureRequest, tmp_path: Path):
    """Return how to play two nights of a blog, and what the second one comes to."""
    name = request.node.name.replace("[", "-").rstrip("]").replace(" ", "-").replace("_", "-")
    path = f"/{name}/tag/alps/"

    def play(first, second, steps: dict[str, str]):
        here = f"/{name}"
        site.pages |= {here + step: body for step, body in steps.items()}
        links = write_list(tmp_path / "a.csv", [site.url(path, "blog.localhost")])
        site.pages[path] = first(here)
        crawl(tmp_path / "a.db", links)
        before = len(site.asked)
        site.pages[path] = second(here)
        done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
        (row,) = done.status().values()
        asked = [each.path.removeprefix(here) for each in site.asked[before:]]
        return row, [each for each in asked if each != "/robots.txt"], done

    return play


def with_link(here: str) -> str:
    return blog(entry(f"{here}/2026/05/new/"), entry(f"{here}/2026/04/old/", LINK))


def without(here: str) -> str:
    return blog(
        entry(f"{here}/2026/06/newer/"),
        entry(f"{here}/2026/05/new/"),
        older=f"{here}/tag/alps/page/2/",
    )


LIST, OLD, PAGE_2 = "/tag/alps/", "/2026/04/old/", "/tag/alps/page/2/"


def test_a_link_that_was_pushed_off_stands_on_the_page_of_its_entry(blogs):
    row, asked, done = blogs(with_link, without, {OLD: blog(entry("/x", LINK))})

    assert (row["link_state"], row["page_state"], row["reason"]) == (
        *("present", "ok", "link_found_one_step_on"),
    )
    assert row["entry_url"].endswith(OLD)
    assert asked == [LIST, OLD]
    assert done.exit_code == 0
    assert done.rows("change_events") == []
    assert [each["final_url"].rpartition("/2026")[2] for each in done.rows("observation")][1:] == [
        OLD.removeprefix("/2026")
    ]


def test_or_on_the_next_page_of_the_list(blogs):
    row, asked, _ = blogs(
        with_link, without, {PAGE_2: blog(entry("/2026/04/old/", LINK)), OLD: blog("nothing")}
    )

    assert (row["link_state"], row["reason"]) == ("present", "link_found_one_step_on")
    assert asked == [LIST, OLD, PAGE_2]


def test_a_link_that_is_on_neither_is_missing(blogs):
    row, asked, done = blogs(
        with_link, without, {OLD: blog(entry("/x")), PAGE_2: blog(entry("/x"))}
    )

    assert (row["link_state"], row["reason"]) == ("missing", "pushed_off")
    assert asked == [LIST, OLD, PAGE_2]
    assert [each["kind"] for each in done.rows("change_events")] == ["missing"]


def test_an_entry_that_is_gone_does_not_hold_it(blogs):
    row, asked, _ = blogs(with_link, without, {})

    assert (row["link_state"], row["reason"]) == ("missing", "pushed_off")
    assert asked == [LIST, OLD, PAGE_2]


def test_an_entry_that_can_not_be_read_leaves_it_open(blogs):
    challenge = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    row, _, _ = blogs(with_link, without, {OLD: challenge, PAGE_2: blog(entry("/x"))})

    assert (row["link_state"], row["reason"]) == ("unknown", "entry_unread")


def test_robots_are_obeyed_one_step_on(blogs, site: Site):
    site.robots["blog.localhost"] = (200, "User-agent: *\nDisallow: /*/2026/04/\n")
    row, asked, _ = blogs(with_link, without, {OLD: blog(entry("/x", LINK))})
    del site.robots["blog.localhost"]

    assert (row["link_state"], row["reason"]) == ("unknown", "entry_unread")
    assert OLD not in asked


def test_the_gap_of_the_site_is_kept(site: Site, tmp_path: Path):
    site.pages["/gap/tag/x/"] = blog(entry("/gap/2026/04/old/", LINK))
    links = write_list(tmp_path / "a.csv", [site.url("/gap/tag/x/", "gap.localhost")])
    crawl(tmp_path / "a.db", links)
    site.pages["/gap/tag/x/"] = blog(entry("/gap/2026/05/new/"), older="/gap/tag/x/page/2/")
    before = len(site.asked)
    crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.7")
    asked = [each for each in site.asked[before:] if each.path.startswith("/gap/")]

    assert [each.path for each in asked] == [
        *("/gap/tag/x/", "/gap/2026/04/old/", "/gap/tag/x/page/2/"),
    ]
    assert all(later.at - earlier.at > 0.7 for earlier, later in pairwise(asked))


def test_a_link_that_was_never_seen_is_not_searched_for(site: Site, tmp_path: Path):
    site.pages["/never/tag/x/"] = blog(entry("/never/2026/04/old/"), older="/never/page/2/")
    links = write_list(tmp_path / "a.csv", [site.url("/never/tag/x/")])
    crawl(tmp_path / "a.db", links)
    crawl(tmp_path / "a.db", links)

    assert [path for path in site.paths() if path.startswith("/never/")] == ["/never/tag/x/"] * 2


def evidence_of(*entries: str, url: str = "https://blog.example.org/", **changes) -> Evidence:
    backlinks = [
        known(present(entry_url=each), number=number) for number, each in enumerate(entries, 1)
    ]
    about = facts(list_kind=ListKind.HOME, **changes)
    return Evidence(page=due(*backlinks, url=url), fetch=fetch(), checked_at=NOW, facts=about)


def test_steps_are_bounded_and_stay_on_the_site():
    posts = [f"https://blog.example.org/post-{n}" for n in range(20)]
    many = steps_from(evidence_of(*posts))
    one = steps_from(evidence_of(posts[0], next_page="https://www.example.org/page/2"))

    assert many is not None
    assert [many.at, *many.left] == posts[:MAX_STEPS_OF_PAGE]
    assert one is not None
    assert [one.at, *one.left] == [posts[0], "https://www.example.org/page/2"]
    assert steps_from(evidence_of("https://other.example.net/post")) is None
    assert steps_from(evidence_of()) is None
