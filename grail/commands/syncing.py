"""Keep a folder's documents in step with it, once or for as long as the command runs."""

import math
import time
from pathlib import Path

import click

from grail.client import Client
from grail.commands.output import is_terminal, note, outcome, say
from grail.commands.session import Session
from grail.errors import GrailError, NotSignedInError
from grail.sync.plan import Plan
from grail.sync.run import Sync
from grail.sync.scan import looks
from grail.sync.state import State, state_file

WATCH_SECONDS = 2.0  # Between two looks at a folder.
RETRY_SECONDS = 60.0  # After a run of a watch that did not come to its end.
MARKS = {"add": "+", "replace": "~", "rename": ">", "delete": "-", "problem": "!"}


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--watch", is_flag=True, help="Go on until Ctrl-C: whatever changes is taken after some seconds.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for the documents that are uploaded.")
@click.option("--yes", is_flag=True, help="Do not ask, even where much would be deleted.")
@click.pass_obj
def sync(session: Session, folder: Path, dry_run: bool, watch: bool, tags: tuple[str, ...], yes: bool) -> int:
    """Make the documents of FOLDER those that are in it.

    New files are uploaded, changed ones replace their documents, and the documents of deleted ones are deleted.
    Unchanged files cost nothing. Only documents that sync itself uploaded are touched. Where more than a fifth of them
    would go, or no file is found, it asks first. Hidden files and links are passed over.
    """
    with session.client() as client, State(state_file(client.url, folder)) as state:
        run = Sync(client, folder, state, tags, lambda act, path: say(f"{MARKS[act]} {path}"))
        if dry_run:
            _show(run.plan(), run)
            return 0
        if not watch:
            return _once(client, run, yes)
        while True:
            came_to_its_end = _again(client, run, yes)
            _await_change(folder, math.inf if came_to_its_end else RETRY_SECONDS)


def _show(plan: Plan, run: Sync) -> None:
    for mark, paths in (("+", plan.adds), ("~", plan.replaces), ("-", plan.deletes)):
        for path in paths:
            say(f"{mark} {path}")
    for old, new in plan.renames:
        say(f"> {old} → {new}")
    for path, reason in run.found.passed.items():
        note(f"Passed over {path}: {reason}.")
    note(f"{plan.changes} changes, {plan.kept} files unchanged.")
    if plan.doubt:
        note(f"It would be asked first: {plan.doubt}")


def _once(client: Client, run: Sync, yes: bool) -> int:
    run.problems.clear()
    plan = run.plan()
    if plan.doubt and not yes:
        if not is_terminal():
            raise DoubtError(f"{plan.doubt} Nothing was changed. If it is meant so, say --yes.")
        click.confirm(f"{plan.doubt} Go ahead?", abort=True, err=True)
    uploaded = run.carry_out(plan)
    failed = [document for document in map(client.wait, uploaded) if document.failure]
    for document in failed:
        note(f"! {document.path}: {outcome(document)}")
    note(
        f"{plan.changes - len(run.problems)} changes, {plan.kept} files unchanged, {len(run.found.passed)} passed over."
    )
    return 1 if failed or run.problems else 0


def _again(client: Client, run: Sync, yes: bool) -> bool:
    """Whether a run of a watch came to its end. A watch outlives a network that is away, and a limit of an hour."""
    try:
        _once(client, run, yes)
    except (DoubtError, NotSignedInError):
        raise
    except GrailError as error:
        note(f"{error} It is tried again.")
        return False
    return True


def _await_change(folder: Path, seconds: float) -> None:
    """Return once something in a folder has changed and nothing more has for a while, or after so many seconds."""
    first = before = looks(folder)
    while seconds > 0:
        time.sleep(WATCH_SECONDS)
        seconds -= WATCH_SECONDS
        now = looks(folder)
        if now == before and now != first:
            return
        before = now


class DoubtError(GrailError):
    """A person should have been asked, and nobody could be."""
