"""Tables in a folder in the place of S3, so that copies of them can be tried without a cloud."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chalicelib.adapters.lance.downloads import TableFiles, Version
from chalicelib.adapters.lance.manifest import LanceFile, version_of
from chalicelib.errors import StoreBusyError


class FolderFiles(TableFiles):
    """`asked` counts how often the newest version was looked for."""

    def __init__(self, folder: Path) -> None:
        unused: Any = None
        super().__init__(unused, "")
        self._folder = folder
        self.asked = 0

    def newest(self, table: str) -> Version | None:
        self.asked += 1
        names = sorted(path.name for path in (self._folder / table / "_versions").glob("*.manifest"))
        if not names:
            return None
        manifest = self.read_manifest(table, Version(0, names[0], "", 0))
        return Version(version_of(names[0]), names[0], str(hash(manifest)), len(manifest))

    def delete_manifest(self, table: str, version: Version) -> None:
        (self._folder / table / "_versions" / version.name).unlink()

    def read_manifest(self, table: str, version: Version) -> bytes:
        try:
            return (self._folder / table / "_versions" / version.name).read_bytes()
        except FileNotFoundError as error:
            raise StoreBusyError("The passage store did not answer. Please try again.") from error

    def fetch(self, table: str, files: Iterable[LanceFile], folder: Path, *, background: bool = False) -> None:  # noqa: ARG002
        for file in files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(self._folder / table / file.path, path)
            except FileNotFoundError as error:
                raise StoreBusyError("The passage store did not answer. Please try again.") from error
