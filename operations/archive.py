"""All that an owner has into one archive on this machine, the one that a person gets (accounts/archive.py)."""

import zipfile
from pathlib import Path

from chalicelib.accounts.archive import Archive
from chalicelib.wiring import Services


def export(services: Services, owner_id: str, path: Path) -> dict[str, int]:
    """Returns how many of each are in the archive."""
    adapters = services.adapters
    with zipfile.ZipFile(path, "w") as file:
        held = (adapters.held_rows, adapters.held_files, adapters.held_passages)
        archive = Archive(owner_id, held, lambda: file)
        for _ in archive.steps():
            pass
    return archive.contents.counts
