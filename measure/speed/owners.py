"""`python -m measure.speed.owners`: a thousand owners with small tables, asked by one function in any order.

Each owner has 20 to 200 passages on the counting S3, and asks in a first round, in a second one soon after, and in a
third one when the copies may take up less disk than all of them need. Prints what a first and a later query cost, and
what the function holds.
"""

import argparse
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance
from chalicelib.adapters.lance.downloads import CLIENT, TableFiles
from chalicelib.adapters.lance.store import CacheSpace, LancePassages
from chalicelib.models import Document, timestamp
from chalicelib.rag.search.ahead import DocumentsAhead
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever
from measure.speed import data
from measure.speed.cloud import BUCKET, TABLE, SlowS3, slow_s3
from measure.speed.run_grail import Questions
from measure.speed.watching import spread

MODEL = "bench.made"
FEWEST, MOST = 20, 200
DOCUMENT = "document"


def build(cloud: SlowS3, owners: int) -> None:
    """Owners' tables, made in a folder and put to S3, and their documents in the registry."""
    draw = random.Random(3)
    registry, maintenance, now = cloud.registry(), cloud.maintenance(), timestamp()
    whole = next(data.batches(MOST))
    with tempfile.TemporaryDirectory() as folder:
        store = LancePassages(folder, MODEL, data.DIMENSIONS)
        for number in range(owners):
            owner, count = f"owner-{number}", draw.randint(FEWEST, MOST)
            store.add(owner, DOCUMENT, 1, [data.part_of(whole, 0, count)])
            document = Document(owner, DOCUMENT, "a", "text/plain", 1, "ready", now, now, live_generation=1)
            registry.create(document)
            maintenance.rows_changed(owner)
        cloud.upload(Path(folder), "")


class Function:
    """One function's retrieval, with `limit` bytes of disk for copies."""

    def __init__(self, cloud: SlowS3, limit: int) -> None:
        self._cloud = cloud
        self._vectors, self._texts = data.questions(MOST, 20)
        self._folder = Path(tempfile.mkdtemp(prefix="grail-bench-"))
        s3 = boto3.client("s3", config=Config(**CLIENT))
        dynamo = boto3.resource("dynamodb")
        registry, last_change = DynamoDocuments(dynamo, TABLE), DynamoMaintenance(dynamo, TABLE).last_change
        space = CacheSpace(TableFiles(s3, BUCKET), self._folder, limit, last_change=last_change)
        store = LancePassages(f"s3://{BUCKET}", MODEL, data.DIMENSIONS, space)
        ahead = DocumentsAhead(registry)
        self._retriever = Retriever(registry, Questions(self._vectors.tolist()), store, ahead=ahead)

    def round(self, owners: list[int]) -> dict[str, Any]:
        """One question of each owner."""
        self._cloud.taken()
        seconds = []
        for index, number in enumerate(owners):
            question = index % len(self._texts)
            began = time.perf_counter()
            result = self._retriever.search(f"owner-{number}", Query(f"{question} {self._texts[question]}", k=8))
            seconds.append(time.perf_counter() - began)
            assert result.passages
        counted = self._cloud.taken()
        dynamo = counted.pop("dynamo requests", 0)
        requests = sum(count for name, count in counted.items() if name.endswith("requests"))
        return {
            **spread(seconds),
            "s3": requests / len(owners),
            "dynamo": dynamo / len(owners),
            "disk": sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file()) / 1e6,
            "memory": _resident_mb(),
        }


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def line(name: str, figures: dict[str, Any]) -> str:
    return (
        f"| {name} | {figures['p50']:.0f} | {figures['p95']:.0f} | {figures['s3']:.1f} | {figures['dynamo']:.1f} "
        f"| {figures['disk']:.0f} | {figures['memory']:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owners", type=int, default=1000)
    parser.add_argument("--milliseconds", type=float, default=20.0, help="added to each request to S3")
    parser.add_argument("--dynamo", type=float, default=5.0, help="milliseconds added to each request to DynamoDB")
    parser.add_argument("--limit-mb", type=int, default=400, help="disk for copies (COPIES_BYTES)")
    parser.add_argument("--small-mb", type=int, default=50, help="disk for copies in the third and fourth round")
    options = parser.parse_args()
    with slow_s3(options.milliseconds, options.dynamo) as cloud:
        os.environ.update(cloud.environment)
        build(cloud, options.owners)
        order = random.Random(5).sample(range(options.owners), options.owners)
        print(f"before: {_resident_mb():.0f} MB")
        print(
            "| round | p50, ms | p95, ms | S3 requests | DynamoDB requests | disk, MB | memory, MB |\n"
            + "|---" * 7
            + "|"
        )
        ample = Function(cloud, options.limit_mb * 10**6)
        print(line("first query of each", ample.round(order)), flush=True)
        print(line("second", ample.round(order)), flush=True)
        del ample
        small = Function(cloud, options.small_mb * 10**6)
        print(line(f"first, {options.small_mb} MB of disk", small.round(order)), flush=True)
        print(line("the last ones again", small.round(order[-options.owners // 10 :])), flush=True)


if __name__ == "__main__":
    main()
