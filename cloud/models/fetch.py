"""Fetches a large file once: with progress, going on where it broke off, and used only if its digest is right.

A part lies beside the file as `<file>.part`, with the server's mark of the version in `<file>.part.json`. The file gets
its name when its digest is right, so a file of that name is whole.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from cloud.loopback import ProxyKindError, is_loopback, proxy_for
from cloud.models.verified import PIECE, Ended, Progress, WeightsError, gigabytes, note_verified

SPARE = 500_000_000  # Bytes that stay free on the disk.
TRIES = 6  # So many in a row that bring nothing.
PAUSE_SECONDS = 1.0  # Before the second try; twice as long before each further one.
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _BrokenOffError(Exception):
    """The connection broke; another try may go on."""


@dataclass
class Fetch:
    """One file: from `url` to `path`. `size` is None where only the server knows it."""

    url: str
    sha256: str
    size: int | None
    path: Path
    progress: Progress
    ended: Ended
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def part(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def _mark(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part.json")

    def run(self) -> Path:
        """The file, whole and verified. Raises WeightsError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.part.open("ab+") as part, _alone(part, self.path.name):
                self._fetch(part)
                part.flush()
                os.fsync(part.fileno())  # A full disk may say so only now; the file has its name after that.
                self._finish()
        except OSError as error:
            if error.errno in NO_ROOM:
                raise WeightsError(self._no_room()) from error
            raise WeightsError(f"{self.path.parent} cannot be written to: {error.strerror or error}.") from error
        return self.path

    def _fetch(self, part: IO[bytes]) -> None:
        have = self._resume(part)
        failures, pause = 0, PAUSE_SECONDS
        while self.size is None or have < self.size:
            before = have
            try:
                have = self._ask(part, have)
            except _BrokenOffError as broken:
                have = part.tell()
                failures, pause = (0, PAUSE_SECONDS) if have > before else (failures + 1, pause * 2)
                if failures >= TRIES or (have == 0 and failures >= TRIES // 2):
                    raise WeightsError(self._unreached(str(broken))) from broken
                if self.ended(pause):
                    raise WeightsError(self._stopped()) from broken
            else:
                return

    def _resume(self, part: IO[bytes]) -> int:
        """How much of the file is there already: its digest is taken, so that the rest can be added to it."""
        part.seek(0)
        while piece := part.read(PIECE):
            self._digest.update(piece)
            self.progress("Checked", part.tell(), self.size)
        return part.tell()

    def _ask(self, part: IO[bytes], have: int) -> int:
        """Fetch what is missing; the length in the end. Raises _BrokenOffError or WeightsError."""
        headers = {"Accept-Encoding": "identity", **self._range(have)}
        try:
            with _client(self.url) as client, client.stream("GET", self.url, headers=headers) as response:
                have = self._begin(part, have, response)
                for piece in response.iter_bytes():
                    have += len(piece)
                    if have > (self.size or have):
                        raise WeightsError(self._another(have))
                    part.write(piece)
                    self._digest.update(piece)
                    self.progress("Fetched", have, self.size)
                    if self.ended(0):
                        raise WeightsError(self._stopped())
        except httpx.HTTPError as error:
            part.flush()
            raise _BrokenOffError(type(error).__name__) from error
        except ProxyKindError as error:
            raise WeightsError(str(error)) from error
        if self.size is not None and have < self.size:
            raise _BrokenOffError("the server ended early")
        return have

    def _range(self, have: int) -> dict[str, str]:
        """Only of the very version that the part is of. Without a mark of it the file's length and digest must do."""
        if not have:
            return {}
        try:
            etag = json.loads(self._mark.read_text())["etag"]
        except (OSError, ValueError, KeyError):
            etag = ""
        if not etag and self.size is None:
            return {}
        return {"Range": f"bytes={have}-", **({"If-Range": etag} if etag else {})}

    def _begin(self, part: IO[bytes], have: int, response: httpx.Response) -> int:
        """How much of the part stays, before the response's bytes follow."""
        status = response.status_code
        if status in (408, 429) or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise _BrokenOffError(f"status {status}")
        continues = status == httpx.codes.PARTIAL_CONTENT and self._continues(response, have)
        if not continues:
            part.truncate(0)
            part.seek(0)
            self._digest, have = hashlib.sha256(), 0
        if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE or (status == 206 and not continues):
            raise _BrokenOffError("the part is of another version")
        if status != httpx.codes.OK and not continues:
            raise WeightsError(f"{_host(self.url)} does not give {self.path.name}: it answered with status {status}.")
        self._check_room(response, have)
        etag = response.headers.get("etag", "")
        self._mark.write_text(json.dumps({"etag": "" if etag.startswith("W/") else etag}))
        return have

    def _continues(self, response: httpx.Response, have: int) -> bool:
        span, _, total = str(response.headers.get("content-range", "")).partition("/")
        return span.startswith(f"bytes {have}-") and (self.size is None or total in ("*", str(self.size)))

    def _check_room(self, response: httpx.Response, have: int) -> None:
        length = response.headers.get("content-length", "")
        total = have + int(length) if length.isdecimal() else None
        if self.size is not None and total is not None and total != self.size:
            raise WeightsError(self._another(total))
        self.size = self.size or total
        if self.size is None:
            raise WeightsError(f"{_host(self.url)} does not say how long {self.path.name} is.")
        missing = (self.size or 0) - have
        if shutil.disk_usage(self.path.parent).free < missing + SPARE:
            raise WeightsError(self._no_room())

    def _finish(self) -> None:
        if self._digest.hexdigest() != self.sha256:
            self.part.unlink()
            self._mark.unlink(missing_ok=True)
            raise WeightsError(
                f"What {_host(self.url)} sent is not {self.path.name}: its digest differs, so it was deleted. Start "
                "again to fetch it anew."
            )
        self.part.replace(self.path)
        self._mark.unlink(missing_ok=True)
        note_verified(self.path, self.sha256)

    def _another(self, size: int) -> str:
        return f"{_host(self.url)} has another {self.path.name} than was expected: {size:,} bytes."

    def _no_room(self) -> str:
        size = f"{gigabytes(self.size)} and " if self.size else ""
        return (
            f"There is not enough room for {self.path.name} in {self.path.parent}: it needs {size}half a gigabyte to "
            "spare. Make room, or choose a folder on another disk: GRAIL_MODELS=/path make dev MODEL=…"
        )

    def _unreached(self, why: str) -> str:
        return (
            f"{self.path.name} could not be fetched from {_host(self.url)} ({why}). What is here already stays, and "
            f"the next start goes on from there. Without internet: fetch {self.url} elsewhere and put the file into "
            f"{self.path.parent}."
        )

    def _stopped(self) -> str:
        return f"{self.path.name} is not whole yet. The next start goes on where this one ended."


@contextmanager
def _alone(part: IO[bytes], name: str) -> Iterator[None]:
    """Two that fetch at once would mix their bytes."""
    try:
        fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WeightsError(f"{name} is being fetched by another Grail. Wait for it, and start again.") from error
    yield


def _client(url: str) -> httpx.Client:
    """The environment's proxy and certificates hold for the outside alone."""
    return httpx.Client(timeout=TIMEOUT, follow_redirects=True, proxy=proxy_for(url), trust_env=not is_loopback(url))


def _host(url: str) -> str:
    return httpx.URL(url).host
