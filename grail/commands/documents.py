"""Documents: list, get, delete, tag."""

from pathlib import Path

import click

from grail.commands.output import note, outcome, say, say_json, table
from grail.commands.session import Session
from grail.values import Document

as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON for each document.")


@click.command("list")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only those with this tag.")
@click.option("--status", metavar="STATUS", help="Only those with this status: ready, failed, …")
@as_json
@click.pass_obj
def list_all(session: Session, tags: tuple[str, ...], status: str | None, as_json: bool) -> None:
    """Your documents, the newest first."""
    with session.client() as client:
        found = [
            document
            for document in client.documents()
            if set(tags) <= set(document.tags) and status in (None, document.status)
        ]
    if as_json:
        for document in found:
            say_json(document)
        return
    table(
        (document.id, document.status, document.path, " ".join(f"#{tag}" for tag in document.tags))
        for document in found
    )


@click.command()
@click.argument("document_id", metavar="ID")
@click.option("--text", is_flag=True, help="The text that was read of it.")
@click.option("--file", "target", type=click.Path(path_type=Path), help="Save the original file here.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.pass_obj
def get(session: Session, document_id: str, text: bool, target: Path | None, as_json: bool) -> None:
    """One document: what it is, its text, or its file."""
    with session.client() as client:
        if target is not None:
            client.download(document_id, target)
            note(f"Saved {target}.")
        elif text:
            for passage in client.passages(document_id):
                say(passage.text + passage.blanks, end="")
            say()
        else:
            document = client.document(document_id)
            say_json(document) if as_json else _describe(document)


def _describe(document: Document) -> None:
    profile = document.profile or {}
    rows = {
        "name": document.path,
        "status": outcome(document),
        "kind": profile.get("kind"),
        "title": profile.get("title"),
        "tags": " ".join(f"#{tag}" for tag in document.tags),
        "bytes": str(document.size),
        "pages": document.pages,
        "language": document.language,
        "version": document.version,
        "uploaded": document.created_at,
    }
    table((name, str(value)) for name, value in rows.items() if value)


@click.command()
@click.argument("document_ids", nargs=-1, required=True, metavar="ID…")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def delete(session: Session, document_ids: tuple[str, ...], yes: bool) -> None:
    """Delete documents for good."""
    with session.client() as client:
        names = [client.document(document_id).filename for document_id in document_ids]
        if not yes:
            click.confirm(f"Delete {', '.join(names)} for good?", abort=True, err=True)
        for document_id, name in zip(document_ids, names, strict=True):
            client.delete(document_id)
            note(f"Deleted {name}.")


@click.command()
@click.argument("document_id", metavar="ID")
@click.option("--add", "added", multiple=True, metavar="TAG", help="A tag that it gets.")
@click.option("--remove", "removed", multiple=True, metavar="TAG", help="A tag that it loses.")
@click.pass_obj
def tag(session: Session, document_id: str, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Show or change the tags of a document."""
    with session.client() as client:
        document = client.document(document_id)
        if added or removed:
            kept = [tag for tag in dict.fromkeys([*document.tags, *added]) if tag not in removed]
            document = client.describe(document_id, tags=kept)
    for name in document.tags:
        say(name)
