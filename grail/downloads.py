"""Files that come to this machine: whole or not at all, and never over another one."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx

from grail.connection import UPLOAD_TIMEOUT, not_stored, unreachable
from grail.errors import GrailError
from grail.proxies import client_options

BLOCK_BYTES = 1 << 20
_RANGE = re.compile(r"bytes (\d+)-")


def fetch(
    url: str,
    target: Path,
    transport: httpx.BaseTransport | None = None,
    *,
    resume: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Save what a link of the store leads to; the token does not go there.

    `resume` goes on behind what `target` has; without it the file is written anew. `progress` hears how many bytes
    there are. Raises UnreachableError, or GrailError where it cannot be written.
    """
    have = target.stat().st_size if resume and target.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with (
            httpx.Client(timeout=UPLOAD_TIMEOUT, **client_options(url, transport)) as http,
            http.stream("GET", url, headers=headers) as answer,
        ):
            if not answer.is_success:
                raise not_stored(answer)
            goes_on = have > 0 and _begins_at(answer) == have  # A store that knows no ranges sends all of it.
            with target.open("ab" if goes_on else "wb") as file:
                for block in answer.iter_bytes(BLOCK_BYTES):
                    file.write(block)
                    progress(file.tell())
    except httpx.HTTPError as error:
        raise unreachable(url, error) from error
    except OSError as error:
        raise GrailError(f"{target} cannot be written: {error.strerror}.") from error


def _begins_at(answer: httpx.Response) -> int:
    match = _RANGE.match(answer.headers.get("content-range", ""))
    return int(match[1]) if answer.status_code == httpx.codes.PARTIAL_CONTENT and match else 0


def keep(partial: Path, target: Path, *, overwrite: bool = False) -> None:
    """Give a finished file its name. Raises GrailError where the name is taken and `overwrite` was not asked for."""
    try:
        if not overwrite:
            target.touch(mode=0o600, exist_ok=False)
        partial.replace(target)
    except FileExistsError as error:
        raise taken(target) from error
    except OSError as error:
        raise GrailError(f"{target} cannot be written: {error.strerror}.") from error


def taken(target: Path) -> GrailError:
    return GrailError(f"{target} is there already. Name another file, or say --overwrite.")


def private(path: Path) -> None:
    """Make an empty file that only its owner can read, unless it is there. Raises GrailError."""
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise GrailError(f"{path} cannot be written: {error.strerror}.") from error
