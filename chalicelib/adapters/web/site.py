"""A site as a source: which of its pages belong to it, and how a polite guest reads them."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote

from chalicelib.adapters.web import pages, sitemaps
from chalicelib.adapters.web.addresses import WebAddress, join, parse
from chalicelib.adapters.web.fetching import Fetcher, Limits, Page, Validators
from chalicelib.adapters.web.robots import EVERYTHING, Robots
from chalicelib.errors import FetchError
from chalicelib.models import FoundItem, ItemContent, Source, SourceItem

PAUSE = 0.3  # Seconds between two pages of a site that names none.
TRUSTED_DAYS = 7  # A sitemap's word that nothing has changed holds for so long.
MOST_SITEMAPS = 50
ROBOTS_SECONDS, SITEMAP_SECONDS = 15.0, 100.0  # Of robots.txt, and of all sitemaps together.
MOST_REPEATS = 3  # The same folder in one path: a site that leads in circles.
CHARACTERS_A_TOKEN = 4
OTHER_NAMES = {"application/xml": "text/xml"}  # Content types that Grail calls otherwise.


class Site:
    """One slice's look at a source of the web. `clock` is in seconds, and only rises.

    `content_types` maps each file ending that Grail reads to its content type. `pause` is the least pause between two
    pages, in seconds.
    """

    lists_all = False
    misses = 2

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        content_types: Mapping[str, str],
        *,
        limits: Limits | None = None,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._home = parse(source.address, fetcher.ports)
        self._scope = source.scope
        self._content_types = content_types
        self._limits = limits or Limits()
        self._pause = pause
        self._clock = clock
        self._began = clock()
        self._robots: dict[str, Robots] = {}
        self._asked_at: dict[str, float] = {}

    def listed(self) -> Iterator[FoundItem]:
        """The source's own page, and what the site's sitemaps name. Raises FetchError."""
        robots = self._rules(self._home)
        if self._scope.follow != "sitemap":
            yield FoundItem(str(self._home))
            return
        is_map = self._home.path.endswith((".xml", ".xml.gz", ".txt"))
        named = [str(self._home)] if is_map else list(robots.sitemaps) or [f"{self._home.origin}/sitemap.xml"]
        seen = set(named)
        while named:
            for entry in self._sitemap(named.pop(0)):
                if not entry.is_sitemap:
                    if (address := self._within(entry.address)) is not None:
                        yield FoundItem(str(address), mark=entry.modified)
                elif len(seen) < MOST_SITEMAPS and entry.address not in seen:
                    seen.add(entry.address)
                    named.append(entry.address)

    def wait(self, address: str) -> float:
        """Seconds until the site may be asked for another page."""
        origin = parse(address, self._fetcher.ports).origin
        delay = max(self._pause, self._robots[origin].delay if origin in self._robots else 0.0)
        return max(self._asked_at.get(origin, -delay) + delay - self._clock(), 0.0)

    def trusts(self, item: SourceItem) -> bool:
        """A sitemap's date is believed for a week: many sites never change it."""
        if item.checked_at is None or item.fingerprint is None or self._scope.follow != "sitemap":
            return False
        return datetime.now(UTC) - datetime.fromisoformat(item.checked_at) < timedelta(days=TRUSTED_DAYS)

    def read(self, item: SourceItem) -> ItemContent:
        """Raises FetchError."""
        address = parse(item.address, self._fetcher.ports)
        if not self._rules(address).allows(address):
            raise FetchError("robots", f"{address.host} asks programs not to read this page.")
        self._asked_at[address.origin] = self._clock()
        page = self._fetcher.fetch(item.address, Validators(item.asked or "", item.etag, item.modified), self._limits)
        if page.address != address and not self._rules(page.address).allows(page.address):
            raise FetchError("robots", f"{page.address.host} asks programs not to read this page.")
        return self._content(item, address, page)

    def _content(self, item: SourceItem, address: WebAddress, page: Page) -> ItemContent:
        marks = page.validators
        if page.body is None:
            return ItemContent(
                None, etag=marks.etag or item.etag, modified=marks.modified or item.modified, asked=marks.address
            )
        stated = {"etag": marks.etag, "modified": marks.modified, "asked": marks.address}
        moved = None if page.address == address else self._within(str(page.address))
        if page.address != address and moved is None:
            raise FetchError("gone", f"{address.host} leads to another site from here.")
        if page.content_type not in pages.TYPES:
            return self._file(page, str(moved) if moved else None, stated)
        text = pages.text_of(page.body, page.charset)
        marked = pages.read(text)
        base = self._joined(page.address, marked.base) or page.address
        canonical = self._within(marked.canonical, base) if marked.canonical else None
        same_as = canonical if canonical != page.address else None
        # The server's word on the encoding is in no file: what is stored says by itself what it is in.
        body = text.encode("utf-8-sig", "replace") if page.charset not in ("", "utf-8", "utf8") else page.body
        return ItemContent(
            body,
            f"{marked.title.replace('/', '-').strip('. ') or _last(page.address) or page.address.host}.html",
            marked.fingerprint,
            marked.characters // CHARACTERS_A_TOKEN,
            tuple(self._links(item, base, marked.links)),
            str(same_as or moved) if same_as or moved else None,
            **stated,
        )

    def _file(self, page: Page, moved: str | None, stated: Mapping[str, str | None]) -> ItemContent:
        """A file is named by what its server says that it is, and else by its address."""
        body = page.body or b""
        name = page.filename or _last(page.address) or page.address.host
        ending = PurePosixPath(name).suffix.lower().removeprefix(".")
        kind = OTHER_NAMES.get(page.content_type, page.content_type)
        by_type = self._ending(kind)
        if by_type and self._content_types.get(ending) != kind:
            name = f"{PurePosixPath(name).stem if ending in self._content_types else name}.{by_type}"
        elif not by_type and ending not in self._content_types:
            raise FetchError("wrong_type", f"Files of {kind or 'an unknown type'} cannot be read yet.")
        fingerprint = hashlib.sha256(body).hexdigest()
        return ItemContent(body, name, fingerprint, len(body) // CHARACTERS_A_TOKEN, (), moved, **stated)

    def _ending(self, content_type: str) -> str | None:
        if content_type in ("", "application/octet-stream"):
            return None
        return next((ending for ending, known in self._content_types.items() if known == content_type), None)

    def _links(self, item: SourceItem, base: WebAddress, links: tuple[str, ...]) -> Iterator[FoundItem]:
        if self._scope.follow == "links" and item.depth < self._scope.depth:
            for link in links:
                if (address := self._within(link, base)) is not None:
                    yield FoundItem(str(address), item.depth + 1)

    # What belongs to the source

    def _within(self, link: str, base: WebAddress | None = None) -> WebAddress | None:
        """The address of a link, where it is the source's. `www.` and the protocol make no other site."""
        address = self._joined(base or self._home, link)
        if address is None or _site(address) != _site(self._home) or not address.path.startswith(self._scope.path):
            return None
        folders = address.path.split("/")
        is_ring = any(folder and folders.count(folder) > MOST_REPEATS for folder in set(folders))
        return None if is_ring else address

    def _joined(self, base: WebAddress, link: str) -> WebAddress | None:
        try:
            return join(base, link, self._fetcher.ports)
        except FetchError:
            return None

    # What the site says of itself

    def _rules(self, address: WebAddress) -> Robots:
        """Raises FetchError where the site cannot be asked: then nothing of it may be read (RFC 9309)."""
        if address.origin not in self._robots:
            self._robots[address.origin] = self._fetched_rules(address)
        return self._robots[address.origin]

    def _fetched_rules(self, address: WebAddress) -> Robots:
        self._asked_at[address.origin] = self._clock()
        try:
            page = self._fetcher.fetch(f"{address.origin}/robots.txt", limits=Limits(2 * 1024 * 1024, ROBOTS_SECONDS))
        except FetchError as error:
            if not error.retryable and error.code != "address_refused":
                return EVERYTHING
            raise
        return Robots.parse(page.body or b"")

    def _sitemap(self, address: str) -> list[sitemaps.Entry]:
        """Raises FetchError, which ends the sweep: without it nothing is known of what is there."""
        self._asked_at[self._home.origin] = self._clock()
        left = SITEMAP_SECONDS - (self._clock() - self._began)
        if left <= 0:
            raise FetchError("too_slow", "The site's sitemaps come too slowly.", retryable=True)
        page = self._fetcher.fetch(address, limits=Limits(sitemaps.MOST_BYTES, left))
        return sitemaps.parse(page.body or b"")


def _site(address: WebAddress) -> tuple[str, int | None]:
    """A site by its host, and by its port where that is an unusual one."""
    return address.host.removeprefix("www."), None if address.port in (80, 443) else address.port


def _last(address: WebAddress) -> str:
    return unquote(address.path.rsplit("/", 1)[-1]).replace("/", "-")
