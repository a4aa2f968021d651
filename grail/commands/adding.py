"""Add files, folders and pages of the web."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import click

from grail import web
from grail.client import Client
from grail.commands.documents import as_json
from grail.commands.output import is_terminal, note, outcome, say, say_json
from grail.commands.session import Session
from grail.errors import GrailError, LimitError, ServiceError
from grail.sync.scan import looks
from grail.values import Document

type Files = list[tuple[Path, str | None]]
"""Files, with the folders that their documents name."""


class Source(click.Path):
    """A path of this machine, which is there, or an address of the web, as it was typed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if isinstance(value, str) and web.is_address(value) else super().convert(value, param, ctx)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=Source(exists=True, path_type=Path), metavar="FILE|FOLDER|URL…")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for all of them.")
@click.option("--no-wait", is_flag=True, help="End once the files are there, before they are read.")
@as_json
@click.pass_obj
def add(session: Session, paths: tuple[Path | str, ...], tags: tuple[str, ...], no_wait: bool, as_json: bool) -> int:
    """Upload files, all files of folders, and pages or files of the web, and wait until they can be asked.

    Of an address this machine fetches the one page or file, without what it links to or shows from elsewhere.
    Twice the same file makes two documents; `grail sync` keeps a folder in step instead.
    """
    addresses = [path for path in paths if isinstance(path, str)]
    with session.client() as client, TemporaryDirectory(prefix="grail-", ignore_cleanup_errors=True) as folder:
        fetched = _fetched(session, client, addresses, Path(folder))
        files = [*_files(client, [path for path in paths if isinstance(path, Path)]), *fetched]
        added, refused = _upload(client, files, tags)
        documents = added if no_wait else _read(client, added)
    refused += len(addresses) - len(fetched)
    for document in documents:
        if as_json:
            say_json(document)
        else:
            say(f"{document.id}  {document.path}  {outcome(document)}")
    return 1 if refused or any(document.failure for document in documents) else 0


def _fetched(session: Session, client: Client, addresses: Sequence[str], folder: Path) -> Files:
    """What the addresses give. What was read, and what could not be, is told."""
    files: Files = []
    for number, address in enumerate(addresses):
        upload = client.config.upload
        own = folder / str(number)
        own.mkdir()
        try:
            found = web.fetch(address, own, web.Limits(upload.max_bytes, upload.extensions), session.transport)
        except GrailError as error:
            note(f"{address}: {error}")
            continue
        size = found.file.stat().st_size
        note(f"Read {found.url} ({found.content_type or 'no type'}, {size} bytes) as {found.file.name}.")
        files.append((found.file, None))
    return files


def _files(client: Client, paths: Iterable[Path]) -> Files:
    """The files of paths. What Grail cannot read is told."""
    files: Files = []
    for path in paths:
        if not path.is_dir():
            files.append((path, None))
            continue
        endings = frozenset(client.config.upload.extensions)
        for inner in looks(path):
            if PurePosixPath(inner).suffix.lower().removeprefix(".") in endings:
                folder = PurePosixPath(path.resolve().name, inner).parent
                files.append((path / inner, str(folder)))
            else:
                note(f"Passed over {inner}: Grail cannot read files of this type.")
    return files


def _upload(
    client: Client, files: Sequence[tuple[Path, str | None]], tags: Sequence[str]
) -> tuple[list[Document], int]:
    """The documents, and how many files were refused. A limit ends it; the next files would meet it too."""
    added: list[Document] = []
    refused = 0
    with click.progressbar(files, label="Uploading", file=sys.stderr, hidden=not is_terminal()) as bar:
        for file, folder in bar:
            try:
                added.append(client.add(file, tags, folder))
            except GrailError as error:
                note(f"{file}: {error}")
                if not isinstance(error, ServiceError) or isinstance(error, LimitError):
                    note(f"{len(added)} of {len(files)} files were uploaded.")
                    raise
                refused += 1
    return added, refused


def _read(client: Client, added: Sequence[Document]) -> list[Document]:
    with click.progressbar(added, label="Reading", file=sys.stderr, hidden=not is_terminal()) as bar:
        return [client.wait(document.id) for document in bar]
