"""The files of Lance tables on S3: which version is the newest, and fetching them quickly."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError
from tenacity import retry_if_exception_type, stop_after_attempt

from chalicelib.adapters.errors import translate
from chalicelib.adapters.lance.manifest import LanceFile, version_of
from chalicelib.adapters.retrying import RetryPolicy
from chalicelib.errors import StoreBusyError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

CONNECTIONS = 16
FEW_CONNECTIONS = 3  # Where nobody waits: what is asked meanwhile comes first.
PART_BYTES = 8 * 1024 * 1024  # A larger file is fetched in parts of this size at once.
PIECE_BYTES = 1024 * 1024

download_errors = partial(
    translate, (Exception, lambda: StoreBusyError("The passage store did not answer. Please try again."))
)


@dataclass(frozen=True)
class Version:
    """A version of a table. The tag tells versions of the same number apart when a table was made anew."""

    number: int
    name: str
    tag: str
    size: int


class TableFiles:
    """`s3` must allow `CONNECTIONS` at once."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._pool = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="table-files")
        self._few = ThreadPoolExecutor(FEW_CONNECTIONS, thread_name_prefix="table-files-behind")

    def newest(self, table: str) -> Version | None:
        """The newest version of the table at this prefix, None if there is none. One request."""
        prefix = f"{table}/_versions/"
        with download_errors():
            answer = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=1)
        for each in answer.get("Contents", []):
            name = each["Key"].removeprefix(prefix)
            return Version(version_of(name), name, each["ETag"], each["Size"])
        return None

    def read_manifest(self, table: str, version: Version) -> bytes:
        with download_errors():
            answer = self._s3.get_object(Bucket=self._bucket, Key=f"{table}/_versions/{version.name}")
            return answer["Body"].read()

    def fetch(self, table: str, files: Iterable[LanceFile], folder: Path, *, behind: bool = False) -> None:
        """Fetch the table's files into `folder`, many at once, or few if it is `behind` something else; raises
        StoreBusyError."""
        parts = [part for file in files for part in self._parts(table, file, folder)]
        with download_errors():
            list((self._few if behind else self._pool).map(lambda part: self._fetch_part(*part), parts))

    def _parts(self, table: str, file: LanceFile, folder: Path) -> Iterator[tuple[str, Path, int, int | None]]:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        key = f"{table}/{file.path}"
        if file.size is None or file.size <= PART_BYTES:
            yield key, path, 0, None
        else:
            for start in range(0, file.size, PART_BYTES):
                yield key, path, start, min(start + PART_BYTES, file.size)

    @RetryPolicy(retry=retry_if_exception_type(BotoCoreError), stop=stop_after_attempt(3))
    def _fetch_part(self, key: str, path: Path, start: int, end: int | None) -> None:
        """Tried again when it is cut off, as when Lambda has let a function rest while it fetched."""
        wanted = {} if end is None else {"Range": f"bytes={start}-{end - 1}"}
        body = self._s3.get_object(Bucket=self._bucket, Key=key, **wanted)["Body"]  # type: ignore[arg-type]
        with path.open("r+b") as file:
            file.seek(start)
            for piece in body.iter_chunks(PIECE_BYTES):
                file.write(piece)
