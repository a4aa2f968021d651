"""What a run says of itself, on one line of JSON."""

import json
import resource
import sys

from bench.ingest.embedding import Calls

KILOBYTES = 1 if sys.platform == "linux" else 1024  # getrusage counts in KB on Linux, in bytes on macOS.


def report(documents: int, rows: int, seconds: float, counted: Calls) -> None:
    """Memory is the larger one of this process and of its largest child, and both together, in MB."""
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
