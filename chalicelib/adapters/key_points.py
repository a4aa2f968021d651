"""What models have noted of long documents, on S3: an object for each live generation of a version.

A document's deletion, or its next version, deletes the object with the files (files.py). Whoever saves one while the
document is being deleted leaves it to the sweeper, which deletes once more when every function of that time has ended.
"""

import json
import logging
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.files import file_errors
from chalicelib.errors import DocumentNotFoundError
from chalicelib.models import Document, KeyPoint, KeyPoints, NotedPart

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

log = logging.getLogger(__name__)


class S3KeyPoints:
    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def key_points(self, document: Document) -> KeyPoints:
        """Without parts where none were saved, or none that can be read; raises StoreBusyError."""
        try:
            with file_errors():
                answer = self._s3.get_object(Bucket=self._bucket, Key=_key(document))
                with closing(answer["Body"]) as body:
                    return _read(body.read())
        except DocumentNotFoundError:
            return KeyPoints()

    def save_key_points(self, document: Document, points: KeyPoints) -> None:
        """In place of those before; raises StoreBusyError."""
        data = json.dumps(asdict(points), ensure_ascii=False).encode()
        with file_errors():
            self._s3.put_object(
                Bucket=self._bucket, Key=_key(document), Body=data, ContentType="application/json; charset=utf-8"
            )


def _key(document: Document) -> str:
    return f"key-points/{document.owner_id}/{document.id}/{document.live_version}/{document.live_generation}"


def _read(data: bytes) -> KeyPoints:
    try:
        return KeyPoints(tuple(map(_part, json.loads(data)["parts"])))
    except (ValueError, KeyError, TypeError):
        log.warning("Stored key points cannot be read; they are noted anew")
        return KeyPoints()


def _part(stored: dict[str, Any]) -> NotedPart:
    points = tuple(KeyPoint(str(one["text"]), int(one["start"]), int(one["end"])) for one in stored["points"])
    return NotedPart(int(stored["first"]), int(stored["last"]), points)
