"""A peer's LanceDB store, as it comes: `run_peer langchain|llama-index build FOLDER PASSAGES`, or
`… ask BUCKET PASSAGES COUNT`.
"""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import lancedb

from measure.speed.peer_data import questions, read
from measure.speed.watching import CountedS3, spread

TABLE = "passages"
K = 10


class LangChain:
    def __init__(self) -> None:
        from langchain_community.vectorstores import LanceDB
        from langchain_core.embeddings import Embeddings

        class MadeVectors(Embeddings):
            """Returns vectors that were made before, in order."""

            def __init__(self, vectors: Any = None) -> None:
                self.vectors = vectors

            def embed_documents(self, _: list[str]) -> Any:
                return self.vectors.tolist()

            def embed_query(self, text: str) -> list[float]:
                raise NotImplementedError

        self.store, self.embedder = LanceDB, MadeVectors

    def build(self, folder: str, passages: int) -> None:
        for vectors, texts, ids in read(passages):
            connection = lancedb.connect(folder)
            store = self.store(connection=connection, embedding=self.embedder(vectors), table_name=TABLE, mode="append")
            store.add_texts(texts, [{"document_id": "document"} for _ in texts], ids)

    def open(self, uri: str) -> Callable[[list[float]], int]:
        store = self.store(connection=lancedb.connect(uri), embedding=self.embedder(), table_name=TABLE)
        return lambda vector: len(store.similarity_search_by_vector(vector, k=K))


class LlamaIndex:
    def __init__(self) -> None:
        from llama_index.core.schema import TextNode
        from llama_index.core.vector_stores.types import VectorStoreQuery
        from llama_index.vector_stores.lancedb import LanceDBVectorStore

        self.store, self.node, self.query = LanceDBVectorStore, TextNode, VectorStoreQuery

    def build(self, folder: str, passages: int) -> None:
        store = self.store(uri=folder, table_name=TABLE, mode="create")
        for vectors, texts, ids in read(passages):
            rows = zip(ids, texts, vectors.tolist(), strict=True)
            store.add([self.node(id_=name, text=text, embedding=vector) for name, text, vector in rows])

    def open(self, uri: str) -> Callable[[list[float]], int]:
        store = self.store(uri=uri, table_name=TABLE, mode="append")
        return lambda vector: len(store.query(self.query(query_embedding=vector, similarity_top_k=K)).ids)


def ask(system: LangChain | LlamaIndex, uri: str, passages: int, count: int) -> None:
    counted = CountedS3(os.environ["AWS_ENDPOINT_URL"])
    vectors = questions(passages).tolist()
    counted.taken()
    began = time.perf_counter()
    search = system.open(uri)
    seconds = []
    cold = {}
    for number in range(count):
        assert search(vectors[number]) == K
        seconds.append(time.perf_counter() - began)
        cold = cold if number else counted.taken()
        began = time.perf_counter()
    warm = {name: value / (count - 1) for name, value in counted.taken().items()}
    print(json.dumps({"first_s": seconds[0], "cold": cold, "warm_ms": spread(seconds[1:]), "warm": warm}))


def main(name: str, command: str, where: str, passages: str, count: str = "0") -> None:
    system = {"langchain": LangChain, "llama-index": LlamaIndex}[name]()
    if command == "build":
        system.build(where, int(passages))
    else:
        ask(system, f"s3://{where}/{name}-{passages}", int(passages), int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
