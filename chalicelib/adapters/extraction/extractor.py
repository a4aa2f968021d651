"""Text out of files of any kind. The parsers run in a process of their own, under limits."""

import base64
import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from copy import replace
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.adapters.disk import FULL, Scratch, no_room, room_for_document
from chalicelib.adapters.extraction.formats import sniff
from chalicelib.adapters.extraction.ocr.languages import DEFAULT
from chalicelib.errors import DocumentError
from chalicelib.models import FIRST_SLICE, ExtractedSlice, SliceRequest

log = logging.getLogger(__name__)

_CHILD = "chalicelib.adapters.extraction.child"
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For Tesseract and numpy: more threads cost more than they save on a page, and each reserves memory."""

PR_SET_DUMPABLE = 4  # linux/prctl.h
_WATCH_SECONDS = 0.25
_TOO_SLOW = "This file takes too long to read. Please split it into smaller files and upload those."
_TOO_MUCH = "This file needs more memory than a document may. Please split it into smaller files."
_DAMAGED = "This file is damaged and cannot be read. Please save it anew and upload it again."
_STOPPED_BY = {
    signal.SIGXCPU: _TOO_SLOW,
    signal.SIGKILL: _TOO_MUCH,
    # How libraries end themselves when memory is refused: std::bad_alloc aborts, PDFium traps.
    signal.SIGABRT: _TOO_MUCH,
    signal.SIGTRAP: _TOO_MUCH,
    signal.SIGILL: _TOO_MUCH,
}


@dataclass(frozen=True)
class Limits:
    """What one slice may take: memory in bytes, processor and wall time in seconds.

    After `soft_seconds` a slice ends between two blocks and leaves the rest to the next one.
    """

    memory_bytes: int = 700 << 20
    wall_seconds: float = 60.0
    cpu_seconds: int = 60
    soft_seconds: float = 30.0


class Extractor:
    """Reads documents slice by slice, each in a fresh process without credentials in its environment.

    Text on pictures is recognised in `ocr_languages`, by Tesseract's names; `none` in place of them: it is not read.
    Of a page or slide with text, and of a paragraph, so many as `ocr_pictures` are read too. Where a `second_reader`
    follows, a file of pictures without a word that could be read is no error.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        scratch: Scratch | None = None,
        ocr_languages: Sequence[str] = DEFAULT,
        ocr_pictures: int = 0,
        *,
        second_reader: bool = False,
    ) -> None:
        self._limits = limits or Limits()
        self._ocr_languages, self._ocr_pictures = list(ocr_languages), ocr_pictures
        self._scratch = scratch or Scratch()
        self._second_reader = second_reader

    def extract(self, path: Path, filename: str, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
        """One slice of the file at `path`. Slices of any size join to the same text.

        The usual time of a slice is the limits' `soft_seconds`.
        Raises DocumentError: `wrong_type`, `empty`, `encrypted`, `scanned`, `unreadable`, `too_complex`,
        `reader_missing` or `no_room`; only the last two may pass.
        """
        sniff(path, filename)
        soft_seconds = self._limits.soft_seconds if request.soft_seconds is None else request.soft_seconds
        order = {
            "path": str(path),
            "filename": filename,
            "slice": asdict(replace(request, max_characters=max(request.max_characters, 1), soft_seconds=soft_seconds)),
            "memory_bytes": self._limits.memory_bytes,
            "cpu_seconds": self._limits.cpu_seconds,
            "ocr_languages": self._ocr_languages,
            "ocr_pictures": self._ocr_pictures,
            "second_reader": self._second_reader,
        }
        with room_for_document(), self._scratch.folder() as folder:
            # What the child writes to disk lies there, so that nothing outlives a child that is killed.
            return msgspec.convert(self._run({**order, "folder": str(folder)}), ExtractedSlice)

    def picture(self, path: Path, filename: str, page: int) -> bytes:
        """Page `page` (from 1) of a PDF or a picture as a PNG of at most `SHOWN_PIXELS` a side.

        Raises DocumentError where it cannot be drawn.
        """
        order = {
            "path": str(path),
            "filename": filename,
            "picture_of": page,
            "memory_bytes": self._limits.memory_bytes,
            "cpu_seconds": self._limits.cpu_seconds,
        }
        with room_for_document(), self._scratch.folder() as folder:
            return base64.b64decode(self._run({**order, "folder": str(folder)})["png"])

    def _run(self, order: dict[str, Any]) -> dict[str, Any]:
        started = time.monotonic()
        hide_memory()
        child = subprocess.Popen(  # noqa: S603  This interpreter, a module of ours, no argument from outside.
            [sys.executable, "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
        )
        watch = _watch_memory(child, self._limits.memory_bytes)
        try:
            output, errors = child.communicate(json.dumps(order).encode(), timeout=self._limits.wall_seconds)
        except subprocess.TimeoutExpired as error:
            child.kill()
            child.communicate()
            raise DocumentError("too_complex", _TOO_SLOW) from error
        finally:
            watch.set()
        log.info("extracted", extra={"seconds": round(time.monotonic() - started, 3), "status": child.returncode})
        return _result(child.returncode, output, errors)


@cache
def hide_memory() -> None:
    """On Linux, let no process of the same user read this one's environment or memory, where credentials are.

    The kernel gives `/proc/<pid>/environ` and `mem` of such a process to root alone, and lets nobody trace it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _environment() -> dict[str, str]:
    """What the child needs to start, and nothing else: no credentials where a parser might be taken over."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)) or ".", "PYTHONUTF8": "1"} | _ONE_THREAD


def _watch_memory(child: "subprocess.Popen[bytes]", memory_bytes: int) -> threading.Event:
    """On macOS, which ignores RLIMIT_AS, stop the child once its resident memory passes the limit."""
    done = threading.Event()
    if sys.platform == "darwin":
        threading.Thread(target=_stop_when_large, args=(child, memory_bytes, done), daemon=True).start()
    return done


def _stop_when_large(child: "subprocess.Popen[bytes]", memory_bytes: int, done: threading.Event) -> None:
    while not done.wait(_WATCH_SECONDS):
        shown = subprocess.run(  # noqa: S603
            ["ps", "-o", "rss=", "-p", str(child.pid)],  # noqa: S607
            capture_output=True,
            check=False,
        ).stdout
        if shown.strip().isdigit() and int(shown) * 1024 > memory_bytes:
            child.kill()


def _result(status: int, output: bytes, errors: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        answer = {}
    if "done" in answer:
        done: dict[str, Any] = answer["done"]
        return done
    log.warning("extraction failed", extra={"status": status, "cause": answer.get("cause") or _tail(errors)})
    if "error" in answer:
        code, message = answer["error"]["code"], answer["error"]["message"]
        if code == "no_room":
            log.error(FULL)
            raise no_room()
        raise DocumentError(code, message)
    if status < 0 and (message := _STOPPED_BY.get(signal.Signals(-status))):
        raise DocumentError("too_complex", message)
    raise DocumentError("unreadable", _DAMAGED)


def _tail(errors: bytes) -> str:
    return errors[-500:].decode("utf-8", "replace")
