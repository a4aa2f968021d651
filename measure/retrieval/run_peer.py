"""A peer's own search over texts and PDFs: `run_peer langchain|llama-index K` in the peers' environment.

Reads `{"folder": …, "questions": […]}` as JSON, where the folder has the documents; prints for each way of searching
and each question the passages: file name, first character (null where it is not known) and text.
"""

# mypy: ignore-errors
# ruff: noqa: ANN001, ANN202
# The peers are in an environment of their own, which mypy does not see; their base classes give the types.

import json
import sys
from collections.abc import Callable
from pathlib import Path

from measure.chunking.embedding import CachedEmbedder


def langchain(paths: list[Path], k: int) -> dict[str, Callable]:
    """The tutorial's splitter of 1,000 characters; its vectors alone, and together with BM25, half and half."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embedder = CachedEmbedder()

    class Embedder(Embeddings):
        def embed_documents(self, texts):
            return embedder.passages(texts).tolist()

        def embed_query(self, text):
            return embedder.embed_query(text)

    def load(path):
        if path.suffix == ".pdf":
            return PyPDFLoader(str(path)).load()
        return [Document(path.read_bytes().decode(), metadata={"source": str(path)})]

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    pieces = splitter.split_documents([document for path in paths for document in load(path)])
    store = InMemoryVectorStore(Embedder())
    store.add_documents(pieces)
    by_words = BM25Retriever.from_documents(pieces, k=k)
    both = EnsembleRetriever(
        retrievers=[by_words, store.as_retriever(search_kwargs={"k": k})], weights=[0.5, 0.5], id_key=None
    )

    def shown(documents):
        for document in documents[:k]:
            path = Path(document.metadata["source"])
            start = None if path.suffix == ".pdf" else document.metadata["start_index"]
            yield path.name, start, document.page_content

    return {
        "LangChain 1000/200, vectors": lambda question: shown(store.similarity_search(question, k=k)),
        "LangChain 1000/200, ensemble": lambda question: shown(both.invoke(question)),
    }


def llama_index(paths: list[Path], k: int) -> dict[str, Callable]:
    """Its default splitter; its vectors alone, and fused with BM25 by reciprocal ranks."""
    from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import Document
    from llama_index.retrievers.bm25 import BM25Retriever

    embedder = CachedEmbedder()

    class Embedder(BaseEmbedding):
        def _get_text_embedding(self, text):
            return embedder.passages([text])[0].tolist()

        def _get_query_embedding(self, query):
            return embedder.embed_query(query)

        async def _aget_query_embedding(self, query):
            return embedder.embed_query(query)

    def load(path):
        if path.suffix == ".pdf":
            return SimpleDirectoryReader(input_files=[path]).load_data()
        return [Document(text=path.read_bytes().decode(), metadata={"file_name": path.name})]

    nodes = SentenceSplitter().get_nodes_from_documents([document for path in paths for document in load(path)])
    vectors = VectorStoreIndex(nodes, embed_model=Embedder()).as_retriever(similarity_top_k=k)
    by_words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(k, len(nodes)))
    fusion = QueryFusionRetriever(
        [vectors, by_words], llm=MockLLM(), similarity_top_k=k, num_queries=1, mode="reciprocal_rerank", use_async=False
    )

    def shown(found):
        for item in found:
            name = item.node.metadata["file_name"]
            yield name, None if name.endswith(".pdf") else item.node.start_char_idx, item.node.text

    return {
        "LlamaIndex 1024/200, vectors": lambda question: shown(vectors.retrieve(question)),
        "LlamaIndex 1024/200, fusion": lambda question: shown(fusion.retrieve(question)),
    }


def main(system: str, k: int) -> None:
    asked = json.load(sys.stdin)
    output, sys.stdout = sys.stdout, sys.stderr  # Libraries print; the last line of the output is the answer.
    paths = sorted(Path(asked["folder"]).iterdir())
    searches = SYSTEMS[system](paths, k)
    answers = {name: [list(search(question)) for question in asked["questions"]] for name, search in searches.items()}
    print(json.dumps(answers), file=output)


SYSTEMS = {"langchain": langchain, "llama-index": llama_index}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
