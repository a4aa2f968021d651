"""What a site says of itself: robots.txt, sitemaps, and the marks of its pages."""

import gzip
import time

import pytest

from chalicelib.adapters.web import pages, sitemaps
from chalicelib.adapters.web.addresses import parse
from chalicelib.adapters.web.robots import EVERYTHING, Robots
from chalicelib.errors import FetchError

ROBOTS = b"""
User-agent: *
Disallow: /private
Allow: /private/open$
Crawl-delay: 2

User-agent: grail
Disallow: /for-grail
Request-rate: 1/10

Sitemap: https://public.example/one.xml
sitemap: https://public.example/two.xml
"""


def test_robots_speak_to_us_by_name() -> None:
    robots = Robots.parse(ROBOTS)
    assert robots.allows(parse("https://public.example/private/x"))
    assert not robots.allows(parse("https://public.example/for-grail/x"))
    assert robots.delay == 10
    assert robots.sitemaps == ("https://public.example/one.xml", "https://public.example/two.xml")
    assert EVERYTHING.allows(parse("https://public.example/for-grail"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"<html>Not found</html>",
        b"Crawl-delay: nan",
        b"User-agent: *\nCrawl-delay: 1e400",
        b"a" * 10**6,
    ],
)
def test_odd_robots_are_read(content: bytes) -> None:
    robots = Robots.parse(content)
    assert robots.allows(parse("https://public.example/"))
    assert 0 <= robots.delay <= 3600


def test_robots_of_many_stars_are_read_in_time() -> None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /" + b"*a" * 40 + b"b\n" for _ in range(2000))
    robots, began = Robots.parse(rules), time.process_time()
    assert robots.allows(parse("https://public.example/" + "a" * 1900))
    assert time.process_time() - began < 5


SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x">
  <url><loc>https://public.example/a?x=1&amp;y=2</loc><lastmod>2026-11-30</lastmod>
    <image:image><image:loc>https://public.example/a.png</image:loc></image:image></url>
  <url><loc><![CDATA[https://public.example/b?x=1&y=2]]></loc></url>
  <url><loc>javascript:alert(1)</loc></url>
</urlset>"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_sitemap_names_pages(packed: bool) -> None:
    entries = sitemaps.parse(gzip.compress(SITEMAP) if packed else SITEMAP)
    assert entries == [
        sitemaps.Entry("https://public.example/a?x=1&y=2", "2026-11-30"),
        sitemaps.Entry("https://public.example/b?x=1&y=2"),
    ]


def test_an_index_names_sitemaps() -> None:
    index = b"<sitemapindex><sm:sitemap><sm:loc>https://public.example/1.xml</sm:loc></sm:sitemap></sitemapindex>"
    assert sitemaps.parse(index) == [sitemaps.Entry("https://public.example/1.xml", is_sitemap=True)]


def test_a_sitemap_may_be_lines() -> None:
    assert sitemaps.parse(b"\xef\xbb\xbfhttps://public.example/a\n\nnothing\n") == [
        sitemaps.Entry("https://public.example/a")
    ]


@pytest.mark.parametrize(
    "harm",
    [
        b"<!DOCTYPE x [<!ENTITY a 'https://public.example/'>]><urlset><url><loc>&a;</loc></url></urlset>",
        b"<urlset><url><loc>" + b"https://public.example/" * 500 + b"</loc></url></urlset>",
        b"<url>" * 200_000,
        b"<loc" * 200_000,
        b"<![CDATA[" * 500_000,
        b"<" * 2_000_000,
        b"no sitemap at all",
    ],
)
def test_a_harmful_sitemap_names_nothing(harm: bytes) -> None:
    began = time.process_time()
    assert sitemaps.parse(harm) == []
    assert time.process_time() - began < 5


def test_a_sitemap_that_is_a_bomb_is_refused() -> None:
    with pytest.raises(FetchError):
        sitemaps.parse(gzip.compress(bytes(60 * 2**20)))


def test_a_sitemap_of_very_many_pages_is_cut() -> None:
    many = b"".join(b"<url><loc>https://public.example/%d</loc></url>" % number for number in range(60_000))
    assert len(sitemaps.parse(b"<urlset>" + many)) == sitemaps.MOST_ENTRIES


PAGE = """<!doctype html><html><head><TITLE>Opening &amp;
  hours</TITLE><base href="/docs/"><link rel="stylesheet" href="a.css"><link href='/canonical' rel="nofollow canonical">
<script>var a = "<a href='/from-script'>";</script><style>a{}</style></head>
<body><!-- <a href="/from-comment"> --><a href=one.html>One</a> <A HREF="two.html?x=1&amp;y=2">Two</A>
<a name="x">none</a><a href='one.html'>again</a><map><area href="three"></map><svg><title>no</title></svg>
<template><a href="/from-template"></a></template><noscript><a href="/from-noscript"></a></noscript>
<a data-href="/no" href="four">Four</a> 3 < 4</body></html>"""


def test_a_page_has_marks() -> None:
    marks = pages.read(PAGE)
    assert marks.title == "Opening & hours"
    assert marks.links == ("one.html", "two.html?x=1&y=2", "three", "four")
    assert (marks.canonical, marks.base) == ("/canonical", "/docs/")


def test_only_what_is_seen_makes_another_page() -> None:
    seen = pages.read(PAGE).fingerprint
    assert pages.read(PAGE.replace("from-script", "other").replace("from-comment", "other")).fingerprint == seen
    assert pages.read(PAGE.replace("  ", "\n\n")).fingerprint == seen
    assert pages.read(PAGE.replace("Two", "Zwei")).fingerprint != seen
    assert pages.read(PAGE.replace("Opening", "Closing")).fingerprint != seen


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Straße".encode("latin-1"), "iso-8859-1", "Straße"),
        ("Straße".encode(), "", "Straße"),
        (b'<meta charset="windows-1252">' + "Straße".encode("cp1252"), "", '<meta charset="windows-1252">Straße'),
        (b"\xff\xfe" + "Straße".encode("utf-16-le"), "", "Straße"),
        ("Straße".encode(), "no-such-charset", "Straße"),
        ("Straße".encode(), "iso-8859-1", "Straße"),
        (b"Stra\xff", "utf-8", "Straÿ"),
        (b"\xef\xbb\xbfStrasse", "", "Strasse"),
        (b"90 \x80", "iso-8859-1", "90 €"),
    ],
)
def test_a_page_is_read_in_its_encoding(body: bytes, charset: str, text: str) -> None:
    assert pages.text_of(body, charset) == text


def test_an_encoding_of_no_text_is_not_believed() -> None:
    """Python has codecs that are no encodings of the web; the time of this one grows with the square of the length."""
    harm, began = b"a-" + b"b9" * 500_000, time.process_time()
    assert pages.text_of(harm, "punycode") == harm.decode()
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "harm",
    ["<!--" * 400_000, "<a href='" * 300_000, "<script>" * 300_000, "<a " + "x=1 " * 400_000, "<" * 1_500_000,
     "<a href=\"" + "a" * 1_000_000, "<title>" * 300_000, "<a>" * 500_000],
)  # fmt: skip
def test_a_harmful_page_is_read_in_time(harm: str) -> None:
    began = time.process_time()
    marks = pages.read(harm)
    assert len(marks.links) <= pages.MOST_LINKS
    assert time.process_time() - began < 10
