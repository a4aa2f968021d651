"""One run of LangChain: PyPDFLoader, RecursiveCharacterTextSplitter, its LanceDB store, each as it comes."""

# mypy: ignore-errors
# The peers are in an environment of their own, which mypy does not see.

import sys
import tempfile
import time

import lancedb
from langchain_community.document_loaders import PyPDFLoader
from langchain_community.vectorstores import LanceDB
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from measure.ingest.embedding import Calls
from measure.ingest.measuring import report


class StandIn(Embeddings):
    def __init__(self) -> None:
        self.counted = Calls()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.counted.embed(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.counted.embed([text])[0]


def main(paths: list[str]) -> None:
    embedder = StandIn()
    splitter = RecursiveCharacterTextSplitter()
    with tempfile.TemporaryDirectory() as folder:
        store = LanceDB(connection=lancedb.connect(folder), embedding=embedder, table_name="passages", mode="append")
        began = time.perf_counter()
        for path in paths:
            store.add_documents(splitter.split_documents(PyPDFLoader(path).load()))
        seconds = time.perf_counter() - began
        rows = lancedb.connect(folder).open_table("passages").count_rows()
    report(len(paths), rows, seconds, embedder.counted)


if __name__ == "__main__":
    main(sys.argv[2:])
