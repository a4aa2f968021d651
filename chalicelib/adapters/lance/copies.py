"""A table version on the disk, and one that is to be downloaded."""

from dataclasses import dataclass
from pathlib import Path

from chalicelib.adapters.lance.downloads import Version
from chalicelib.adapters.lance.manifest import LanceFile


@dataclass
class Copy[T]:
    """One version of one table in `folder`, opened. `users` counts the searches that read it now."""

    version: Version
    folder: Path
    files: frozenset[LanceFile]
    size: int
    table: T
    used_at: float
    users: int = 1
    current: bool = True


@dataclass
class Download[T]:
    """A version of `size` bytes that is to be copied. Files that it shares with the `old` copy are linked."""

    table: str
    version: Version
    manifest: bytes
    files: frozenset[LanceFile]
    size: int
    old: Copy[T] | None = None

    @property
    def shared(self) -> frozenset[LanceFile]:
        return self.files & self.old.files if self.old else frozenset()
