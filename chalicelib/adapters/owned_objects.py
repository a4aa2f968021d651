"""An owner's objects on S3: counted, and purged for good with every older version.

A purge goes on while there is time, and begins where it stopped, because what is gone is not listed any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from chalicelib.adapters.files import DELETED_AT_ONCE, file_errors
from chalicelib.adapters.object_versions import abort_uploads, uploads, versions
from chalicelib.errors import StoreBusyError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


@dataclass(frozen=True)
class OwnedObjects:
    """Objects of a bucket below `folder`/`<owner>`/; `in_parts`: they may be stored part by part."""

    name: str
    s3: "S3Client"
    bucket: str
    folder: str = ""
    in_parts: bool = False

    def count(self, owner_id: str) -> int:
        """Older versions count, the marks of deleted objects, and what is stored in part."""
        prefix = self._prefix(owner_id)
        with file_errors():
            begun = sum(1 for _ in uploads(self.s3, self.bucket, prefix)) if self.in_parts else 0
            return begun + sum(1 for _ in versions(self.s3, self.bucket, prefix))

    def purge(self, owner_id: str, more: Callable[[], bool], *, last: bool = False) -> bool:  # noqa: ARG002  No object keeps out.
        """Whether nothing is left. Every version is listed before the first is deleted."""
        with file_errors():
            if self.in_parts:
                abort_uploads(self.s3, self.bucket, self._prefix(owner_id))
            listed = list(versions(self.s3, self.bucket, self._prefix(owner_id)))
        for batch in batched(listed, DELETED_AT_ONCE, strict=False):
            if not more():
                return False
            with file_errors():
                answer = self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": list(batch), "Quiet": True})
            if answer.get("Errors"):
                raise StoreBusyError("The file store did not answer. Please try again.")
        return True

    def _prefix(self, owner_id: str) -> str:
        return f"{self.folder}{owner_id}/"
