"""The embedding function as Lambda runs it, in a process of its own: `python -m tests.large.worker`.

It takes one message after the other from the stage's queue and gives each so many seconds, as a call of the function
has. Of each call it tells, on one line of JSON, how long it took and the most memory that it held. Where no message
comes it sweeps, as the schedule does. The model is a stand-in: none that runs on a laptop embeds 100,000 texts in
minutes.
"""

import hashlib
import json
import os
import resource
import sys
import time
from array import array
from collections.abc import Sequence
from typing import Any

import boto3

from chalicelib.adapters.extraction import Extractor, Limits
from chalicelib.adapters.languages import Languages
from chalicelib.api import records
from chalicelib.models import Embeddings
from chalicelib.rag.ingesting import Ingesting
from chalicelib.wiring import Services, services

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


def prepare(soft_seconds: float) -> Services:
    """This process's services, with the stand-in, and slices that end after so many seconds."""
    made: Any = services()
    made.embedder = StandInEmbedder()
    made.ingesting = Ingesting(
        registry=made.documents,
        files=made.files,
        extractor=Extractor(Limits(soft_seconds=soft_seconds)),
        embedder=made.embedder,
        passages=made.passages,
        feed=made.sockets,
        usage=made.usage,
        queue=made.ingest_queue,
        languages=Languages(),
    )
    return services()


def peak_mb() -> float:
    """The most that this process held, and the most that a child of it did, as if both came at once."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / KILOBYTES / 1024


def call(body: str, seconds: float, pace: float) -> None:
    """One call of the function. `pace` makes its clock run faster than the world's."""
    began = time.monotonic()
    records.ingest(body, lambda: seconds - (time.monotonic() - began) * pace)
    took = (time.monotonic() - began) * pace
    print(json.dumps({"seconds": round(took, 1), "peak_mb": round(peak_mb())}), flush=True)


def main(seconds: float, pace: float, soft_seconds: float) -> None:
    prepare(soft_seconds)
    sqs, url = boto3.client("sqs"), os.environ["INGEST_QUEUE_URL"]
    while True:
        found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", [])
        for message in found:
            call(message["Body"], seconds, pace)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if not found:
            records.upkeep()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
