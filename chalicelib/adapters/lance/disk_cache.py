"""The newest version of owners' tables on this process's own disk.

Lance never changes a file, so a new version is cached by fetching only the files that the last one had not. Each
version is a folder of its own, and files that two versions share are hard links: a search that has begun keeps its
version, and rows that were deleted from the table leave the disk with the last search of an old version.

Nobody waits for a large download: the table is searched on S3, and downloaded in the background after that search.
"""

import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from chalicelib.adapters.disk import FULL, OwnFolder, is_full
from chalicelib.adapters.lance.copies import Copy, Download
from chalicelib.adapters.lance.downloads import TableFiles, Version
from chalicelib.adapters.lance.manifest import LanceFile, UnreadableManifestError, files_of
from chalicelib.adapters.lance.open_table import is_of_lance
from chalicelib.errors import GrailError

log = logging.getLogger(__name__)

IDLE_SECONDS = 900  # Seconds after its last search when a copy is removed: its table may have lost rows since.
MANIFESTS = "_versions"


class DiskCache[T]:
    """Copies of at most `limit` bytes together; the least recently used go first, and a larger table is not copied.

    A search waits for at most `largest` bytes; larger downloads run in the background. `open_copy` opens the table in a
    folder. `now` is a clock in seconds.
    """

    def __init__(
        self,
        files: TableFiles,
        open_copy: Callable[[Path], T],
        shared: Path,
        *,
        limit: int,
        largest: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._open_copy = open_copy
        self._shared = shared
        self._own: OwnFolder | None = None  # Made on first use: on a full disk searches must begin all the same.
        self._limit = limit
        self._largest = largest
        self._now = now
        self._copies: dict[str, Copy[T]] = {}
        self._on_s3: dict[str, Version] = {}  # Versions that are searched on S3.
        self._downloads: dict[str, Download[T]] = {}
        self._background = ThreadPoolExecutor(1, thread_name_prefix="disk-cache")
        self._last_download: Future[None] | None = None
        self._lock = threading.Lock()
        self._table_locks: dict[str, threading.Lock] = {}
        self._folders = 0

    @contextmanager
    def use(self, table: str, version: Version) -> Iterator[T | None]:
        """The copy of a version, kept while the context lasts; None for a table that is not copied, or not yet."""
        self._remove_idle()
        with self._lock:
            table_lock = self._table_locks.setdefault(table, threading.Lock())
        with table_lock:
            copy = self._pin(table, version) or self._copy(table, version)
        try:
            yield copy.table if copy else None
        finally:
            if copy:
                self._release(copy)
            elif download := self._downloads.pop(table, None):
                self._last_download = self._background.submit(self._download_in_background, download)

    @contextmanager
    def last(self, table: str) -> Iterator[tuple[Version, T | None] | None]:
        """The version that this process used last and its copy, without a request; None where there is none."""
        copy = self._pin(table)
        try:
            if copy:
                yield copy.version, copy.table
            else:
                version = self._on_s3.get(table)
                yield (version, None) if version else None
        finally:
            if copy:
                self._release(copy)

    def wait(self) -> None:
        """Wait for the downloads in the background."""
        if self._last_download:
            self._last_download.result()

    def _pin(self, table: str, version: Version | None = None) -> Copy[T] | None:
        """The current copy, if it is of this version, or of any; `_release` gives it back."""
        with self._lock:
            copy = self._copies.get(table)
            if copy is None or version not in (None, copy.version):
                return None
            copy.users += 1
            copy.used_at = self._now()
            return copy

    def _copy(self, table: str, version: Version) -> Copy[T] | None:
        """A new copy, or None while the version is to be searched on S3."""
        if self._on_s3.get(table) == version:
            return None
        manifest = self._files.read_manifest(table, version)
        try:
            files = frozenset(files_of(manifest))
        except (UnreadableManifestError, ValueError, IndexError):  # Of a newer Lance, or no manifest at all.
            self._search_on_s3(table, version)
            return None
        size = len(manifest) + _bytes(files)
        if size > self._limit:
            self._search_on_s3(table, version)
            return None
        download = Download(table, version, manifest, files, size, self._pin(table))
        if _bytes(files - download.shared) > self._largest:
            self._search_on_s3(table, version)
            before, self._downloads[table] = self._downloads.get(table), download
            if before and before.old:
                self._release(before.old)
            return None
        try:
            return self._make(download)
        except GrailError:
            raise
        except Exception as error:  # noqa: BLE001  Whatever is wrong with a copy, the table itself can be searched.
            _tell_why_not_copied(error)
            self._search_on_s3(table, version)
            return None

    def _download_in_background(self, download: Download[T]) -> None:
        try:
            self._release(self._make(download, background=True))
        except GrailError as error:
            log.warning("A table was not copied; the next search tries again", exc_info=error)
        except Exception as error:  # noqa: BLE001  The reason is told.
            _tell_why_not_copied(error)
            return  # This version stays searched on S3.
        if self._on_s3.get(download.table) == download.version:
            del self._on_s3[download.table]

    def _make(self, download: Download[T], *, background: bool = False) -> Copy[T]:
        """Download a version and make it the current copy; the caller is its first user."""
        try:
            self._make_room(download.table, download.size)
            folder, table = self._filled_folder(download, background=background)
        finally:
            if download.old:
                self._release(download.old)
        copy = Copy(download.version, folder, download.files, download.size, table, self._now())
        with self._lock:
            old = self._copies.get(download.table)
            self._copies[download.table] = copy
            if old:
                self._retire(old)
        return copy

    def _filled_folder(self, download: Download[T], *, background: bool) -> tuple[Path, T]:
        folder = self._new_folder(download.table)
        try:
            self._files.fetch(download.table, download.files - download.shared, folder, background=background)
            for file in download.shared:
                path = folder / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.hardlink_to(download.old.folder / file.path)  # type: ignore[union-attr]
            (folder / MANIFESTS).mkdir()
            (folder / MANIFESTS / download.version.name).write_bytes(download.manifest)
            return folder, self._open_copy(folder)
        except BaseException:
            shutil.rmtree(folder.parent)
            raise

    def _search_on_s3(self, table: str, version: Version) -> None:
        self._on_s3[table] = version
        with self._lock:
            if copy := self._copies.pop(table, None):
                self._retire(copy)

    def _release(self, copy: Copy[T]) -> None:
        with self._lock:
            copy.users -= 1
            copy.used_at = self._now()
            if not copy.current and not copy.users:
                shutil.rmtree(copy.folder.parent)

    def _remove_idle(self) -> None:
        with self._lock:
            idle = [name for name, copy in self._copies.items() if self._now() - copy.used_at > IDLE_SECONDS]
            for name in idle:
                if not self._copies[name].users:
                    self._retire(self._copies.pop(name))

    def _make_room(self, table: str, size: int) -> None:
        """Remove the least recently used copies until `size` bytes more fit, beside the table's own last version."""
        with self._lock:
            others = sorted((copy.used_at, name) for name, copy in self._copies.items() if name != table)
            total = sum(copy.size for copy in self._copies.values())
            for _, name in others:
                if total + size <= self._limit:
                    return
                if not self._copies[name].users:
                    total -= self._copies[name].size
                    self._retire(self._copies.pop(name))

    def _retire(self, copy: Copy[T]) -> None:
        """No search begins on the copy any more; the last one that reads it removes it."""
        copy.current = False
        if not copy.users:
            shutil.rmtree(copy.folder.parent)

    def _new_folder(self, table: str) -> Path:
        """Each version is in a folder of its own, since LanceDB names a table after its folder."""
        with self._lock:
            if self._own is None:
                self._own = OwnFolder(self._shared)
            self._folders += 1
            number = self._folders
        digest = hashlib.sha256(table.encode()).hexdigest()[:16]
        folder = self._own.path / f"{digest}-{number}" / table.rsplit("/", 1)[-1]
        folder.mkdir(parents=True)
        return folder


def _tell_why_not_copied(error: Exception) -> None:
    if is_full(error):
        log.error(FULL, exc_info=error)
    elif is_of_lance(error) or isinstance(error, ValueError):
        log.warning("A table cannot be copied; it is searched on S3", exc_info=error)
    else:
        log.error("A table was not copied, for a reason that nobody foresaw; it is searched on S3", exc_info=error)


def _bytes(files: frozenset[LanceFile]) -> int:
    return sum(file.size or 0 for file in files)
