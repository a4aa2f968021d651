"""LangChain's LanceDB store, as it comes: `run_langchain build FOLDER PASSAGES` or `ask BUCKET PASSAGES COUNT`."""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import json
import os
import sys
import time
from typing import Any

import lancedb
from langchain_community.vectorstores import LanceDB
from langchain_core.embeddings import Embeddings

from measure.speed.peer_data import questions, read
from measure.speed.watching import CountedS3, spread

TABLE = "passages"


class Known(Embeddings):
    """Gives the vectors that were made before, in order."""

    def __init__(self, vectors: Any) -> None:
        self.vectors = vectors

    def embed_documents(self, _: list[str]) -> Any:
        return self.vectors.tolist()

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError


def build(folder: str, passages: int) -> None:
    for vectors, texts, ids in read(passages):
        store = LanceDB(connection=lancedb.connect(folder), embedding=Known(vectors), table_name=TABLE, mode="append")
        store.add_texts(texts, [{"document_id": "document"} for _ in texts], ids)


def ask(bucket: str, passages: int, count: int) -> None:
    counted = CountedS3(os.environ["AWS_ENDPOINT_URL"])
    vectors = questions(passages)
    began = time.perf_counter()
    store = LanceDB(
        connection=lancedb.connect(f"s3://{bucket}/langchain-{passages}"), embedding=Known(vectors), table_name=TABLE
    )
    seconds = []
    cold = {}
    counted.taken()
    for number in range(count):
        assert len(store.similarity_search_by_vector(vectors[number].tolist(), k=10)) == 10
        seconds.append(time.perf_counter() - began)
        cold = cold if number else counted.taken()
        began = time.perf_counter()
    warm = {name: value / (count - 1) for name, value in counted.taken().items()}
    print(json.dumps({"first_s": seconds[0], "cold": cold, "warm_ms": spread(seconds[1:]), "warm": warm}))


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(sys.argv[2], int(sys.argv[3]))
    else:
        ask(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
