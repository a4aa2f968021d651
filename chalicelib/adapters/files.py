"""Uploaded files and staged parts on S3.

`files/<owner>/<document>/<version>` is what was uploaded, `staging/<owner>/<document>/<version>/<etag>/<restarts>/…`
what ingestion keeps between its steps; a lifecycle rule clears staging after a week. `key-points/<owner>/<document>/
<version>/<generation>` is what a model has noted of a long document (key_points.py).

The bucket may keep older versions of objects for some days, against faults and slips of operators. What a person
deletes is purged, with all of its versions.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from chalicelib.adapters.disk import Scratch, room_for_document
from chalicelib.adapters.errors import REFUSALS, translate
from chalicelib.adapters.object_versions import versions
from chalicelib.errors import DocumentError, DocumentNotFoundError, FileChangedError, StoreBusyError, StoreRefusedError
from chalicelib.models import Document, FileKey, Link, StoredFile, Upload, timestamp
from chalicelib.rag.documents.lifecycle import FORM_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

KINDS = ("files", "staging", "key-points")  # Folders of the bucket that a document has something in.
LINK_SECONDS = 900
SHARED_LINK_SECONDS = 60  # Of another's file: so long a link outlives the right to it.
DELETED_AT_ONCE = 1000  # Keys of one DeleteObjects.
COPY_BYTES = 1024 * 1024
MISSING = r"^(NoSuchKey|404|NotFound|NoSuchVersion):"


class PreconditionError(Exception):
    """The object is not as the request's condition says. Never leaves this module."""


file_errors = partial(
    translate,
    (MISSING, lambda: DocumentNotFoundError("The file is not there.")),
    # A conflict is two conditional writes at once.
    (r"^(PreconditionFailed|412|ConditionalRequestConflict):", PreconditionError),
    (REFUSALS, StoreRefusedError),
    (Exception, lambda: StoreBusyError("The file store did not answer. Please try again.")),
)


class S3Files:
    """`scratch` is where files lie while they are read."""

    def __init__(self, s3: "S3Client", bucket: str, scratch: Scratch | None = None) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._scratch = scratch or Scratch()

    # Uploaded files

    def presign_upload(self, document: Document) -> Upload:
        """A form that uploads this version: its key, type and exact size are fixed by the policy."""
        key = str(file_key(document))
        with file_errors():
            form = self._s3.generate_presigned_post(
                self._bucket,
                key,
                Fields={"Content-Type": document.content_type},
                Conditions=[
                    {"Content-Type": document.content_type},
                    ["content-length-range", document.size, document.size],
                ],
                ExpiresIn=FORM_SECONDS,
            )
        return Upload(url=form["url"], fields=form["fields"])

    def write_file(self, document: Document, content: bytes) -> None:
        """Store this version's file here, in place of an upload."""
        kind = document.content_type
        with file_errors():
            self._s3.put_object(Bucket=self._bucket, Key=str(file_key(document)), Body=content, ContentType=kind)

    def presign_download(self, document: Document, *, shared: bool = False) -> Link:
        """The file that is live, or else the one uploaded; never run as a page of the bucket's own origin."""
        seconds = SHARED_LINK_SECONDS if shared else LINK_SECONDS
        inline = document.content_type == "application/pdf"
        name = quote(document.filename)
        disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}"
        with file_errors():
            url = self._s3.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": str(file_key(document, document.live_version)),
                    "ResponseContentDisposition": disposition,
                    "ResponseContentType": document.content_type,
                },
                ExpiresIn=seconds,
            )
        return Link(url=url, expires_at=timestamp(datetime.now(UTC) + timedelta(seconds=seconds)))

    @contextmanager
    def download(self, document: Document) -> Iterator[Path]:
        """The file on this machine's disk while the context lasts; DocumentError `no_room` if the disk is full."""
        with room_for_document(), self._scratch.folder() as folder:
            path = folder / "file"
            try:
                self._fetch(document, path)
            except DocumentNotFoundError as error:
                raise DocumentError("file_gone", "The file is no longer there. Please upload it again.") from error
            except PreconditionError as error:
                raise FileChangedError("The file was uploaded anew a moment ago.") from error
            yield path

    def _fetch(self, document: Document, path: Path) -> None:
        with file_errors():
            etag = f'"{document.etag}"' if document.etag else "*"
            answer = self._s3.get_object(Bucket=self._bucket, Key=str(file_key(document)), IfMatch=etag)
            with closing(answer["Body"]) as body, path.open("wb") as file:
                shutil.copyfileobj(body, file, COPY_BYTES)

    def stored(self, document: Document) -> StoredFile | None:
        """The uploaded file, or None while there is none."""
        key = file_key(document)
        try:
            with file_errors():
                head = self._s3.head_object(Bucket=self._bucket, Key=str(key))
        except DocumentNotFoundError:
            return None
        return StoredFile(key, head["ETag"].strip('"'), head["ContentLength"])

    def delete_file(self, key: FileKey) -> None:
        """Purge one file: it belongs to no document any more."""
        self._delete(version for version in self._versions(str(key)) if version["Key"] == str(key))

    # Staged parts

    def read_part(self, document: Document, name: str) -> bytes | None:
        try:
            with file_errors():
                return self._s3.get_object(Bucket=self._bucket, Key=_staging(document) + name)["Body"].read()
        except DocumentNotFoundError:
            return None

    def write_part(self, document: Document, name: str, data: bytes) -> None:
        with file_errors():
            self._s3.put_object(Bucket=self._bucket, Key=_staging(document) + name, Body=data)

    def write_part_once(self, document: Document, name: str, data: bytes) -> bool:
        """Write a part unless there is one; False if there was."""
        try:
            with file_errors():
                self._s3.put_object(Bucket=self._bucket, Key=_staging(document) + name, Body=data, IfNoneMatch="*")
        except PreconditionError:
            return False
        return True

    def part_names(self, document: Document) -> set[str]:
        prefix = _staging(document)
        return {key.removeprefix(prefix) for key in self._keys(prefix)}

    # Deletion

    def delete_all(self, owner_id: str, document_id: str) -> None:
        """Purge every upload of the file, everything staged, and what was noted of it."""
        for kind in KINDS:
            self._delete(self._versions(f"{kind}/{owner_id}/{document_id}/"))

    def delete_outdated(self, document: Document) -> None:
        """What is staged for this upload, and all that is of the versions before it.

        Nothing newer is touched: the next version may be uploaded, or worked on, at this moment.
        """
        for folder in (f"{kind}/{document.owner_id}/{document.id}/" for kind in KINDS):
            self._delete({"Key": key} for key in self._keys(folder) if _version(key, folder) < document.version)
        self._delete({"Key": key} for key in self._keys(_upload(document)))

    def _keys(self, prefix: str) -> Iterator[str]:
        with file_errors():
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                yield from (entry["Key"] for entry in page.get("Contents", []))

    def _versions(self, prefix: str) -> "list[ObjectIdentifierTypeDef]":
        """Every version is listed before the first is deleted: a page must not begin behind a deleted one."""
        with file_errors():
            return list(versions(self._s3, self._bucket, prefix))

    def _delete(self, objects: "Iterable[ObjectIdentifierTypeDef]") -> None:
        """Objects without a version are covered by a mark where the bucket keeps versions."""
        for batch in batched(objects, DELETED_AT_ONCE, strict=False):
            with file_errors():
                answer = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": list(batch), "Quiet": True})
            if answer.get("Errors"):
                raise StoreBusyError("The file store did not answer. Please try again.")


def file_key(document: Document, version: int = 0) -> FileKey:
    """The key of a version's file (0: the newest). Made by the server; nothing the person typed is in it."""
    return FileKey(document.owner_id, document.id, version or document.version)


def _upload(document: Document) -> str:
    return f"staging/{document.owner_id}/{document.id}/{document.version}/{document.etag or 'none'}/"


def _staging(document: Document) -> str:
    return f"{_upload(document)}{document.restarts}/"


def _version(key: str, folder: str) -> int:
    return int(key.removeprefix(folder).split("/", 1)[0])
