"""The embedding function as Lambda runs it, in a process of its own: `python -m tests.large.worker`.

It takes one message after the other from the stage's queue and gives each so many seconds, as a call of the function
has. Of each call it tells, on one line of JSON, how long it took and the most memory that it held. Where no message
comes it sweeps, as the schedule does. The model is a stand-in: none that runs on a laptop embeds 100,000 texts in
minutes.
"""

import hashlib
import itertools
import json
import os
import resource
import sys
import time
from array import array
from collections.abc import Sequence
from copy import replace
from pathlib import Path
from typing import Any

import boto3

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.language_detector import Languages
from chalicelib.api import records
from chalicelib.models import FIRST_SLICE, Embeddings, ExtractedSlice, SliceRequest
from chalicelib.rag.documents.attempt import Tools
from chalicelib.rag.documents.ingest import Ingesting
from chalicelib.wiring import Services

DIMENSIONS = 512
KILOBYTES = 1 if sys.platform == "linux" else 1024  # getrusage counts in KB on Linux, in bytes on macOS.


class StandInEmbedder:
    """One text a call, as Titan: a vector out of the text's hash."""

    model = "amazon.titan-embed-text-v2:0"  # What it costs is counted by this name.
    dimensions = DIMENSIONS
    batch_size = 1
    max_tokens = 8192

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return Embeddings([self.embed_query(text) for text in texts], sum(map(len, texts)) // 4)

    def embed_query(self, text: str) -> list[float]:
        seed = hashlib.blake2b(text.encode(), digest_size=64).digest()
        numbers = array("b", seed * (DIMENSIONS // 64))
        length = sum(number * number for number in numbers) ** 0.5 or 1.0
        return [number / length for number in numbers]


class SlicesOf(Extractor):
    """The product's extractor, its slices of at most `characters`."""

    def __init__(self, characters: int) -> None:
        super().__init__()
        self._characters = characters

    def extract(self, path: Path, filename: str, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
        characters = min(request.max_characters, self._characters)
        return super().extract(path, filename, replace(request, max_characters=characters))


def prepare(characters: int) -> Services:
    """This process's services, with the stand-in, and slices of so many characters."""
    made: Any = Services()
    made.adapters.embedder = StandInEmbedder()
    tools = Tools(
        registry=made.adapters.documents,
        maintenance=made.adapters.maintenance,
        files=made.adapters.files,
        extractor=SlicesOf(characters),
        embedder=made.adapters.embedder,
        passages=made.adapters.passages,
        feed=made.adapters.sockets,
        usage=made.adapters.usage,
        languages=Languages(),
    )
    made.ingesting = Ingesting(tools, made.adapters.ingest_queue)
    services: Services = made
    return services


def peak_mb() -> float:
    """The most that this process held, and the most that a child of it did, as if both came at once."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES
    return (_own_peak_kb() + children) / 1024


def _own_peak_kb() -> float:
    """On Linux from the process's status: getrusage counts there what the process held that started this one."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
    status = Path("/proc/self/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))


def call(services: Services, body: str, seconds: float, tick: float) -> None:
    """One call of the function, by the world's clock, or by one that goes on by `tick` at each look at it."""
    began, looks = time.monotonic(), itertools.count()
    took = 0.0

    def left() -> float:
        nonlocal took
        took = next(looks) * tick if tick else time.monotonic() - began
        return seconds - took

    records.ingest(services, body, left)
    took = took if tick else time.monotonic() - began
    print(json.dumps({"seconds": round(took, 1), "peak_mb": round(peak_mb())}), flush=True)


def main(seconds: float, tick: float, characters: int) -> None:
    services = prepare(characters)
    sqs, url = boto3.client("sqs"), os.environ["INGEST_QUEUE_URL"]
    while True:
        found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", [])
        for message in found:
            call(services, message["Body"], seconds, tick)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if not found:
            records.upkeep(services, lambda: 300.0)


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
