"""An owner's files, and what was noted of them, as an archive takes them."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.adapters.disk import Scratch
from chalicelib.adapters.files import COPY_BYTES, file_errors
from chalicelib.errors import DocumentNotFoundError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


class S3HeldFiles:
    """`scratch` is where a file lies while it is taken."""

    def __init__(self, s3: "S3Client", bucket: str, scratch: Scratch | None = None) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._scratch = scratch or Scratch()

    @contextmanager
    def file(self, owner_id: str, document_id: str, version: int) -> Iterator[Path | None]:
        """A file on this machine's disk while the context lasts; None where it is lost."""
        with self._scratch.folder() as folder:
            path = folder / "file"
            found = self._fetch(f"files/{owner_id}/{document_id}/{version}", path)
            yield path if found else None

    def key_points(self, owner_id: str, document_id: str) -> Iterator[tuple[str, bytes]]:
        prefix = f"key-points/{owner_id}/{document_id}/"
        with file_errors():
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        with self._scratch.folder() as folder:
            for key in keys:
                if self._fetch(key, folder / "points"):
                    yield key.removeprefix(prefix), (folder / "points").read_bytes()

    def _fetch(self, key: str, path: Path) -> bool:
        try:
            with file_errors():
                answer = self._s3.get_object(Bucket=self._bucket, Key=key)
                with closing(answer["Body"]) as body, path.open("wb") as file:
                    shutil.copyfileobj(body, file, COPY_BYTES)
        except DocumentNotFoundError:
            return False
        return True
