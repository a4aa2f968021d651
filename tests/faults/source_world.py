"""The small world with a source of the web: a site on this machine, sweeps under the test's control."""

import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamo.sources import DynamoSources
from chalicelib.adapters.web.fetching import Fetcher, Limits
from chalicelib.adapters.web.networks import Networks
from chalicelib.adapters.web.site import Site as SiteReader
from chalicelib.models import Document, Job, Source, SourceCaps, SourceItem, SourceJob, SweepResult
from chalicelib.rag.documents.sources.content import SourceContent
from chalicelib.rag.documents.sources.keeping import SourceKeeping, SourceWishes
from chalicelib.rag.documents.sources.sweep import Sweeping
from chalicelib.wiring.places import checked
from tests.faults.world import World
from tests.support.site import Site, SitePage

CONTENT_TYPES = {"html": "text/html", "txt": "text/plain", "pdf": "application/pdf"}
FACT = re.compile(r"Fact \w+")
MOST = SourceCaps(20_000, 100 * 1024**2, 100.0)


class SourceWorld(World):
    """`naps` are how long sweeps have waited for a slow site, in seconds."""

    def __init__(self, dynamo: Any, s3: Any, names: dict[str, str], folder: Path, site: Site) -> None:
        super().__init__(dynamo, s3, names, folder)
        self.site = site
        self.naps: list[float] = []
        self.real_sources = DynamoSources(dynamo, names["DOCUMENTS_TABLE"], self.real_documents.stored, self.clock)
        self.sources = self.steps.watch(self.real_sources, "sources")
        self.web = Fetcher(Networks(("127.0.0.0/8",)), ports=(site.port,))
        queue, feed = self.steps.watch(self.queue, "queue"), self.steps.watch(self.feed, "feed")
        content = SourceContent(
            self.sources, self.documents, self.files, feed, self.library, CONTENT_TYPES, max_bytes=10**6
        )
        self.sweeping = Sweeping(
            self.sources, content, self._place, queue, lambda tokens: tokens / 1000, self.clock, self.naps.append
        )
        adapters: Any = self  # Of these the check needs the fetcher alone.
        self.keeping = SourceKeeping(self.real_sources, self.queue, partial(checked, adapters), MOST, self.clock)

    def _place(self, source: Source) -> SiteReader:
        limits = Limits(most_bytes=10**6, seconds=5.0)
        return SiteReader(source, self.web, CONTENT_TYPES, limits=limits, pause=0.0)

    def work(self, job: Job) -> None:
        if isinstance(job, SourceJob):
            self.sweeping.run(job, lambda: self.time_for_a_call)
        else:
            super().work(job)

    def add(self, path: str = "/", **wishes: Any) -> Source:
        """A source whose sweeps begin when the test says so."""
        fields = {"every_hours": 0, "paused": True, **wishes}
        return self.keeping.add(self.owner, "web", self.site.url + path, SourceWishes(**fields))

    def synced(self, number: int = 3, **wishes: Any) -> Source:
        """A source whose pages (see `pages`) have become documents."""
        pages(self.site, number)
        source = self.add(**wishes)
        self.sync(source)
        return source

    def sync(self, source: Source, *, dry: bool = False, allowed: int = 0) -> SweepResult:
        """A whole sweep, with all that follows of it."""
        self.keeping.run(self.owner, source.id, dry=dry, allowed=allowed)
        return self.finish(source)

    def finish(self, source: Source) -> SweepResult:
        for _ in range(200):
            self.deliver_all()
            stored = self.source(source)
            if stored is None or (stored.state == "idle" and not stored.wanted and not stored.ends):
                break
            self.clock.seconds += 61
            self.sweeping.sweep()
        else:
            raise AssertionError(f"The source stands still: {stored}")
        self.settle()
        return stored.last if stored and stored.last else SweepResult("complete", False, "", "")

    def source(self, source: Source) -> Source | None:
        return self.real_sources.find(self.owner, source.id)

    def items_of(self, source: Source) -> dict[str, SourceItem]:
        """Items by their paths."""
        items = self.real_sources.items(self.owner, source.id)
        return {item.address.removeprefix(self.site.url): item for item in items}

    def kept_documents(self) -> list[Document]:
        return [document for document in self.real_documents.all(self.owner) if document.status != "deleting"]

    def path(self, document: Document) -> str:
        return (document.address or "").removeprefix(self.site.url)

    def facts(self) -> dict[str, str]:
        """What is searched: the fact of each document of a source, by its address."""
        rows = self.rows()
        live = [document for document in self.kept_documents() if document.source_id and document.live_generation]
        return {self.path(document): fact_of("".join(rows[document.id, document.live_generation])) for document in live}

    def paid(self) -> Counter[str]:
        """How often each fact was embedded."""
        return Counter(fact_of(text) for text in self.embedder.embedded)


def fact_of(text: str) -> str:
    fact = FACT.search(text)
    return fact[0] if fact else text[:80]


def pages(site: Site, number: int = 3) -> None:
    """A home page, and so many others that it links to."""
    names = [f"/page-{place}" for place in range(number)]
    site.pages = {"/": SitePage("Fact home. This page leads to the others.", names)}
    site.pages |= {name: SitePage(f"Fact {name[1:].replace('-', '')}. It is told here.") for name in names}
