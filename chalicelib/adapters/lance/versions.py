"""Which version of an owner's table is the newest, without asking S3 where nothing has changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chalicelib.adapters.lance.downloads import TableFiles, Version

THREADS = 16


@dataclass(frozen=True)
class _Seen:
    change: str | None
    version: Version | None


class NewestVersions:
    """`last_change(owner_id)` names the last change of an owner's passages; each change has a name of its own.

    A change gets its name after its rows are committed and before anyone is notified of them, and the name is read
    before S3 is asked. So S3's answer holds as long as the name is the same. Without `last_change` S3 is asked every
    time. All methods raise StoreBusyError.
    """

    def __init__(self, files: TableFiles, last_change: Callable[[str], str | None] | None) -> None:
        self._files = files
        self._last_change = last_change
        self._seen: dict[str, _Seen] = {}
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="newest-versions")

    def find(self, owner_id: str, table: str) -> Version | None:
        """The newest version of the table at this path, None where there is none."""
        if self._last_change is None:
            return self._files.newest(table)
        change, seen = self._last_change(owner_id), self._seen.get(table)
        if seen is not None and seen.change == change:
            return seen.version
        version = self._files.newest(table)
        self._seen[table] = _Seen(change, version)
        return version

    def find_in_background(self, owner_id: str, table: str) -> Callable[[], Version | None]:
        """Begin to find the newest version; the returned function waits for it."""
        return self._pool.submit(self.find, owner_id, table).result

    def forget(self, table: str) -> None:
        """The version could not be read: ask S3 again."""
        self._seen.pop(table, None)
