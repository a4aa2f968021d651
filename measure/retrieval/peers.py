"""LangChain and LlamaIndex by their defaults: their splitters and the vector stores that they bring along."""

from collections.abc import Callable
from typing import Any

from measure.chunking.data import corpora
from measure.chunking.embedding import CachedEmbedder
from measure.chunking.splitters import extracted, langchain, llama_index

Extract = tuple[str, int, int]
"""Document, and the first character and last character + 1 of a part of it."""

Search = Callable[[str, int], list[Extract]]


def langchain_store(embedder: CachedEmbedder) -> Search:
    """RecursiveCharacterTextSplitter 4000/200 into InMemoryVectorStore."""
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore

    class Embedding(Embeddings):  # type: ignore[misc]
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return list(embedder.passages(texts).tolist())

        def embed_query(self, text: str) -> list[float]:
            return embedder.embed_query(text)

    store = InMemoryVectorStore(Embedding())
    split = langchain(4000, 200)
    for name, path in corpora().items():
        pieces = list(split(path))
        extracts = [{"extract": (name, piece.start, piece.end)} for piece in pieces]
        store.add_texts([piece.embedding_text for piece in pieces], metadatas=extracts)

    def search(question: str, k: int) -> list[Extract]:
        return [hit.metadata["extract"] for hit in store.similarity_search(question, k=k)]

    return search


def llama_index_store(embedder: CachedEmbedder) -> Search:
    """SentenceSplitter 1024/200 into the store of VectorStoreIndex."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.schema import TextNode

    class Embedding(BaseEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_query(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return list(embedder.passages(texts).tolist())

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    split = llama_index()
    nodes, extracts = [], {}
    for name, path in corpora().items():
        for piece in split(path):
            node = TextNode(text=extracted(path).text[piece.start : piece.end])
            extracts[node.node_id] = (name, piece.start, piece.end)
            nodes.append(node)
    index = VectorStoreIndex(nodes, embed_model=Embedding())

    def search(question: str, k: int) -> list[Extract]:
        hits: Any = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [extracts[hit.node.node_id] for hit in hits]

    return search
