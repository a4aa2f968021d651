"""Sources: list, add, run, end; and what a run did."""

from collections.abc import Callable, Iterator

import click

from grail import calls
from grail.client import Client
from grail.commands.output import note, say_json, table
from grail.commands.session import Session
from grail.errors import GrailError
from grail.sources import Source, SourceItem, SweepResult
from grail.values import Page

SECONDS = 2.0  # Between two looks at a run.
as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON for each.")
which = click.argument("name", metavar="ADDRESS|ID")
no_wait = click.option("--no-wait", is_flag=True, help="Do not wait for the run's end.")


@click.group()
def sources() -> None:
    """Sites and folders of buckets whose pages and files become documents, and stay what they are there."""


@sources.command("list")
@as_json
@click.pass_obj
def list_all(session: Session, as_json: bool) -> None:
    """Your sources, the newest first: id, state, number of pages, address."""
    with session.client() as client:
        for source in _all(client, calls.sources):
            say_json(source) if as_json else table([(source.id, _state(source), str(source.items), source.address)])


@sources.command()
@click.argument("address", metavar="URL|s3://BUCKET/FOLDER")
@click.option("--follow", type=click.Choice(["page", "sitemap", "links"]), help="The page alone, what the site's "
              "sitemaps name, or what its pages link to, which is the usual.")  # fmt: skip
@click.option("--path", help="Only pages whose path begins so; the folder of URL is the usual.")
@click.option("--depth", type=int, help="So many links away from URL.")
@click.option("--every", "every_hours", type=int, metavar="HOURS", help="Time between two runs; 0: when asked.")
@click.option("--most-pages", "most_items", type=int, help="Pages, at most.")
@click.option("--tag", "tags", multiple=True, help="A tag of all its documents.")
@click.option("--dry-run", is_flag=True, help="Only look, and pause: `grail sources run` begins.")
@no_wait
@as_json
@click.pass_obj
def add(session: Session, /, address: str, dry_run: bool, no_wait: bool, as_json: bool, **wishes: object) -> None:
    """Make a source of the site at URL or of the folder of a bucket, and read it."""
    given = {name: list(wish) if isinstance(wish, tuple) else wish for name, wish in wishes.items() if wish}
    if wishes["every_hours"] == 0:
        given["every_hours"] = 0
    with session.client() as client:
        source = client.send(calls.add_source(address, paused=dry_run, **given))
        if dry_run:
            source = client.send(calls.run_source(source.id, dry=True))
        _finish(client, source, no_wait, as_json)


@sources.command()
@which
@click.option("--dry-run", is_flag=True, help="Change no document, and say what would be done.")
@click.option("--allow-deletions", type=int, default=0, metavar="N", help="So many documents may go without asking.")
@no_wait
@as_json
@click.pass_obj
def run(session: Session, name: str, dry_run: bool, allow_deletions: int, no_wait: bool, as_json: bool) -> None:
    """Read a source now. A source that is paused stays so."""
    with session.client() as client:
        source = client.send(calls.run_source(_named(client, name).id, dry=dry_run, allow_deletions=allow_deletions))
        _finish(client, source, no_wait, as_json)


@sources.command()
@which
@click.option("--failed", is_flag=True, help="Only those that could not be read.")
@as_json
@click.pass_obj
def pages(session: Session, name: str, failed: bool, as_json: bool) -> None:
    """The pages of a source: state, document, address, and why one could not be read."""
    with session.client() as client:
        source_id = _named(client, name).id
        for item in _all(client, lambda cursor: calls.source_items(source_id, cursor)):
            if failed and item.failure is None:
                continue
            say_json(item) if as_json else table([_row(item)])


@sources.command()
@which
@click.option("--every", "every_hours", type=int, metavar="HOURS", help="Time between two runs; 0: when asked.")
@click.option("--most-pages", "most_items", type=int, help="Pages, at most.")
@click.option("--pause/--resume", "paused", default=None, help="Whether it runs by itself.")
@click.pass_obj
def change(session: Session, /, name: str, **wishes: object) -> None:
    """Change how often a source runs, how much it may read, and whether it runs by itself."""
    if all(wish is None for wish in wishes.values()):
        raise click.UsageError("Say what to change: --every, --most-pages, --pause or --resume.")
    with session.client() as client:
        source = client.send(calls.change_source(_named(client, name).id, **wishes))
    note(f"{source.address}: {_state(source)}.")


@sources.command()
@which
@click.option("--documents", type=click.Choice(["keep", "remove"]), required=True, help="Whether its documents stay.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def end(session: Session, name: str, documents: str, yes: bool) -> None:
    """Remove a source, and its documents where they are not to stay."""
    with session.client() as client:
        source = _named(client, name)
        if not yes:
            what = "Its documents stay" if documents == "keep" else "Its documents are deleted too"
            click.confirm(f"Remove the source {source.address}? {what}.", abort=True, err=True)
        client.send(calls.end_source(source.id, documents))
    note(f"Removing {source.address}.")


def _all[T](client: Client, call: Callable[[str | None], calls.Call[Page[T]]]) -> Iterator[T]:
    cursor = None
    while True:
        page = client.send(call(cursor))
        yield from page.items
        if (cursor := page.next_cursor) is None:
            return


def _named(client: Client, name: str) -> Source:
    """Raises GrailError for an address or id of no source, or an address of several."""
    matches = [source for source in _all(client, calls.sources) if name in (source.id, source.address)]
    if not matches:
        raise GrailError(f"You have no source {name}. `grail sources list` has them all.")
    if len(matches) > 1:
        ids = ", ".join(source.id for source in matches)
        raise GrailError(f"{len(matches)} sources have the address {name}. Say the id of one: {ids}.")
    return matches[0]


def _finish(client: Client, source: Source, no_wait: bool, as_json: bool) -> None:
    """Wait for a run's end, and say what it did. Raises GrailError where it failed or asks."""
    while not no_wait and source.state == "running":
        client.pause(SECONDS)
        source = client.send(calls.source(source.id))
    if as_json:
        say_json(source)
    elif source.last is not None and source.state != "running":
        note(_summary(source.last))
    else:
        note(f"Reading {source.address}: {source.id}")
    if source.state != "running" and source.last is not None and source.last.outcome in ("asks", "failed"):
        raise GrailError(_advice(source.last))


def _summary(result: SweepResult) -> str:
    counts = result.counts
    parts = {
        "added": counts.added,
        "changed": counts.changed,
        "renamed": counts.renamed,
        "deleted": counts.deleted,
        "unchanged": counts.unchanged,
        "not read": counts.failed,
    }
    done = ", ".join(f"{number} {name}" for name, number in parts.items() if number) or "nothing found"
    price = f" About ${counts.price_usd:.4f}." if counts.price_usd else ""
    left = f" {result.failure.message}" if result.failure and result.outcome == "partial" else ""
    return f"{'Would be' if result.dry else 'Done'}: {done}.{price}{left}"


def _advice(result: SweepResult) -> str:
    if result.outcome == "asks":
        return (
            f"{result.deletions} of {result.documents} documents would be deleted. "
            f"If that is right, run it with --allow-deletions {result.deletions}."
        )
    return result.failure.message if result.failure else "The source could not be read."


def _state(source: Source) -> str:
    return "paused" if source.paused and source.state == "idle" else source.state


def _row(item: SourceItem) -> tuple[str, str, str, str]:
    return item.state, item.document_id or "-", item.address, item.failure.message if item.failure else ""
