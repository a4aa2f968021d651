"""One run of LlamaIndex: SimpleDirectoryReader, SentenceSplitter, its LanceDB store, each as it comes."""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import sys
import tempfile
import time
from typing import Any

import lancedb
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.vector_stores.lancedb import LanceDBVectorStore
from pydantic import PrivateAttr

from measure.ingest.embedding import Calls
from measure.ingest.measuring import report


class StandIn(BaseEmbedding):
    _counted: Calls = PrivateAttr(default_factory=Calls)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._counted.embed([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._counted.embed(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._counted.embed([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def main(paths: list[str]) -> None:
    embedder: Any = StandIn()
    with tempfile.TemporaryDirectory() as folder:
        store = LanceDBVectorStore(uri=folder, table_name="passages", mode="create")
        context = StorageContext.from_defaults(vector_store=store)
        index = VectorStoreIndex([], storage_context=context, embed_model=embedder)
        splitter = SentenceSplitter()
        began = time.perf_counter()
        for path in paths:
            documents = SimpleDirectoryReader(input_files=[path]).load_data()
            index.insert_nodes(splitter.get_nodes_from_documents(documents))
        seconds = time.perf_counter() - began
        rows = lancedb.connect(folder).open_table("passages").count_rows()
    report(len(paths), rows, seconds, embedder._counted)


if __name__ == "__main__":
    main(sys.argv[2:])
