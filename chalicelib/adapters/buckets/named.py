"""Which folders of which buckets sources may read: those that whoever runs the stage has named, and no others.

A person only chooses among them. The functions' own credentials could read more, Grail's own buckets first of all.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from chalicelib.adapters.buckets.addresses import BUCKET, address_of, parse
from chalicelib.errors import AddressRefusedError

OURS = "grail-"  # So the buckets of every stage begin.
# No character that means something in a pattern of IAM.
_ENTRY = re.compile(
    rf"({BUCKET})(?:/([A-Za-z0-9!_.'()/ -]{{0,400}}))?"
    r"(?:=(arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+.@/-]{1,500}))?"
)


@dataclass(frozen=True)
class NamedFolder:
    """`prefix` is "" or ends with a slash. `role` is the ARN of the role that reads it, None for the function's own."""

    bucket: str
    prefix: str
    role: str | None = None


def read_entry(text: str) -> NamedFolder:
    """`bucket/folder`, or `bucket/folder=<ARN of a role>`. Raises ValueError."""
    entry = _ENTRY.fullmatch(text)
    if entry is None:
        raise ValueError(f"“{text}” is not like bucket/folder or bucket/folder=arn:aws:iam::111122223333:role/name.")
    if entry[1].startswith(OURS):
        raise ValueError(f"“{text}” is a bucket of Grail's own.")
    prefix = entry[2] or ""
    return NamedFolder(entry[1], f"{prefix}/" if prefix and not prefix.endswith("/") else prefix, entry[3])


class NamedFolders:
    """`own` are the stage's own buckets, whatever they are called. Raises ValueError for an entry that is none."""

    def __init__(self, entries: Iterable[str], own: Collection[str]) -> None:
        self._folders = tuple(map(read_entry, entries))
        self._own = frozenset(own)

    def find(self, address: str) -> tuple[NamedFolder, str]:
        """The folder that an address lies in, and the beginning of its keys. Raises AddressRefusedError.

        What is not named is refused in the same words as what does not exist: which buckets there are says nobody.
        """
        bucket, prefix = parse(address)
        matches = [folder for folder in self._folders if folder.bucket == bucket and _holds(folder, prefix)]
        if not matches or bucket in self._own:
            raise refused()
        nearest = max(matches, key=lambda folder: len(folder.prefix))
        return nearest, nearest.prefix if len(prefix) < len(nearest.prefix) else prefix

    def address(self, address: str) -> str:
        """An address in its one form. Raises AddressRefusedError."""
        folder, prefix = self.find(address)
        return address_of(folder.bucket, prefix)


def _holds(folder: NamedFolder, prefix: str) -> bool:
    return prefix.startswith(folder.prefix) or f"{prefix}/" == folder.prefix


def refused() -> AddressRefusedError:
    return AddressRefusedError("This bucket is none that you may read here. Whoever runs Grail names those that are.")
