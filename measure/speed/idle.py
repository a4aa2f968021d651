"""`python -m measure.speed.idle`: the memory of an idle Grail, by part, in a copy of its own. Linux alone.

It is looked at each 20 s from the start, while the samples are read, until the processes that read them have ended.
"""

import argparse
import tempfile
import time
from pathlib import Path

from measure.processes import Part, parts, total
from measure.running import RunningGrail

LOOK_SECONDS = 20.0
MEGABYTE = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grail-idle-") as folder:
        grail = RunningGrail(Path(folder), GRAIL_SAMPLES="1")
        grail.start()
        began = time.monotonic()
        try:
            while (elapsed := time.monotonic() - began) < options.seconds:
                print(f"{elapsed:.0f} s: {row(parts(grail.process_id))}", flush=True)
                time.sleep(LOOK_SECONDS)
        finally:
            grail.stop()


def row(of: dict[str, Part]) -> str:
    """All memory, then that of each part, the largest first."""
    largest = sorted(of.items(), key=lambda part: -part[1].memory)
    shown = ", ".join(f"{name} {part.memory / MEGABYTE:.0f}" for name, part in largest)
    return f"{total(of).memory / MEGABYTE:.0f} MB: {shown}"


if __name__ == "__main__":
    main()
