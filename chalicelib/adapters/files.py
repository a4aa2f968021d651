"""Uploaded files and staged parts on S3.

`files/<owner>/<document>/<version>` is what was uploaded, `staging/<owner>/<document>/<version>/<etag>/…` what
ingestion keeps between its steps; a lifecycle rule clears staging after a week.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import DocumentError, DocumentNotFoundError, StoreBusyError
from chalicelib.models import Document, Link, Upload, timestamp

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

UPLOAD_SECONDS = 3600
LINK_SECONDS = 900
MISSING = frozenset({"NoSuchKey", "404", "NotFound", "NoSuchVersion"})


@contextmanager
def border() -> Iterator[None]:
    """A missing object becomes DocumentNotFoundError, anything else StoreBusyError."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING:
            raise DocumentNotFoundError("The file is not there.") from error
        raise StoreBusyError("The file store did not answer. Please try again.") from error
    except BotoCoreError as error:
        raise StoreBusyError("The file store did not answer. Please try again.") from error


class S3Files:
    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def presign_upload(self, document: Document) -> Upload:
        """A form that uploads this version: its key, type and exact size are fixed by the policy."""
        key = file_key(document)
        with border():
            form = self._s3.generate_presigned_post(
                self._bucket,
                key,
                Fields={"Content-Type": document.content_type},
                Conditions=[
                    {"Content-Type": document.content_type},
                    ["content-length-range", document.size, document.size],
                ],
                ExpiresIn=UPLOAD_SECONDS,
            )
        return Upload(url=form["url"], fields=form["fields"])

    def presign_download(self, document: Document) -> Link:
        """The original file, to be shown in the page: never run as a page of the bucket's own origin."""
        inline = document.content_type == "application/pdf"
        name = quote(document.filename)
        disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}"
        with border():
            url = self._s3.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": file_key(document),
                    "ResponseContentDisposition": disposition,
                    "ResponseContentType": document.content_type,
                },
                ExpiresIn=LINK_SECONDS,
            )
        return Link(url=url, expires_at=timestamp(datetime.now(UTC) + timedelta(seconds=LINK_SECONDS)))

    @contextmanager
    def download(self, document: Document) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="grail-") as folder:
            path = Path(folder) / "file"
            try:
                with border():
                    self._s3.download_file(self._bucket, file_key(document), str(path))
            except DocumentNotFoundError as error:
                raise DocumentError("file_gone", "The file is no longer there. Please upload it again.") from error
            yield path

    def place_of_key(self, key: str) -> tuple[str, str, int] | None:
        """Owner, document and version of an uploaded file's key; None for any other key."""
        return place_of_key(key)

    def exists(self, document: Document) -> tuple[str, int] | None:
        """ETag and size of the uploaded file, or None while there is none."""
        try:
            with border():
                head = self._s3.head_object(Bucket=self._bucket, Key=file_key(document))
        except DocumentNotFoundError:
            return None
        return head["ETag"].strip('"'), head["ContentLength"]

    def read_part(self, document: Document, name: str) -> bytes | None:
        try:
            with border():
                return self._s3.get_object(Bucket=self._bucket, Key=_staging(document) + name)["Body"].read()
        except DocumentNotFoundError:
            return None

    def write_part(self, document: Document, name: str, data: bytes) -> None:
        with border():
            self._s3.put_object(Bucket=self._bucket, Key=_staging(document) + name, Body=data)

    def part_names(self, document: Document) -> set[str]:
        prefix = _staging(document)
        return {key.removeprefix(prefix) for key in self._keys(prefix)}

    def delete_parts(self, document: Document) -> None:
        self._delete(_staging(document))

    def delete_all(self, owner_id: str, document_id: str) -> None:
        """Every version of the file, and everything staged."""
        self._delete(f"files/{owner_id}/{document_id}/")
        self._delete(f"staging/{owner_id}/{document_id}/")

    def delete_other_versions(self, document: Document) -> None:
        """The files and parts of versions before this one."""
        for version in range(1, document.version):
            self._delete(f"staging/{document.owner_id}/{document.id}/{version}/")
        kept = file_key(document)
        self._delete(f"files/{document.owner_id}/{document.id}/", keep=kept)

    def _keys(self, prefix: str) -> Iterator[str]:
        with border():
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                yield from (each["Key"] for each in page.get("Contents", []))

    def _delete(self, prefix: str, keep: str | None = None) -> None:
        keys = [key for key in self._keys(prefix) if key != keep]
        for start in range(0, len(keys), 1000):
            batch = [{"Key": key} for key in keys[start : start + 1000]]
            with border():
                answer = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True})  # type: ignore[typeddict-item]
            if answer.get("Errors"):
                raise StoreBusyError("The file store did not answer. Please try again.")


def file_key(document: Document) -> str:
    """The key of a version's file. Made by the server; nothing the person typed is in it."""
    return f"files/{document.owner_id}/{document.id}/{document.version}"


def place_of_key(key: str) -> tuple[str, str, int] | None:
    """Owner, document and version of a file's key; None for any other key."""
    match key.split("/"):
        case ["files", owner_id, document_id, version] if version.isdecimal():
            return owner_id, document_id, int(version)
    return None


def _staging(document: Document) -> str:
    return f"staging/{document.owner_id}/{document.id}/{document.version}/{document.etag or 'none'}/"
