"""A small world in which ingestion runs step by step: real stores (moto, a LanceDB folder), and time, messages,
extraction and the model under the test's control.

Every call of a store, queue or model is a numbered step. A test may inject a fault at any of them: `Killed` stands for
kill -9, the only end of a worker at which none of its handlers runs.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from boto3.dynamodb.conditions import Key

from chalicelib.accounts.admission import Admission
from chalicelib.adapters.dynamo.accounts import DynamoAccounts
from chalicelib.adapters.dynamo.collections import DynamoCollections
from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance
from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits
from chalicelib.adapters.files import S3Files
from chalicelib.adapters.lance.store import CacheSpace, LancePassages
from chalicelib.api.records import work_on
from chalicelib.errors import DocumentNotFoundError
from chalicelib.models import Document, ExtractedSlice, FileKey, Job, StoredFile, TidyJob
from chalicelib.rag.documents.attempt import Tools
from chalicelib.rag.documents.chunking import chunk
from chalicelib.rag.documents.ingest import Ingesting
from chalicelib.rag.documents.library import Library
from chalicelib.rag.documents.lifecycle import FUNCTION_SECONDS
from chalicelib.rag.documents.sweep import Upkeep
from measure.retrieval.folder_tables import FolderFiles
from tests.faults.parts import CountingEmbedder, FakeQueue, Feed, Language, LineExtractor, Meter
from tests.faults.steps import Steps
from tests.support.clock import Clock

PART_TEXTS = 8
UPLOADS_PER_HOUR = 20
COPIES = "#copies"  # A folder beside the owners'.
OWNER_NUMBERS = itertools.count()


class World:
    """One owner, with documents of its own. `work_on` is the product's own entry for queue messages."""

    def __init__(self, dynamo: Any, s3: Any, names: dict[str, str], folder: Path) -> None:
        self.owner = f"owner-{next(OWNER_NUMBERS)}"
        self.clock = Clock()
        self.steps = Steps()
        self.queue = FakeQueue(self.clock)
        self.embedder = CountingEmbedder()
        self.extractor = LineExtractor()
        self.feed, self.meter = Feed(self._look_for), Meter()
        self.missed: list[str] = []
        self.pauses: list[float] = []
        self.s3, self.bucket, self.table = s3, names["DOCUMENTS_BUCKET"], dynamo.Table(names["DOCUMENTS_TABLE"])
        self.real_documents = DynamoDocuments(dynamo, names["DOCUMENTS_TABLE"], now=self.clock)
        self.real_maintenance = DynamoMaintenance(dynamo, names["DOCUMENTS_TABLE"], now=self.clock)
        self.real_files = S3Files(s3, self.bucket)
        self.real_collections = DynamoCollections(dynamo, names["MESSAGES_TABLE"], self.real_documents, most=10)
        unused: Any = None  # Work asks for an account's record alone.
        records = DynamoAccounts(dynamo, names["USAGE_TABLE"], self.clock)
        self.accounts = SimpleNamespace(admission=Admission(records, unused, unused, unused, unused, unused))
        self.real_passages = LancePassages(str(folder), self.embedder.model, self.embedder.dimensions)
        # A function that has searched before, and so has the owner's table as it was then.
        space = CacheSpace(FolderFiles(folder), folder / COPIES, 10**8, last_change=self.real_maintenance.last_change)
        self.searching = LancePassages(str(folder), self.embedder.model, self.embedder.dimensions, space)
        self.searching.warm(self.owner)
        watch = self.steps.watch
        self.documents = watch(self.real_documents, "registry")
        self.maintenance = watch(self.real_maintenance, "maintenance")
        self.files = watch(self.real_files, "files")
        self.passages = watch(self.real_passages, "passages")
        self.collections = watch(self.real_collections, "collections")
        queue, feed = watch(self.queue, "queue"), watch(self.feed, "feed")
        self.ingesting = self._ingesting(queue, feed)
        self.upkeep = self._upkeep(queue, feed)
        limits = DynamoRateLimits(dynamo, names["EDGE_TABLE"], {"uploads": UPLOADS_PER_HOUR}, now=self.clock)
        self.library = Library(
            self.documents, self.files, queue, feed, watch(limits, "limits"), {"txt": "text/plain"}, max_bytes=10**9
        )
        self.sequencers = itertools.count(1)
        self.time_for_a_call: float = FUNCTION_SECONDS
        self.seconds_left: Callable[[], float] = lambda: self.time_for_a_call

    def _ingesting(self, queue: FakeQueue, feed: Feed) -> Ingesting:
        """Time stands still within an attempt; the heartbeat has tests of its own."""
        watch = self.steps.watch
        tools = Tools(
            registry=self.documents,
            maintenance=self.maintenance,
            files=self.files,
            extractor=watch(self.extractor, "extractor"),
            embedder=watch(self.embedder, "embedder"),
            passages=self.passages,
            feed=feed,
            usage=watch(self.meter, "usage"),
            languages=Language(),
            pause=self.pauses.append,
            part_texts=PART_TEXTS,
        )
        return Ingesting(tools, queue, now=self.clock, heartbeat_seconds=3600)

    def _upkeep(self, queue: FakeQueue, feed: Feed) -> Upkeep:
        return Upkeep(
            registry=self.documents,
            maintenance=self.maintenance,
            files=self.files,
            queue=queue,
            feed=feed,
            passages=lambda: self.passages,
            collections=self.collections,
            now=self.clock,
        )

    # What a person, S3 and time do

    def upload(self, text: str, filename: str = "story.txt") -> Document:
        document, _ = self.library.add(self.owner, filename, len(text.encode()))
        self.put(document, text)
        return document

    def replace(self, document_id: str, text: str) -> Document:
        document, _ = self.library.replace(self.owner, document_id, len(text.encode()))
        self.put(document, text)
        return document

    def put(self, document: Document, text: str) -> StoredFile:
        """The file is on S3, and S3 tells so."""
        file = self.store(document, text)
        self.library.uploaded(file)
        return file

    def store(self, document: Document, text: str) -> StoredFile:
        key = FileKey(self.owner, document.id, document.version)
        answer = self.s3.put_object(Bucket=self.bucket, Key=str(key), Body=text.encode())
        return StoredFile(key, answer["ETag"].strip('"'), len(text.encode()), f"{next(self.sequencers):X}")

    def sweep(self) -> None:
        """Upkeep's pass over the documents and the tables that are due."""
        self.upkeep.sweep()
        self.upkeep.sweep_tables()

    def work(self, job: Job) -> None:
        """One call of the function. It ends by `Killed`, by an error, or well."""
        self.seconds_left = lambda: self.time_for_a_call
        if isinstance(job, TidyJob):
            self.upkeep.tidy(job.owner_id)
        else:
            work_on(self, job, lambda: self.seconds_left())  # type: ignore[arg-type]

    @property
    def adapters(self) -> "World":
        """The registry is the one of these services' adapters that `work_on` asks for."""
        return self

    def deliver_all(self) -> None:
        while messages := self.queue.visible():
            for message in messages:
                self.queue.deliver(message, self.work)

    def settle(self, hours: float = 30, enough: Callable[[], bool] = lambda: False) -> None:
        """Let messages and sweeps go on until nothing is left to be done, or it is enough."""
        until = self.clock() + hours * 3600
        while not enough():
            self.deliver_all()
            timers = [int(item["check_at"]) + 1 for item in self.items() if "check_at" in item]
            moment = min([*timers, *(message.visible_at for message in self.queue.messages)], default=None)
            if moment is None:
                self.check_counts()
                return
            assert moment < until, f"Something stands still: {self.states()}"
            self.clock.seconds = max(self.clock.seconds + 1, moment)
            if any(timer <= self.clock.seconds for timer in timers):  # Without one a sweep would only look.
                self.sweep()

    def check_counts(self) -> None:
        """What counts for the owner's quota is what is stored, whatever has happened."""
        documents = [document for document in map(self.document, self.states()) if document is not None]
        stored = self.real_documents.stored.of(self.owner)
        sizes = [document.counted or 0 for document in documents]
        assert (stored.documents, stored.bytes) == (len(sizes), sum(sizes))
        for document in documents:
            assert document.status != "ready" or document.counted == document.size

    def _look_for(self, document: Document) -> None:
        """A person who reads that a document is ready finds all of it, also with a function that looked before."""
        if document.status != "ready" or self.document(document.id) != document:
            return
        passages = document.passages or 0
        rows = self.searching.read(self.owner, document.id, document.live_generation, 0, passages + 1)
        if len(rows) != passages:
            self.missed.append(document.id)

    # What there is

    def items(self) -> list[dict[str, Any]]:
        query = {"KeyConditionExpression": Key("owner_id").eq(self.owner), "ConsistentRead": True}
        items: list[dict[str, Any]] = self.table.query(**query)["Items"]
        return items

    def states(self) -> dict[str, str]:
        return {item["id"]: item["status"] for item in self.items()}

    def document(self, document_id: str) -> Document | None:
        try:
            return self.real_documents.get(self.owner, document_id)
        except DocumentNotFoundError:
            return None

    def rows(self) -> dict[tuple[str, int], list[str]]:
        """Texts in order, by document and generation."""
        texts = {}
        for (document_id, generation), count in self.real_passages.stored_generations(self.owner).items():
            rows = self.real_passages.read(self.owner, document_id, generation, 0, count + 1)
            assert [row.ordinal for row in rows] == list(range(count))
            texts[document_id, generation] = [row.text for row in rows]
        return texts

    def stored(self) -> list[str]:
        """Keys of all files and staged parts."""
        keys = []
        for kind in ("files", "staging"):
            answer = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=f"{kind}/{self.owner}/")
            keys += [entry["Key"] for entry in answer.get("Contents", [])]
        return keys


def story(seed: str = "a", slices: int = 2, chunks: int = 3) -> str:
    """Text that is cut into `slices` slices of about `chunks` chunks, no two of them alike."""
    return "\f".join(
        "\n\n".join(
            " ".join(f"Chapter {seed}{part} paragraph {piece} sentence {number} is told." for number in range(30))
            for piece in range(chunks)
        )
        for part in range(slices)
    )


def pieces(text: str) -> list[str]:
    """What a clean run makes of a story, without any store."""
    texts: list[str] = []
    for part in text.split("\f"):
        slice_ = ExtractedSlice(text=part, offset=0, pages=(), headings=(), done=1, total=1)
        texts += [piece.text for piece in chunk(slice_, title="story.txt", first_ordinal=0)]
    return texts
