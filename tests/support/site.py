"""A site on this machine whose pages a test changes: with ETags, sitemaps, robots.txt, and faults on demand."""

import hashlib
import html
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.web import Web


@dataclass
class SitePage:
    """`status` is 200, or what the page answers instead; `moved` is where it leads; `noise` says nothing."""

    text: str
    links: list[str] = field(default_factory=list)
    status: int = 200
    moved: str | None = None
    canonical: str | None = None
    noise: str = ""
    breaks: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        links = "".join(f'<a href="{html.escape(link)}"></a>' for link in self.links)
        canonical = f'<link rel="canonical" href="{self.canonical}">' if self.canonical else ""
        title = self.text.split(".")[0]
        return (
            f"<!doctype html><html><head><title>{title}</title>{canonical}<script>{self.noise}</script></head>"
            f"<body><!-- {self.noise} --><p>{self.text}</p><ul>{links}</ul></body></html>"
        ).encode()


class Site(Web):
    """`asked` counts the questions for each path, `unchanged` those answered by 304."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, SitePage] = {}
        self.robots: str | None = None
        self.sitemaps: dict[str, bytes] = {}
        self.down = False
        self.busy: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.endless = False

    @property
    def port(self) -> int:
        return self.server.server_port

    def page(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.asked[path] += 1
        if self.down:
            return _sent(500, b"")
        if path == "/robots.txt":
            return _sent(404, b"") if self.robots is None else _sent(200, self.robots.encode(), "text/plain")
        if path in self.sitemaps:
            return _sent(200, self.sitemaps[path], "application/xml")
        if path in self.busy:
            return _sent(429, b"", **{"Retry-After": self.busy[path]})
        if self.endless and path.startswith("/calendar/"):
            day = int(path.rsplit("/", 1)[-1])
            links = [f"/calendar/{day + 1}", f"/calendar/{day + 2}"]
            return _sent(200, SitePage(f"Day {day}. Nothing is on.", links).body(), "text/html")
        return self._page(path, headers)

    def _page(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        page = self.pages.get(path)
        if page is None:
            return _sent(404, b"")
        if page.moved:
            return _sent(page.status if page.status != 200 else 301, b"", Location=page.moved)
        if page.status != 200:
            return _sent(page.status, b"")
        content = page.body()
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if headers.get("If-None-Match") == etag:
            self.unchanged[path] += 1
            return 304, {"ETag": etag}, b""
        length = len(content) + (50 if page.breaks else 0)
        return 200, {"Content-Type": "text/html", "ETag": etag, "Content-Length": str(length), **page.headers}, content

    def sitemap(self, *paths: str, **dates: str) -> bytes:
        entries = "".join(f"<url><loc>{self.url}{path}</loc></url>" for path in paths)
        entries += "".join(
            f"<url><loc>{self.url}/{name}</loc><lastmod>{date}</lastmod></url>" for name, date in dates.items()
        )
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def _sent(status: int, content: bytes, kind: str = "text/html", **headers: Any) -> tuple[int, dict[str, str], bytes]:
    moment = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return status, {"Content-Type": kind, "Content-Length": str(len(content)), "Date": moment, **headers}, content
