"""The files of Lance tables on S3: which version is the newest, and fetching them quickly."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s3transfer.exceptions import RetriesExceededError
from s3transfer.manager import TransferConfig, TransferManager

from chalicelib.adapters.errors import translate
from chalicelib.adapters.lance.manifest import LanceFile, UnreadableManifestError, version_of
from chalicelib.adapters.lance.open_table import no_answer

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

CONNECTIONS = 16
LISTED = 10  # Objects of a listing, whose first one is the newest manifest unless something else lies there.
FEW_CONNECTIONS = 3  # Connections of a download in the background: requests that somebody waits for come first.
# Settings of the boto3 client. Without checksums of responses a download needs no HeadObject before it.
CLIENT: dict[str, Any] = {"max_pool_connections": CONNECTIONS, "response_checksum_validation": "when_required"}
# Large files come in parts of 8 MB; 100 pieces of 256 KB at most wait in memory for a slow disk.
WAITED_FOR = TransferConfig(max_request_concurrency=CONNECTIONS, max_io_queue_size=100)
IN_BACKGROUND = TransferConfig(max_request_concurrency=FEW_CONNECTIONS, max_io_queue_size=100)


@dataclass(frozen=True)
class Version:
    """A version of a table. The tag differs between versions of one number when a table was made anew."""

    number: int
    name: str
    tag: str
    size: int


class TableFiles:
    """`s3` is a client with the settings `CLIENT`. All methods raise StoreBusyError."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def newest(self, table: str) -> Version | None:
        """The newest version of the table at this path, None if there is none. One request.

        Objects that are no manifests are passed over, such as one that an upload by hand has left.
        """
        prefix = f"{table}/_versions/"
        with download_errors():
            answer = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=LISTED)
        for item in answer.get("Contents", []):
            name = item["Key"].removeprefix(prefix)
            with suppress(UnreadableManifestError):
                return Version(version_of(name), name, item["ETag"], item["Size"])
        if answer.get("IsTruncated"):
            raise no_answer()
        return None

    def delete_manifest(self, table: str, version: Version) -> None:
        """The version before it becomes the newest."""
        with download_errors():
            self._s3.delete_object(Bucket=self._bucket, Key=f"{table}/_versions/{version.name}")

    def read_manifest(self, table: str, version: Version) -> bytes:
        with download_errors():
            answer = self._s3.get_object(Bucket=self._bucket, Key=f"{table}/_versions/{version.name}")
            return answer["Body"].read()

    def fetch(self, table: str, files: Iterable[LanceFile], folder: Path, *, background: bool = False) -> None:
        """Fetch the table's files into `folder`, many at once, or few in the `background`.

        A part that is cut off is fetched again, as when Lambda has paused the function meanwhile. After an error no
        other file is being written any more.
        """
        config = IN_BACKGROUND if background else WAITED_FOR
        with download_errors(), TransferManager(self._s3, config) as manager:
            downloads = []
            for file in files:
                path = folder / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                downloads.append(manager.download(self._bucket, f"{table}/{file.path}", str(path)))
            for download in downloads:
                download.result()


@contextmanager
def download_errors() -> Iterator[None]:
    try:
        with translate((Exception, no_answer)):
            yield
    except RetriesExceededError as error:
        raise no_answer() from error
