"""The measuring data: question sets and documents that the repository does not hold."""

import os
from pathlib import Path

from cloud import PROJECT


class MissingDataError(Exception):
    """The measuring data is not on this machine; the message names the file or folder that is missing."""


def data_path(name: str) -> Path:
    """A file or folder of the folder that `GRAIL_DATA` names; raises MissingDataError."""
    path = Path(os.environ.get("GRAIL_DATA", PROJECT.parent / "shared" / "data")) / name
    if not path.exists():
        raise MissingDataError(f"{path} is missing. Set GRAIL_DATA to the folder of the measuring data.")
    return path
