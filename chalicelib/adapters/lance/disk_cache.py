"""The newest version of owners' tables on this process's own disk.

Lance never changes a file, so a version is kept current by fetching only what it has and the last one had not. Each
version is a folder of its own, and files that two have in common are hard links: a search that has begun keeps its
version, and with the last user of an old version what was deleted from the table is gone here too.

Where much is to be fetched nobody waits for it: the table is searched where it is, and fetched behind that search.
"""

import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chalicelib.adapters.disk import FULL, OwnFolder, is_full
from chalicelib.adapters.lance.downloads import TableFiles, Version
from chalicelib.adapters.lance.manifest import LanceFile, UnreadableManifestError, files_of
from chalicelib.errors import GrailError

log = logging.getLogger(__name__)

IDLE_SECONDS = 900  # A copy that nobody asked for this long is removed: it may hold what was deleted since.
MANIFESTS = "_versions"


@dataclass
class Copy[T]:
    """One version of one table in `folder`, opened. `users` are the searches that read it now."""

    version: Version
    folder: Path
    files: frozenset[LanceFile]
    size: int
    table: T
    used_at: float
    users: int = 1
    current: bool = True


@dataclass
class Wanted[T]:
    """A version that is to be copied, of `size` bytes. What it shares with the `old` copy need not be fetched."""

    table: str
    version: Version
    manifest: bytes
    files: frozenset[LanceFile]
    size: int
    old: Copy[T] | None = None


class LocalCopies[T]:
    """Copies of `limit` bytes in all; those used least recently go first, and what is larger is not copied.

    Up to `largest` bytes are fetched while a search waits for them, more behind it. `opened` opens the table in a
    folder. `now` is a clock in seconds.
    """

    def __init__(
        self,
        files: TableFiles,
        opened: Callable[[Path], T],
        shared: Path,
        *,
        limit: int,
        largest: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._opened = opened
        self._shared = shared
        self._own: OwnFolder | None = None  # A disk that is full already must not keep searches from beginning.
        self._limit = limit
        self._largest = largest
        self._now = now
        self._copies: dict[str, Copy[T]] = {}
        self._left: dict[str, Version] = {}  # Searched where they are.
        self._wanted: dict[str, Wanted[T]] = {}
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="local-copies")
        self._begun: Future[None] | None = None
        self._lock = threading.Lock()
        self._fetching: dict[str, threading.Lock] = {}
        self._count = 0

    @contextmanager
    def use(self, table: str, version: Version) -> Iterator[T | None]:
        """This version's copy, kept while the context lasts; None for a table that is not copied, or not yet."""
        copy = self._take(table, version)
        try:
            yield copy.table if copy else None
        finally:
            if copy:
                self._give_back(copy)
            elif wanted := self._wanted.pop(table, None):
                self._begun = self._behind.submit(self._fetch_behind, wanted)

    def settle(self) -> None:
        """Wait until all that is being fetched is here."""
        if self._begun:
            self._begun.result()

    @contextmanager
    def last(self, table: str) -> Iterator[tuple[Version, T | None] | None]:
        """The version that was used last here and its copy, without asking for anything; None where none was."""
        copy = self._hold(table)
        try:
            if copy:
                yield copy.version, copy.table
            else:
                left = self._left.get(table)
                yield (left, None) if left else None
        finally:
            if copy:
                self._give_back(copy)

    def _take(self, table: str, version: Version) -> Copy[T] | None:
        self._drop_idle()
        with self._lock:
            one_at_a_time = self._fetching.setdefault(table, threading.Lock())
        with one_at_a_time:
            return self._taken(table, version) or self._fetched(table, version)

    def _taken(self, table: str, version: Version) -> Copy[T] | None:
        with self._lock:
            copy = self._copies.get(table)
            if copy is None or copy.version != version:
                return None
            copy.users += 1
            copy.used_at = self._now()
            return copy

    def _fetched(self, table: str, version: Version) -> Copy[T] | None:
        if self._left.get(table) == version:
            return None
        manifest = self._files.read_manifest(table, version)
        try:
            files = frozenset(files_of(manifest))
        except UnreadableManifestError:
            self._leave(table, version)
            return None
        size = len(manifest) + _bytes(files)
        if size > self._limit:
            self._leave(table, version)
            return None
        wanted = Wanted(table, version, manifest, files, size, self._hold(table))
        if _bytes(wanted.files - wanted.old.files if wanted.old else files) > self._largest:
            self._leave(table, version)
            before, self._wanted[table] = self._wanted.get(table), wanted
            if before and before.old:
                self._give_back(before.old)
            return None
        try:
            return self._make(wanted)
        except OSError as error:
            if not is_full(error):
                raise
            log.error(FULL, exc_info=error)
            self._leave(table, version)
            return None

    def _fetch_behind(self, wanted: Wanted[T]) -> None:
        try:
            self._give_back(self._make(wanted, behind=True))
        except (GrailError, OSError) as error:
            if is_full(error):
                log.error(FULL, exc_info=error)
                return  # This version stays searched where it is.
            log.warning("A table was not copied; the next search tries again", exc_info=error)
        if self._left.get(wanted.table) == wanted.version:
            del self._left[wanted.table]

    def _make(self, wanted: Wanted[T], *, behind: bool = False) -> Copy[T]:
        """Its one user is the caller."""
        try:
            self._make_room(wanted.table, wanted.size)
            folder, opened = self._opened_copy(wanted, behind=behind)
        finally:
            if wanted.old:
                self._give_back(wanted.old)
        copy = Copy(wanted.version, folder, wanted.files, wanted.size, opened, self._now())
        return self._replace(wanted.table, copy)

    def _opened_copy(self, wanted: Wanted[T], *, behind: bool) -> tuple[Path, T]:
        folder = self._new_folder(wanted.table)
        try:
            self._fill(wanted, folder, behind=behind)
            (folder / MANIFESTS).mkdir()
            (folder / MANIFESTS / wanted.version.name).write_bytes(wanted.manifest)
            return folder, self._opened(folder)
        except BaseException:
            shutil.rmtree(folder.parent)
            raise

    def _leave(self, table: str, version: Version) -> None:
        self._left[table] = version
        with self._lock:
            if copy := self._copies.pop(table, None):
                self._end(copy)

    def _hold(self, table: str) -> Copy[T] | None:
        with self._lock:
            if copy := self._copies.get(table):
                copy.users += 1
            return copy

    def _fill(self, wanted: Wanted[T], folder: Path, *, behind: bool) -> None:
        old = wanted.old
        there = wanted.files & old.files if old else frozenset[LanceFile]()
        self._files.fetch(wanted.table, wanted.files - there, folder, behind=behind)
        for each in there if old else ():
            path = folder / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(old.folder / each.path)  # type: ignore[union-attr]

    def _replace(self, table: str, copy: Copy[T]) -> Copy[T]:
        with self._lock:
            old = self._copies.get(table)
            self._copies[table] = copy
            if old:
                self._end(old)
        return copy

    def _give_back(self, copy: Copy[T]) -> None:
        with self._lock:
            copy.users -= 1
            copy.used_at = self._now()
            if not copy.current and not copy.users:
                shutil.rmtree(copy.folder.parent)

    def _drop_idle(self) -> None:
        with self._lock:
            idle = [name for name, copy in self._copies.items() if self._now() - copy.used_at > IDLE_SECONDS]
            for name in idle:
                if not self._copies[name].users:
                    self._end(self._copies.pop(name))

    def _make_room(self, table: str, size: int) -> None:
        """Remove copies used least recently until `size` bytes more fit, beside the table's own last version."""
        with self._lock:
            others = sorted((copy.used_at, name) for name, copy in self._copies.items() if name != table)
            held = sum(copy.size for copy in self._copies.values())
            for _, name in others:
                if held + size <= self._limit:
                    return
                if not self._copies[name].users:
                    held -= self._copies[name].size
                    self._end(self._copies.pop(name))

    def _end(self, copy: Copy[T]) -> None:
        """No search begins on it any more; the last one that does read it removes it."""
        copy.current = False
        if not copy.users:
            shutil.rmtree(copy.folder.parent)

    def _new_folder(self, table: str) -> Path:
        """LanceDB names a table after its folder, so each version's lies in one of its own."""
        with self._lock:
            if self._own is None:
                self._own = OwnFolder(self._shared)
            self._count += 1
            count = self._count
        where = hashlib.sha256(table.encode()).hexdigest()[:16]
        folder = self._own.path / f"{where}-{count}" / table.rsplit("/", 1)[-1]
        folder.mkdir(parents=True)
        return folder


def _bytes(files: frozenset[LanceFile]) -> int:
    return sum(each.size or 0 for each in files)
