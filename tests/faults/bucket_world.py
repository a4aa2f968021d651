"""The world with a source that is a folder of a bucket, which is another than Grail's own. Files are counted."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import boto3

from chalicelib.adapters.buckets.access import BucketAccess
from chalicelib.adapters.buckets.addresses import parse
from chalicelib.adapters.buckets.named import NamedFolders
from chalicelib.models import Document, Source, SourceCaps, SourceItem
from chalicelib.rag.documents.sources.keeping import SourceKeeping, SourceWishes
from chalicelib.rag.documents.sources.roles import Place
from chalicelib.wiring import places
from tests.faults.counting_world import CountingWorld
from tests.faults.source_world import CONTENT_TYPES

FOLDER = "team/"
MOST = SourceCaps(10_000, 100 * 1024**2, 100.0)


class BucketWorld(CountingWorld):
    """`asked` are the keys that were read, in order; what lies outside of `team/` is not named to be read."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: list[str] = []
        self.theirs = f"theirs-{self.owner}"
        self.s3.create_bucket(Bucket=self.theirs)
        adapters: Any = SimpleNamespace(
            settings=SimpleNamespace(source_bucket_users="everyone", max_upload_bytes=10**6),
            named_folders=NamedFolders([f"{self.theirs}/{FOLDER}"], own=(self.bucket,)),
            buckets=BucketAccess(self._client, "test"),
        )
        self.named = adapters
        self.keeping = SourceKeeping(self.real_sources, self.queue, partial(places.checked, adapters), MOST, self.clock)

    def _client(self, name: str, credentials: Any = None) -> Any:
        client = boto3.Session(**(credentials or {})).client(name, region_name="us-east-1")  # type: ignore[call-overload]
        client.meta.events.register("before-parameter-build.s3.GetObject", self._note_read)
        return client

    def _note_read(self, params: dict[str, Any], **_: Any) -> None:
        self.asked.append(params["Key"].removeprefix(FOLDER))

    def _place(self, source: Source) -> Place:  # type: ignore[override]
        return self.steps.watch(places.place(self.named, CONTENT_TYPES, source), "bucket")

    def add(self, below: str = "", **wishes: Any) -> Source:  # type: ignore[override]
        fields = {"every_hours": 0, "paused": True, **wishes}
        return self.keeping.add(self.owner, None, f"s3://{self.theirs}/{FOLDER}{below}", SourceWishes(**fields))

    def lay(self, name: str, text: str, **more: Any) -> None:
        self.s3.put_object(Bucket=self.theirs, Key=f"{FOLDER}{name}", Body=text.encode(), **more)

    def take(self, name: str) -> None:
        self.s3.delete_object(Bucket=self.theirs, Key=f"{FOLDER}{name}")

    def name_of(self, address: str | None) -> str:
        return parse(address or "")[1].removeprefix(FOLDER)

    def path(self, document: Document) -> str:
        return self.name_of(document.address)

    def items_of(self, source: Source) -> dict[str, SourceItem]:
        return {self.name_of(item.address): item for item in self.real_sources.items(self.owner, source.id)}
