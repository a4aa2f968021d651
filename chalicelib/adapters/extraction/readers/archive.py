"""ZIP containers and the XML in them, opened so that neither can ask for more than a document needs."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from chalicelib.adapters.extraction.formats import expect_member
from chalicelib.errors import DocumentError

MAX_MEMBERS = 20_000
MAX_BYTES = 2 << 30
MAX_RATIO = 250
RATIO_FROM_BYTES = 20 << 20
"""Below this size a member may be compressed as well as it likes: spreadsheets of zeros are honest."""


@contextmanager
def open_archive(path: Path, kind: str | None) -> Iterator[zipfile.ZipFile]:
    """The ZIP at `path`, checked: DocumentError `too_complex`, `encrypted`, `unreadable` or `wrong_type`.

    `kind` is what it must be, None if it is known already.

    zipfile itself never reads more of a member than the directory says, so checking the directory is enough.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError("unreadable", "This file is damaged. Please save it anew and upload it again.") from error
    with archive:
        _check(archive)
        if kind is not None:
            expect_member(archive, kind)
        yield archive


def _check(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise DocumentError("encrypted", "This file is protected with a password. Please remove it and upload again.")
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_BYTES:
        raise DocumentError("too_complex", "This file unpacks to too much. Please split it into smaller files.")
    for member in members:
        if member.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * member.compress_size):
            raise DocumentError("too_complex", "This file unpacks to far more than its size. Please save it anew.")


def parse_member(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of an XML member, or None if there is no such member. No entity or outside thing is resolved."""
    try:
        with archive.open(name) as file:
            return etree.parse(file, safe_parser()).getroot()
    except KeyError:
        return None


def safe_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def walk_member(file: IO[bytes], tags: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    """Start and end events of `tags` while the member is read, so that the whole tree never stands in memory."""
    yield from etree.iterparse(
        file,
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def forget(element: etree._Element) -> None:
    """Free an element that has been read, and its elder siblings."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id → (type's last word, target member) of an Office part; outside targets are left out.

    The empty name is the package itself.
    """
    folder = PurePosixPath(part).parent
    root = parse_member(archive, str(folder / "_rels" / (PurePosixPath(part).name + ".rels")))
    targets: dict[str, tuple[str, str]] = {}
    for relation in root.iter("{*}Relationship") if root is not None else ():
        if relation.get("TargetMode") != "External":
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            targets[relation.get("Id", "")] = (kind, resolve(folder, relation.get("Target", "")))
    return targets


def resolve(folder: PurePosixPath, target: str) -> str:
    """The member that `target`, told from `folder`, means."""
    parts: list[str] = []
    for part in (PurePosixPath(target) if target.startswith("/") else folder / target).parts:
        if part == "..":
            parts[-1:] = []
        elif part not in ("/", "."):
            parts.append(part)
    return "/".join(parts)
