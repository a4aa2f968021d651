"""Recognises pages that are pictures; the pages go to a process of their own (`process`), one after the other."""

import json
import logging
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.adapters.extraction.ocr.languages import DEFAULT, OFF, check
from chalicelib.adapters.extraction.ocr.page import RecognisedPage

log = logging.getLogger(__name__)

PAGE_SECONDS = 15
"""Seconds of a processor that a page may take."""

WALL_SECONDS = 22.0
"""Seconds after which a page is given up though it took less: a slice that begins one at its end has so many left."""

START_SECONDS = 20.0
ERROR_BYTES = 300
_MODULE = "chalicelib.adapters.extraction.ocr.process"


class Recogniser:
    """Text recognition in `languages`, by Tesseract's names. Its process starts with the first page.

    `pictures`: how many pictures of a page, slide or paragraph are read that stand beside text.
    """

    def __init__(self, languages: Sequence[str], pictures: int = 0, seconds: int = PAGE_SECONDS) -> None:
        self._languages, self._seconds = tuple(languages), seconds
        self.pictures = pictures if self.is_on else 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_on(self) -> bool:
        return OFF not in self._languages

    def read(self, path: Path, page: int) -> RecognisedPage | None:
        """Page `page` (from 0) of a PDF; None if it cannot be drawn and read in time and within memory.

        Raises LanguageDataError where a language's data is missing, ImportError where Tesseract is.
        """
        return self._page({"path": str(path), "page": page})

    def read_picture(self, path: Path, page: int) -> RecognisedPage | None:
        """The same for a page (from 0) of a picture: a TIFF may have several."""
        return self._page({"path": str(path), "page": page, "is_picture": True})

    def _page(self, request: dict[str, Any]) -> RecognisedPage | None:
        check(self._languages)
        answer = self._ask(request)
        return msgspec.convert(answer, RecognisedPage) if answer else None

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, request: dict[str, Any]) -> object:
        """The process's answer; None if there is none, whereupon it is ended and the next page gets a new one."""
        process = self._process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise TypeError
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = _line(process.stdout.fileno(), WALL_SECONDS)
        except OSError:
            line = b""
        if not line:
            log.warning("A page was given up by text recognition", extra={"status": process.poll()})
            self.close()
        return json.loads(line) if line else None

    def _start(self) -> "subprocess.Popen[bytes]":
        """Raises ImportError if Tesseract or what it needs is not installed."""
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603  This interpreter, a module of ours.
                [sys.executable, "-m", _MODULE, "+".join(self._languages), str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            if process.stdout is None or not _line(process.stdout.fileno(), START_SECONDS):
                process.kill()
                process.communicate()
                errors.seek(0)
                raise ImportError(f"Tesseract did not start: {errors.read()[-ERROR_BYTES:].decode(errors='replace')}")
        return process


def _line(descriptor: int, seconds: float) -> bytes:
    """The next line, or nothing if its writer has ended, or if it does not come in time."""
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    while not parts or not parts[-1].endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], max(deadline - time.monotonic(), 0.0))
        part = os.read(descriptor, 1 << 20) if ready else b""
        if not part:
            return b""
        parts.append(part)
    return b"".join(parts)


_recogniser = Recogniser(DEFAULT)


def use_languages(languages: Sequence[str], pictures: int = 0) -> None:
    """Recognise text in these languages from now on, and so many pictures beside text: one process, one document."""
    global _recogniser
    _recogniser.close()
    _recogniser = Recogniser(languages, pictures)


def recogniser() -> Recogniser:
    return _recogniser
