"""Take everything along: an archive of the account, in a file."""

import sys
from pathlib import Path
from typing import Any

import click

from grail import archives, calls
from grail.client import Client
from grail.commands.output import is_terminal, note, say, say_json
from grail.commands.session import Session
from grail.downloads import taken
from grail.values import AccountExport


@click.command()
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file. Without it: grail-<day>.zip here.",
)
@click.option("--last", is_flag=True, help="Take the archive that was made last, instead of a new one.")
@click.option("--overwrite", is_flag=True, help="Replace a file of this name.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.pass_obj
def export(session: Session, target: Path | None, last: bool, overwrite: bool, as_json: bool) -> None:
    """Save all that you have in Grail in one ZIP file: files, texts, chats, notes and usage.

    The service makes a new archive, in place of the one of before. A download that was broken off goes on when the
    same command runs again.
    """
    if target is not None and target.exists() and not overwrite:
        raise taken(target)
    with session.client() as client:
        known = client.send(calls.exported())
        begun = known.state == "ready" and archives.partial_of(known, _target(known, target)).exists()
        archive = archives.ready(known) if last or begun else _made(client)
        file = _target(archive, target)
        _download(client, archive, file, overwrite)
    if as_json:
        say_json(
            {"file": str(file), "bytes": archive.bytes, "documents": archive.documents, "made_at": archive.ended_at}
        )
    else:
        say(f"{file}  {archive.documents} documents, {archive.bytes} bytes")


def _target(archive: AccountExport, target: Path | None) -> Path:
    return target or Path(archives.name_of(archive))


def _bar(length: int, label: str) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not is_terminal())


def _made(client: Client) -> AccountExport:
    note("The archive is being made …")
    with _bar(1, "Gathering") as bar:

        def progress(archive: AccountExport) -> None:
            bar.length = max(archive.total, 1)
            bar.update(archive.documents - bar.pos)

        return archives.made(client, progress)


def _download(client: Client, archive: AccountExport, file: Path, overwrite: bool) -> None:
    with _bar(max(archive.bytes, 1), "Downloading") as bar:
        archives.download(client, archive, file, overwrite=overwrite, progress=lambda size: bar.update(size - bar.pos))
