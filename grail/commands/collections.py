"""Collections: list, create, delete, add, remove; and which ones a name means."""

from collections.abc import Sequence

import click

from grail.client import Client
from grail.collected import Collection
from grail.commands.output import note, say_json, table
from grail.commands.session import Session
from grail.errors import GrailError

only_collections = click.option(
    "--collection", "collections", multiple=True, metavar="NAME|ID", help="Only in documents of this collection."
)
as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON for each collection.")
which = click.argument("name", metavar="NAME|ID")
documents_of = click.argument("document_ids", nargs=-1, required=True, metavar="DOCUMENT…")


def ids_of(client: Client, names: Sequence[str]) -> list[str] | None:
    """The ids of collections that are named, or told by their ids; None without any. Raises GrailError.

    One's own go before those that others share, which are asked for only where they are needed.
    """
    if not names:
        return None
    known = list(client.collections())
    own = {one for collection in known for one in (collection.id, collection.name)}
    shared = list(client.shared_collections()) if set(names) - own else []
    return [_meant(known if name in own else shared, name).id for name in names]


def _meant(known: Sequence[Collection], name: str) -> Collection:
    """An id goes before a name. Raises GrailError for a name of none, or of several."""
    meant = [collection for collection in known if collection.id == name] or [
        collection for collection in known if collection.name == name
    ]
    if not meant:
        raise GrailError(f"You have no collection {name}. `grail collections list` has them all.")
    if len(meant) > 1:
        ids = ", ".join(collection.id for collection in meant)
        raise GrailError(f"{len(meant)} collections are called {name}. Say the id of one: {ids}.")
    return meant[0]


@click.group()
def collections() -> None:
    """Your collections, which are named sets of documents."""


@collections.command("list")
@as_json
@click.option("--shared", is_flag=True, help="Those that others share with you, with your role and their owner.")
@click.pass_obj
def list_all(session: Session, as_json: bool, shared: bool) -> None:
    """Your collections, the newest first: id, number of documents, name."""
    with session.client() as client:
        listed = list(client.shared_collections() if shared else client.collections())
    if as_json:
        for collection in listed:
            say_json(collection)
    elif shared:
        table((one.id, str(one.documents), one.role, one.owner_name or "", one.name) for one in listed)
    else:
        table((collection.id, str(collection.documents), collection.name) for collection in listed)


@collections.command()
@click.argument("name")
@as_json
@click.pass_obj
def create(session: Session, name: str, as_json: bool) -> None:
    """Make an empty collection."""
    with session.client() as client:
        made = client.create_collection(name)
    say_json(made) if as_json else table([(made.id, str(made.documents), made.name)])


@collections.command()
@which
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def delete(session: Session, name: str, yes: bool) -> None:
    """Delete a collection. Its documents stay."""
    with session.client() as client:
        meant = _meant(list(client.collections()), name)
        if not yes:
            click.confirm(f"Delete the collection {meant.name}? Its documents stay.", abort=True, err=True)
        client.delete_collection(meant.id)
    note(f"Deleted {meant.name}.")


@collections.command()
@which
@documents_of
@click.pass_obj
def add(session: Session, name: str, document_ids: tuple[str, ...]) -> None:
    """Put documents, by their ids, into a collection."""
    with session.client() as client:
        meant = _meant(list(client.collections()), name)
        for document_id in document_ids:
            meant = client.add_to_collection(meant.id, document_id)
    note(_filled(meant))


@collections.command()
@which
@documents_of
@click.pass_obj
def remove(session: Session, name: str, document_ids: tuple[str, ...]) -> None:
    """Take documents, by their ids, out of a collection. They stay documents."""
    with session.client() as client:
        meant = _meant(list(client.collections()), name)
        for document_id in document_ids:
            meant = client.remove_from_collection(meant.id, document_id)
    note(_filled(meant))


def _filled(collection: Collection) -> str:
    return f"{collection.name} has {collection.documents} {'document' if collection.documents == 1 else 'documents'}."
