"""One run of a peer, each part as it comes: `python -m measure.ingest.run_peer langchain|llama-index FILES…`.

LangChain: PyPDFLoader, RecursiveCharacterTextSplitter, its LanceDB store. LlamaIndex: SimpleDirectoryReader,
SentenceSplitter, its LanceDB store.
"""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import sys
import tempfile
import time
from collections.abc import Callable

import lancedb

from measure.ingest.embedding import Calls
from measure.ingest.measuring import report

TABLE = "passages"


def langchain(folder: str, calls: Calls) -> Callable[[str], None]:
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_community.vectorstores import LanceDB
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class FakeEmbedder(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return calls.embed(texts)

        def embed_query(self, text: str) -> list[float]:
            return calls.embed([text])[0]

    splitter = RecursiveCharacterTextSplitter()
    store = LanceDB(connection=lancedb.connect(folder), embedding=FakeEmbedder(), table_name=TABLE, mode="append")
    return lambda path: store.add_documents(splitter.split_documents(PyPDFLoader(path).load()))


def llama_index(folder: str, calls: Calls) -> Callable[[str], None]:
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.lancedb import LanceDBVectorStore

    class FakeEmbedder(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return calls.embed([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return calls.embed(texts)

        def _get_query_embedding(self, query: str) -> list[float]:
            return calls.embed([query])[0]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return calls.embed([query])[0]

    store = LanceDBVectorStore(uri=folder, table_name=TABLE, mode="create")
    context = StorageContext.from_defaults(vector_store=store)
    index = VectorStoreIndex([], storage_context=context, embed_model=FakeEmbedder())
    splitter = SentenceSplitter()

    def add(path: str) -> None:
        documents = SimpleDirectoryReader(input_files=[path]).load_data()
        index.insert_nodes(splitter.get_nodes_from_documents(documents))

    return add


def main(system: str, paths: list[str]) -> None:
    calls = Calls()
    with tempfile.TemporaryDirectory() as folder:
        add = {"langchain": langchain, "llama-index": llama_index}[system](folder, calls)
        began = time.perf_counter()
        for path in paths:
            add(path)
        seconds = time.perf_counter() - began
        rows = lancedb.connect(folder).open_table(TABLE).count_rows()
    report(len(paths), rows, seconds, calls)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
