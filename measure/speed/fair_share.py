"""`python -m measure.speed.fair_share`: how long one file waits while another owner's many are being ingested."""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from measure.page_client import PageClient
from measure.running import RunningGrail
from measure.speed.load import CALL_SECONDS, PASSWORD, text_of

SECTIONS = 6  # Of a file: so that files are sent faster than they are ingested.
PATIENCE = 300.0


@dataclass(frozen=True)
class Overtaking:
    """`seconds` from the single file's upload to its passages; of the others' files, how many waited and were done."""

    seconds: float
    waiting: int
    done_meanwhile: int


def overtake(many: PageClient, single: PageClient, files: int) -> Overtaking:
    text = "\n\n".join(text_of(0, number) for number in range(SECTIONS))
    for number in range(files):
        many.add_content(f"{number}.txt", f"File {number}.\n\n{text}".encode())
    waiting = _not_ready(many)
    began = time.monotonic()
    document = single.add_content("single.txt", text_of(1, 0).encode())
    ready = single.wait(document.id, seconds=PATIENCE)
    seconds = time.monotonic() - began
    if ready.status != "ready":
        raise RuntimeError(f"{ready.status}: {ready.failure}")
    return Overtaking(seconds, waiting, waiting - _not_ready(many))


def _not_ready(client: PageClient) -> int:
    return sum(document.status != "ready" for document in client.documents())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grail-fair-") as folder:
        grail = RunningGrail(Path(folder), UPLOADS_PER_HOUR=str(2 * options.files))
        grail.start()
        try:
            many, single = _account(grail.api_url), _account(grail.api_url)
            single.wait(single.add_content("before.txt", text_of(1, 1).encode()).id, seconds=PATIENCE)
            seen = overtake(many, single, options.files)
        finally:
            grail.stop()
    print(
        f"A file sent behind {seen.waiting} of another owner was ready after {seen.seconds:.1f} s; "
        f"{seen.done_meanwhile} of those were ready before it."
    )


def _account(api_url: str) -> PageClient:
    client = PageClient(api_url, timeout=CALL_SECONDS)
    email = f"{uuid4().hex}@example.org"
    client.sign_up(email, PASSWORD)
    client.sign_in(email, PASSWORD)
    return client


if __name__ == "__main__":
    main()
