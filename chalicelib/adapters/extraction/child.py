"""The process that reads one slice, or draws a page: `python -m chalicelib.adapters.extraction.child`, a request on
its input.

It takes its limits upon itself before it opens the file, answers one line of JSON, and ends.
"""

import base64
import json
import os
import resource
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from chalicelib.adapters.disk import NO_ROOM, is_full
from chalicelib.adapters.extraction.formats import FORMATS, sniff
from chalicelib.adapters.extraction.metadata_readers import BY_READER
from chalicelib.adapters.extraction.ocr.recogniser import recogniser, use_languages
from chalicelib.adapters.extraction.picture_formats import CONTENT_TYPES, has_pictures
from chalicelib.adapters.extraction.slicing import Reader, read_slice
from chalicelib.errors import DocumentError, pictures_alone
from chalicelib.models import ExtractedSlice, Heading, Metadata, SliceRequest

FILE_BYTES = 512 << 20  # Of a file that the child writes: Lambda's disk has as much by default.
OPEN_FILES = 256
TOO_MUCH_MEMORY = "This file needs more memory than a document may. Please split it into smaller files."
READER_MISSING = (
    "This file could not be read here: a part of Grail is missing. Please tell whoever runs it; try again then."
)
DAMAGED = "This file is damaged. Please save it anew and upload it again."


def main() -> None:
    request = json.load(sys.stdin)
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not mix with the answer
    tempfile.tempdir = request["folder"]
    leave_the_network()
    limit_resources(request["memory_bytes"], request["cpu_seconds"])
    with answer:
        json.dump(_answer(request), answer)
    answer_and_leave()


def answer_and_leave() -> None:
    """End without the clean-up of the libraries, which may take long or crash after the work is done."""
    sys.stderr.flush()
    os._exit(0)


def limit_resources(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound what this process may take. On macOS RLIMIT_AS does nothing: there the parent watches its memory."""
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_CPU, cpu_seconds)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, FILE_BYTES)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)


def leave_the_network() -> None:
    """On Linux, move into a network that has no interface, where the kernel lets a process without rights do so.

    Elsewhere a parser that is taken over may open connections; it has no credentials for any.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        if "picture_of" in request:
            return {"done": {"png": base64.b64encode(_picture(request)).decode()}}
        slice_ = _read(request)
        recogniser().close()  # Only then its processor time is counted.
        of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = time.process_time() + of_children.ru_utime + of_children.ru_stime
        return {"done": asdict(replace(slice_, seconds=round(seconds, 3)))}
    except Exception as error:  # noqa: BLE001  A parser of foreign bytes may raise anything: the reason is logged.
        return _failure(error)


def _failure(error: Exception) -> dict[str, Any]:
    if is_full(error):  # Whatever a reader makes of it, the file is not at fault.
        return {"error": {"code": "no_room", "message": NO_ROOM}}
    if isinstance(error, DocumentError):
        failure = {"error": {"code": error.code, "message": str(error)}}
        return failure | ({"cause": str(error)} if error.code == "reader_missing" else {})
    if isinstance(error, MemoryError):
        return {"error": {"code": "too_complex", "message": TOO_MUCH_MEMORY}}
    if isinstance(error, RecursionError):
        return {"error": {"code": "too_complex", "message": "The parts of this file nest too deep to be read."}}
    cause = f"{type(error).__name__}: {error}"[:500]
    if isinstance(error, ImportError):  # An installation that lacks a library: no fault of the file.
        return {"error": {"code": "reader_missing", "message": READER_MISSING}, "cause": cause}
    return {"error": {"code": "unreadable", "message": DAMAGED}, "cause": cause}


def _read(request: dict[str, Any]) -> ExtractedSlice:
    use_languages(request["ocr_languages"], request["ocr_pictures"])
    path, wanted = Path(request["path"]), _slice_request(request["slice"])
    kind = sniff(path, request["filename"])
    slice_ = read_slice(
        reader_for(kind),
        path,
        wanted,
    )
    is_for_second = request["second_reader"] and slice_.unread
    if slice_.cursor is None and slice_.offset == 0 and not slice_.text.strip() and not is_for_second:
        raise _no_text(kind, path, unread=bool(slice_.unread))
    return replace(slice_, metadata=metadata_of(kind, path)) if wanted.cursor is None else slice_


def _picture(request: dict[str, Any]) -> bytes:
    from chalicelib.adapters.extraction.ocr.rendering import drawn_page, drawn_picture, png

    path, index = Path(request["path"]), request["picture_of"] - 1
    return png(drawn_page(path, index) if sniff(path, request["filename"]) == "pdf" else drawn_picture(path, index))


def _slice_request(fields: dict[str, Any]) -> SliceRequest:
    headings = tuple(Heading(**heading) for heading in fields.pop("headings_before"))
    return SliceRequest(**fields, headings_before=headings)


def metadata_of(kind: str, path: Path) -> Metadata:
    """What the file states of itself. Whatever is wrong with that, its text is read."""
    module = BY_READER.get(FORMATS[kind].reader)
    if module is None:
        return Metadata(format=kind)
    try:
        stated: Metadata = import_module(f"chalicelib.adapters.extraction.metadata.{module}").metadata(path)
    except Exception as error:  # noqa: BLE001  A parser of foreign bytes may raise anything.
        print(f"no metadata: {type(error).__name__}", file=sys.stderr)
        stated = Metadata()
    return replace(stated, format=kind)


def reader_for(kind: str) -> Reader:
    """The reader of files with the ending `kind`. Imported after the limits, by its name in FORMATS."""
    reader: Reader = import_module(f"chalicelib.adapters.extraction.readers.{FORMATS[kind].reader}").read
    return reader


def _no_text(kind: str, path: Path, *, unread: bool) -> DocumentError:
    if (kind == "pdf" and unread) or kind in CONTENT_TYPES or (FORMATS[kind].member and has_pictures(path)):
        return pictures_alone()
    return DocumentError("empty", "There is no text in this file. Please check it and upload it again.")


if __name__ == "__main__":
    main()
