"""`python -m measure.speed.churn`: 2,000 documents, each a commit, tidied as upkeep does, beside a table built at once.

Upkeep comes by after every 20 commits and once more when versions are old enough to be dropped; here that wait is left
out. Compared are what lies on S3 and what a first and a later search ask of it.
"""

import argparse
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.adapters.lance.downloads import CLIENT, TableFiles
from chalicelib.adapters.lance.store import CacheSpace, LancePassages
from chalicelib.models import PassageBatch
from chalicelib.rag.documents.lifecycle import MAINTENANCE_COMMITS
from measure.speed import data
from measure.speed.cloud import BUCKET, SlowS3, slow_s3

PASSAGES = 5  # Of a document.
MODEL = "bench.made"


def store_on(bucket: str) -> LancePassages:
    s3 = boto3.client("s3", config=Config(**CLIENT))
    space = CacheSpace(TableFiles(s3, bucket), Path(tempfile.mkdtemp(prefix="grail-bench-")), 400 * 1024 * 1024)
    return LancePassages(f"s3://{bucket}", MODEL, data.DIMENSIONS, space)


def documents(count: int) -> list[PassageBatch]:
    return [
        data.part_of(batch, first, PASSAGES)
        for batch in data.batches(count * PASSAGES)
        for first in range(0, len(batch.chunks), PASSAGES)
    ]


def measured(cloud: SlowS3, owner: str, passages: int) -> dict[str, Any]:
    keys: list[str] = []
    for page in cloud.client().get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{owner}/"):
        keys += [entry["Key"] for entry in page.get("Contents", [])]
    vectors, texts = data.questions(passages, 2)
    store = store_on(BUCKET)
    asked = []
    for number in range(2):
        cloud.taken()
        with store.snapshot(owner) as view:
            view.search_vector(vectors[number].tolist(), 40, None)
            view.search_text(texts[number], 40, None)
        asked.append(sum(count for name, count in cloud.taken().items() if name.endswith("requests")))
    return {
        "files": len(keys),
        "versions": len([key for key in keys if key.endswith(".manifest")]),
        "first query": asked[0],
        "next query": asked[1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    options = parser.parse_args()
    made = documents(options.documents)
    with slow_s3(0) as cloud:
        os.environ.update(cloud.environment)
        store = store_on(BUCKET)
        for number, batch in enumerate(made, start=1):
            store.add("one-by-one", f"document-{number}", 1, [batch])
            if number % MAINTENANCE_COMMITS == 0:
                list(store.maintain("one-by-one", timedelta(minutes=10)))
        list(store.maintain("one-by-one", timedelta(0), settle=True))
        list(store.maintain("one-by-one", timedelta(0), settle=True))
        store.add("at-once", "document", 1, made)
        list(store.maintain("at-once", timedelta(minutes=10)))
        list(store.maintain("at-once", timedelta(0)))
        passages = options.documents * PASSAGES
        found = {owner: measured(cloud, owner, passages) for owner in ("one-by-one", "at-once")}
    print("| | files | versions | requests of a first query | of the next |\n" + "|---" * 5 + "|")
    for owner, counts in found.items():
        print(f"| {owner.replace('-', ' ')} | " + " | ".join(str(count) for count in counts.values()) + " |")


if __name__ == "__main__":
    main()
