"""One function's life, as JSON: it starts, answers a first question and then others. `run_grail PASSAGES BUCKET`.

What is measured is the whole of retrieval but the embedder, which is a stand-in without cost.
"""

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

began = time.perf_counter()

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

from chalicelib.adapters.dynamo.documents import DynamoDocuments  # noqa: E402
from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance  # noqa: E402
from chalicelib.adapters.lance.downloads import CLIENT, TableFiles  # noqa: E402
from chalicelib.adapters.lance.store import CacheSpace, LancePassages  # noqa: E402
from chalicelib.rag.search.ahead import DocumentsAhead  # noqa: E402
from chalicelib.rag.search.ranking import Query  # noqa: E402
from chalicelib.rag.search.search import Retriever  # noqa: E402

imported = time.perf_counter() - began


from measure.speed import data, tables  # noqa: E402
from measure.speed.cloud import TABLE  # noqa: E402
from measure.speed.watching import CountedS3, spread  # noqa: E402

COPIES_BYTES = 4 * 1024**3  # Of a function with a disk of so much.


class Questions:
    """Stands in for the embedder: the vector of the question whose number the text begins with."""

    def __init__(self, vectors: list[list[float]]) -> None:
        self._vectors = vectors

    def embed_query(self, text: str) -> list[float]:
        return self._vectors[int(text.split()[0])]


def store_of(bucket: str, maintenance: DynamoMaintenance) -> LancePassages:
    """As `wiring/adapters.py` makes it, with a folder that nobody had before."""
    s3 = boto3.client("s3", config=Config(**CLIENT))
    folder = Path(tempfile.mkdtemp(prefix="grail-bench-"))
    space = CacheSpace(TableFiles(s3, bucket), folder, COPIES_BYTES, last_change=maintenance.last_change)
    return LancePassages(f"s3://{bucket}", tables.MODEL, data.DIMENSIONS, space)


def main(passages: int, bucket: str) -> None:
    vectors, texts = data.questions(passages, tables.QUESTIONS)
    questions: list[list[float]] = vectors.tolist()
    counted = CountedS3(os.environ["AWS_ENDPOINT_URL"])
    owner = tables.owner_of(passages)
    began = time.perf_counter()
    dynamo = boto3.resource("dynamodb")
    registry, store = DynamoDocuments(dynamo, TABLE), store_of(bucket, DynamoMaintenance(dynamo, TABLE))
    ready = time.perf_counter() - began
    retriever = Retriever(registry, Questions(questions), store, ahead=DocumentsAhead(registry))

    steps: list[dict[str, int]] = []

    def ask(number: int) -> float:
        began = time.perf_counter()
        result = retriever.search(owner, Query(f"{number} {texts[number]}", k=10))
        assert result.passages
        steps.append(result.timings_ms)
        return time.perf_counter() - began

    counted.taken()
    first = ask(0)
    cold = counted.taken()
    meanwhile = ask(1)  # A large table is being copied now.
    began = time.perf_counter()
    store.wait_for_copies()
    settled = time.perf_counter() - began + meanwhile
    counted.taken()
    computed = time.process_time()
    seconds = [ask(number) for number in range(1, tables.QUESTIONS)]
    computed = (time.process_time() - computed) / len(seconds)
    warm = counted.taken()
    searches = [look(store, owner, vector) for vector in questions]
    result = {
        "import_s": imported,
        "first_s": first + ready,
        "cold": cold,
        "meanwhile_ms": meanwhile * 1000,
        "copied_s": settled,
        "warm_ms": spread(seconds),
        "warm_cpu_ms": computed * 1000,
        "warm": {name: count / len(seconds) for name, count in warm.items()},
        "steps_ms": {name: statistics.median(timings[name] for timings in steps[1:]) for name in steps[1]},
        "vector_ms": spread(searches),
        "request_ms": statistics.median(counted.one_listing(bucket) for _ in range(30)) * 1000,
        "recall": recall(store, owner, questions, passages),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(result))


def look(store: LancePassages, owner: str, vector: list[float]) -> float:
    """Seconds of what the peers' stores do: one search by vector."""
    began = time.perf_counter()
    with store.cached_snapshot(owner) as view:
        hits = view.search_vector(vector, 10, None)
        assert view.is_newest()
    assert len(hits) == 10
    return time.perf_counter() - began


def recall(store: LancePassages, owner: str, questions: list[list[float]], passages: int) -> float:
    """The share of the truly nearest passages that the searches by vector find."""
    truth = tables.truth_of(passages)
    with store.snapshot(owner) as view:
        searches = [view.search_vector(vector, tables.NEAREST, None) for vector in questions]
    hits = [len({hit.ordinal for hit in list_} & set(true)) for list_, true in zip(searches, truth, strict=True)]
    return sum(hits) / tables.NEAREST / len(truth)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
