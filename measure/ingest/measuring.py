"""What a run says of itself, on one line of JSON."""

import json
import os
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure.ingest.embedding import Calls

KILOBYTES = 1 if sys.platform == "linux" else 1024  # getrusage counts in KB on Linux, in bytes on macOS.


def report(documents: int, rows: int, seconds: float, counted: Calls) -> None:
    """Memory, in MB, is the peak of this process and that of its largest child, as if both came at once.

    Where the system shows what processes hold at a moment (Linux), `watched` measures it better.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES / 1024
    result = {
        "documents": documents,
        "rows": rows,
        "seconds": seconds,
        "memory_mb": own + child,
        "calls": counted.calls,
        "texts": counted.texts,
    }
    print(json.dumps(result))


@contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """MB that a process and its children hold together, every 20 ms while the context lasts; empty but on Linux."""
    seen: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            seen.append(_held(pid) / 1024 / 1024)

    watcher = threading.Thread(target=watch)
    if sys.platform == "linux":
        watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        if watcher.is_alive():
            watcher.join()


def _held(pid: int) -> int:
    """Bytes resident of a process and all below it."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # It has just ended.
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_held(int(child)) for child in children)
