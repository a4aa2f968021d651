"""Archives of what owners have, on S3: made part by part, and gone on with by another function.

`exports/<owner>/<archive>.zip` is an archive, `….draft` what is needed to go on with one. A lifecycle rule clears both.
What is written lies on this machine's disk until it is stored: a part of a multipart upload has 5 MiB at least, so what
is less is kept in the draft, with the directory of the ZIP file so far.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import SEEK_END, SEEK_SET
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from chalicelib.adapters.disk import Scratch
from chalicelib.adapters.files import DELETED_AT_ONCE, LINK_SECONDS, file_errors
from chalicelib.adapters.object_versions import abort_uploads, versions
from chalicelib.errors import DocumentNotFoundError, StoreBusyError
from chalicelib.models import Link, timestamp

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

FOLDER = "exports/"
LEAST_PART_BYTES = 5 * 1024 * 1024
PART_BYTES = 64 * 1024 * 1024


class Kept(msgspec.Struct):
    """All that is needed to go on: what is stored (`parts` of `upload`, `base` bytes), and what is not."""

    upload: str = ""
    parts: list[str] = []
    base: int = 0
    tail: bytes = b""
    directory: bytes = b""
    contents: bytes = b""


class S3Archives:
    """`scratch` is where an archive lies while it is written. All methods raise StoreBusyError."""

    def __init__(self, s3: "S3Client", bucket: str, scratch: Scratch | None = None) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._scratch = scratch or Scratch()

    @contextmanager
    def draft(self, owner_id: str, archive: str) -> "Iterator[S3Draft]":
        """On from what was kept of it."""
        name = f"{FOLDER}{owner_id}/{archive}"
        kept = self._kept(f"{name}.draft")
        with self._scratch.folder() as folder, (folder / "archive").open("w+b") as file:
            draft = S3Draft(self._s3, self._bucket, name, kept, file)
            try:
                yield draft
            finally:
                with suppress(OSError):  # The disk is full, which is told already.
                    draft.file.close()

    def _kept(self, key: str) -> Kept:
        try:
            with file_errors():
                data = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except DocumentNotFoundError:
            return Kept()
        return msgspec.msgpack.decode(data, type=Kept)

    def size(self, owner_id: str, archive: str) -> int | None:
        """Bytes of a whole archive; None while there is none."""
        try:
            with file_errors():
                return self._s3.head_object(Bucket=self._bucket, Key=_key(owner_id, archive))["ContentLength"]
        except DocumentNotFoundError:
            return None

    def link(self, owner_id: str, archive: str, filename: str) -> Link:
        parameters = {
            "Bucket": self._bucket,
            "Key": _key(owner_id, archive),
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
            "ResponseContentType": "application/zip",
        }
        with file_errors():
            url = self._s3.generate_presigned_url("get_object", Params=parameters, ExpiresIn=LINK_SECONDS)
        return Link(url=url, expires_at=timestamp(datetime.now(UTC) + timedelta(seconds=LINK_SECONDS)))

    def drop(self, owner_id: str, keep: str | None = None) -> None:
        """Remove an owner's archives and drafts, in every version, but the whole archive `keep`."""
        prefix = f"{FOLDER}{owner_id}/"
        with file_errors():
            abort_uploads(self._s3, self._bucket, prefix)
            listed = list(versions(self._s3, self._bucket, prefix))
            gone = [one for one in listed if keep is None or one["Key"] != _key(owner_id, keep)]
            for first in range(0, len(gone), DELETED_AT_ONCE):
                batch = gone[first : first + DELETED_AT_ONCE]
                answer = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True})
                if answer.get("Errors"):
                    raise StoreBusyError("The file store did not answer. Please try again.")


def _key(owner_id: str, archive: str) -> str:
    return f"{FOLDER}{owner_id}/{archive}.zip"


class S3Draft:
    """An archive on its way: `file` is written to, `keep` stores what was written."""

    def __init__(self, s3: "S3Client", bucket: str, name: str, kept: Kept, file: IO[bytes]) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._name = name
        self._kept = kept
        self._rest = file
        self._open()

    @property
    def contents(self) -> bytes:
        """What was kept with it; empty at its beginning."""
        return self._kept.contents

    @property
    def waiting(self) -> int:
        """How many bytes are not stored yet."""
        return self.file.start_dir - self._kept.base

    @property
    def size(self) -> int:
        return self.file.start_dir

    def keep(self, contents: bytes) -> None:
        """Store what there is, so that another function goes on from here.

        A kill before the draft is stored leaves the draft of before, with parts that the next ones replace.
        """
        self.file.close()
        kept, end = self._kept, self.waiting
        self._rest.seek(end)
        kept.directory, kept.tail, kept.contents = self._rest.read(), b"", contents
        if end >= LEAST_PART_BYTES:
            self._store(end)
        else:
            self._rest.seek(0)
            kept.tail = self._rest.read(end)
        with file_errors():
            self._s3.put_object(Bucket=self._bucket, Key=f"{self._name}.draft", Body=msgspec.msgpack.encode(kept))
        self._open()

    def finish(self) -> int:
        """Store the whole archive; returns its bytes."""
        self.file.close()
        size = self._kept.base + self._rest.seek(0, SEEK_END)
        self._store(size - self._kept.base)
        parts: Any = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(self._kept.parts, 1)]
        with file_errors():
            self._s3.complete_multipart_upload(
                Bucket=self._bucket,
                Key=f"{self._name}.zip",
                UploadId=self._kept.upload,
                MultipartUpload={"Parts": parts},
            )
        return size

    def _open(self) -> None:
        """The ZIP file, whose directory of before is read and written anew behind what comes."""
        self._rest.seek(0)
        self._rest.truncate()
        self._rest.write(self._kept.tail + self._kept.directory)
        self.file = ZipFile(_Rest(self._rest, self._kept.base), "a", ZIP_DEFLATED)

    def _store(self, end: int) -> None:
        """The first `end` bytes that wait, as parts of the upload."""
        kept = self._kept
        with file_errors():
            if not kept.upload:
                answer = self._s3.create_multipart_upload(
                    Bucket=self._bucket, Key=f"{self._name}.zip", ContentType="application/zip"
                )
                kept.upload = answer["UploadId"]
            for first, size in _parts(end):
                self._rest.seek(first)
                stored = self._s3.upload_part(
                    Bucket=self._bucket,
                    Key=f"{self._name}.zip",
                    UploadId=kept.upload,
                    PartNumber=len(kept.parts) + 1,
                    Body=self._rest.read(size),
                )
                kept.parts.append(stored["ETag"])
        kept.base += end


def _parts(end: int) -> Iterator[tuple[int, int]]:
    """Where each part begins, and its bytes; the last one takes what would be too little for a part."""
    first = 0
    while end - first >= PART_BYTES + LEAST_PART_BYTES:
        yield first, PART_BYTES
        first += PART_BYTES
    yield first, end - first


class _Rest:
    """A file whose first `base` bytes are elsewhere: no place before them can be read or written."""

    def __init__(self, file: IO[bytes], base: int) -> None:
        self._file = file
        self._base = base
        self.read, self.write, self.flush = file.read, file.write, file.flush

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        if whence == SEEK_SET:
            if offset < self._base:
                raise OSError(f"Byte {offset} is stored elsewhere.")
            offset -= self._base
        return self._file.seek(offset, whence) + self._base

    def tell(self) -> int:
        return self._file.tell() + self._base

    def truncate(self) -> int:
        return self._file.truncate() + self._base
