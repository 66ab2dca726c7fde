"""Hosts belong to sites by the public suffix list, with its private part and the platforms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.domains import PLATFORM_SUFFIXES, site_of
from linkcrawler.urls import parse_web

SITE_CASES = [  # (host, site)
    ("example.com", "example.com"),
    ("www.example.com", "example.com"),
    ("a.b.c.example.com", "example.com"),
    ("example.co.uk", "example.co.uk"),
    ("shop.example.co.uk", "example.co.uk"),
    ("example.com.au", "example.com.au"),
    ("www.city.kawasaki.jp", "city.kawasaki.jp"),  # an exception of the list
    ("a.b.kobe.jp", "a.b.kobe.jp"),  # a wildcard of the list
    ("x.a.b.kobe.jp", "a.b.kobe.jp"),
    ("foo_bar.example.com", "example.com"),
    # sites that look alike
    ("notexample.com", "notexample.com"),
    ("example.com.evil.test", "evil.test"),
    ("example.co", "example.co"),
    ("xn--exmple-cua.com", "xn--exmple-cua.com"),
    # the private part of the list
    ("user.github.io", "user.github.io"),
    ("www.user.github.io", "user.github.io"),
    ("blog.blogspot.com", "blog.blogspot.com"),
    ("app.netlify.app", "app.netlify.app"),
    ("app.herokuapp.com", "app.herokuapp.com"),
    ("shop.myshopify.com", "shop.myshopify.com"),
    ("example.uk.com", "example.uk.com"),
    # platforms that are not in the list
    ("one.wordpress.com", "one.wordpress.com"),
    ("www.one.wordpress.com", "one.wordpress.com"),
    ("one.medium.com", "one.medium.com"),
    ("one.substack.com", "one.substack.com"),
    ("one.tumblr.com", "one.tumblr.com"),
    ("one.blogspot.de", "one.blogspot.de"),
    # what has no registrable domain is its own site
    ("com", "com"),
    ("co.uk", "co.uk"),
    ("github.io", "github.io"),
    ("medium.com", "medium.com"),
    ("localhost", "localhost"),
    ("intranet", "intranet"),
    # under a suffix that is in no list
    ("printer.lan", "printer.lan"),
    ("www.printer.lan", "printer.lan"),
    ("a.b.unknown-suffix", "b.unknown-suffix"),
    ("blog.localhost", "blog.localhost"),
    ("www.blog.localhost", "blog.localhost"),
    ("127.0.0.1", "127.0.0.1"),
    ("[::1]", "[::1]"),
    ("[2001:db8::1]", "[2001:db8::1]"),
    ("", ""),
    # the platform's own host, with and without www
    ("www.medium.com", "medium.com"),
    ("www.tumblr.com", "tumblr.com"),
    ("www.github.io", "github.io"),
    # where www is a name like another
    ("www.com", "www.com"),
    ("www.co.uk", "www.co.uk"),
    # letters of all scripts
    ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ("www.xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
    ("shop.xn--e1aybc.xn--p1ai", "xn--e1aybc.xn--p1ai"),
    # the root's dot says nothing
    ("example.com.", "example.com"),
    ("www.example.com.", "example.com"),
    ("localhost.", "localhost"),
    ("127.0.0.1.", "127.0.0.1"),
    ("www.printer.lan.", "printer.lan"),
]


@pytest.mark.parametrize(("host", "site"), SITE_CASES)
def test_a_host_belongs_to_a_site(host, site):
    assert site_of(host) == site


@pytest.mark.parametrize("suffix", PLATFORM_SUFFIXES)
def test_blogs_of_a_platform_are_sites_of_their_own(suffix):
    assert site_of(f"one.{suffix}") != site_of(f"two.{suffix}")
    assert site_of(f"www.{suffix}") == site_of(suffix) == suffix


LABELS = st.sampled_from(["www", "a", "example", "com", "co", "uk", "github", "io", "medium", "jp"])
HOSTS = st.lists(LABELS, min_size=1, max_size=5).map(".".join)


@given(HOSTS)
def test_the_site_of_a_site_is_itself(host):
    assert site_of(site_of(host)) == site_of(host)


@given(HOSTS)
def test_a_host_lies_within_its_site(host):
    assert f".{host}".endswith(f".{site_of(host)}")


@given(HOSTS)
def test_the_dot_of_the_root_changes_nothing(host):
    assert site_of(host + ".") == site_of(host)


@given(st.text(max_size=30))
def test_every_host_that_a_url_can_have_has_a_site(text):
    address = parse_web(f"https://{text}/")

    assert address is None or site_of(address.host) or not address.host.strip(".")
