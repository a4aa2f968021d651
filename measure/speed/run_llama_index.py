"""LlamaIndex's LanceDB store, as it comes: `run_llama_index build FOLDER PASSAGES` or `ask BUCKET PASSAGES COUNT`."""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import json
import os
import sys
import time

from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery
from llama_index.vector_stores.lancedb import LanceDBVectorStore

from measure.speed.peer_data import questions, read
from measure.speed.watching import CountedS3, spread

TABLE = "passages"


def build(folder: str, passages: int) -> None:
    store = LanceDBVectorStore(uri=folder, table_name=TABLE, mode="create")
    for vectors, texts, ids in read(passages):
        rows = zip(ids, texts, vectors.tolist(), strict=True)
        store.add([TextNode(id_=name, text=text, embedding=vector) for name, text, vector in rows])


def ask(bucket: str, passages: int, count: int) -> None:
    counted = CountedS3(os.environ["AWS_ENDPOINT_URL"])
    vectors = questions(passages).tolist()
    began = time.perf_counter()
    store = LanceDBVectorStore(uri=f"s3://{bucket}/llama-index-{passages}", table_name=TABLE, mode="append")
    seconds = []
    cold = {}
    counted.taken()
    for number in range(count):
        found = store.query(VectorStoreQuery(query_embedding=vectors[number], similarity_top_k=10))
        assert len(found.ids) == 10
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
