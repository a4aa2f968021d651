"""Which version of an owner's table is the newest, without asking S3 where nothing has changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from chalicelib.adapters.lance.downloads import TableFiles, Version

THREADS = 16

type AskForChange = Callable[[], Callable[[], str | None]]
"""Begins to ask for the name of an owner's last change; the returned function waits for it."""


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
        return self._find(table, partial(self._last_change, owner_id) if self._last_change else None)

    def find_in_background(
        self, owner_id: str, table: str, change: Callable[[], str | None] | None = None
    ) -> Callable[[], Version | None]:
        """Begin to find the newest version; the returned function waits for it.

        `change` waits for the name of the last change, if somebody has asked for it already.
        """
        if change and self._last_change:
            return self._pool.submit(self._find, table, change).result
        return self._pool.submit(self.find, owner_id, table).result

    def forget(self, table: str) -> None:
        """The version could not be read: ask S3 again."""
        self._seen.pop(table, None)

    def _find(self, table: str, last_change: Callable[[], str | None] | None) -> Version | None:
        if last_change is None:
            return self._files.newest(table)
        change, seen = last_change(), self._seen.get(table)
        if seen is not None and seen.change == change:
            return seen.version
        version = self._files.newest(table)
        self._seen[table] = _Seen(change, version)
        return version
