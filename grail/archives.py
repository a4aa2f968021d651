"""An archive of all that an account has: made by the service, waited for, and brought here whole."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from grail import calls
from grail.downloads import keep, private, taken
from grail.errors import GrailError, UnreachableError
from grail.rest import RestClient
from grail.values import AccountExport

ATTEMPTS = 5  # Downloads in a row that bring nothing more.
LONGEST_PAUSE = 5.0  # Seconds between two looks.
Progress = Callable[[AccountExport], None]


def made(client: RestClient, progress: Progress = lambda _: None, seconds: float = 4 * 3600.0) -> AccountExport:
    """A new archive, once it is ready; one that is being made already is waited for. Raises GrailError."""
    until, between = time.monotonic() + seconds, 0.5
    export = client.send(calls.export())
    while export.state == "running":
        progress(export)
        if time.monotonic() > until:
            raise GrailError("The archive is still being made. Later, grail export --last takes it.")
        client.pause(between)
        between = min(between * 1.3, LONGEST_PAUSE)
        export = client.send(calls.exported())
    return ready(export)


def ready(export: AccountExport) -> AccountExport:
    """The same, if there is an archive. Raises GrailError."""
    if export.failure is not None:
        raise GrailError(export.failure.message)
    if export.state != "ready" or export.link is None:
        raise GrailError("There is no archive. Without --last, grail export has one made.")
    return export


def name_of(export: AccountExport) -> str:
    """As the page calls it."""
    return f"grail-{(export.asked_at or '')[:10]}.zip"


def partial_of(export: AccountExport, target: Path) -> Path:
    """Where an archive lies until all of it is there: another archive has another name."""
    return target.with_name(f"{target.name}.{re.sub(r'[^0-9]', '', export.ended_at or '')}.part")


def download(
    client: RestClient,
    export: AccountExport,
    target: Path,
    *,
    overwrite: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Bring an archive here; what an earlier try brought is not brought again.

    `progress` hears how many bytes there are. Raises GrailError; what has come by then stays beside the target.
    """
    if target.exists() and not overwrite:
        raise taken(target)
    partial = partial_of(export, target)
    private(partial)
    tries, have = 0, -1
    while (size := partial.stat().st_size) != export.bytes:
        tries = tries + 1 if size == have else 0
        if tries == ATTEMPTS:
            raise UnreachableError(
                f"The archive does not arrive. The same command goes on: {partial} has its beginning."
            )
        if size > export.bytes:
            partial.write_bytes(b"")
        have = size
        if tries:
            client.pause(float(tries))
        _try(client, export, partial, progress)
    keep(partial, target, overwrite=overwrite)


def _try(client: RestClient, export: AccountExport, partial: Path, progress: Callable[[int], None]) -> None:
    """One download by a link that is new: links last for minutes. A lost connection is no error yet."""
    now = ready(client.send(calls.exported()))
    if now.ended_at != export.ended_at or now.link is None:
        raise GrailError("Another archive has been made meanwhile. Please begin again.")
    try:
        client.fetch(now.link.url, partial, resume=True, progress=progress)
    except UnreachableError:
        return
