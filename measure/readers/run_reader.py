"""Reads files with one reader in this process: `python -m measure.readers.run_reader NAME FOLDER`, paths on its input.

Each text goes into FOLDER under the number of its file; none for a file that the reader refuses. The last line is JSON:
processor seconds of reading (the start and the imports are not in it) and the most memory that was held, in MB.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from chalicelib.models import SliceRequest

KILOBYTES = 1 if sys.platform == "linux" else 1024  # getrusage counts in KB on Linux, in bytes on macOS.

Read = Callable[[str], str]


def grail() -> Read:
    from chalicelib.adapters.extraction.child import reader_for
    from chalicelib.adapters.extraction.formats import sniff
    from chalicelib.adapters.extraction.slicing import read_slice

    def read(file: str) -> str:
        path = Path(file)
        return read_slice(reader_for(sniff(path, path.name)), path, SliceRequest(max_characters=10_000_000)).text

    return read


def grail_apart() -> Read:
    from chalicelib.adapters.extraction import Extractor

    extractor = Extractor()
    return lambda file: extractor.extract(Path(file), Path(file).name, SliceRequest(max_characters=10_000_000)).text


def kreuzberg() -> Read:
    from kreuzberg import extract_file_sync

    return lambda file: str(extract_file_sync(file).content)


def markitdown() -> Read:
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda file: str(converter.convert(file).text_content)


def pypdf() -> Read:
    from pypdf import PdfReader

    return lambda file: "\n".join(page.extract_text() for page in PdfReader(file).pages)


READERS: dict[str, Callable[[], Read]] = {
    "grail": grail,
    "grail-apart": grail_apart,
    "kreuzberg": kreuzberg,
    "markitdown": markitdown,
    "pypdf": pypdf,
}


def cpu_seconds() -> float:
    """Of this process and of the children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def main(name: str, folder: Path, files: list[str]) -> None:
    read = READERS[name]()
    before, started = cpu_seconds(), time.monotonic()
    for number, file in enumerate(files):
        try:
            text = read(file)
        except Exception as error:  # noqa: BLE001  A reader may raise anything: the file counts as not read.
            print(f"{file}: {type(error).__name__}", file=sys.stderr)
            continue
        (folder / str(number)).write_text(text, encoding="utf-8", errors="replace")
    own, child = (resource.getrusage(kind).ru_maxrss for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cost = {"cpu": cpu_seconds() - before, "wall": time.monotonic() - started}
    print(json.dumps(cost | {"memory_mb": (own + child) / KILOBYTES / 1024}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.stdin.read().splitlines())
