"""LangChain and LlamaIndex by their defaults: their splitters and the vector stores that they bring along."""

from collections.abc import Callable
from typing import Any

from measure.chunking.data import corpora
from measure.chunking.embedding import CachedEmbedder
from measure.chunking.splitters import extracted, langchain, llama_index

Place = tuple[str, int, int]
"""Document, and the first and last character + 1 of what was found in it."""

Find = Callable[[str, int], list[Place]]


def langchain_store(embedder: CachedEmbedder) -> Find:
    """RecursiveCharacterTextSplitter 4000/200 into InMemoryVectorStore."""
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore

    class Embedding(Embeddings):  # type: ignore[misc]
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(each) for each in vector] for vector in embedder.passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(each) for each in embedder.queries([text])[0]]

    store = InMemoryVectorStore(Embedding())
    split = langchain(4000, 200)
    for name, path in corpora().items():
        pieces = list(split(path))
        places = [{"place": (name, piece.start, piece.end)} for piece in pieces]
        store.add_texts([piece.embedding_text for piece in pieces], metadatas=places)

    def find(question: str, k: int) -> list[Place]:
        return [found.metadata["place"] for found in store.similarity_search(question, k=k)]

    return find


def llama_index_store(embedder: CachedEmbedder) -> Find:
    """SentenceSplitter 1024/200 into the store of VectorStoreIndex."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.schema import TextNode

    class Embedding(BaseEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(each) for each in embedder.queries([query])[0]]

        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(each) for each in embedder.passages([text])[0]]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(each) for each in vector] for vector in embedder.passages(texts)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    split = llama_index()
    nodes, places = [], {}
    for name, path in corpora().items():
        for piece in split(path):
            node = TextNode(text=extracted(path).text[piece.start : piece.end])
            places[node.node_id] = (name, piece.start, piece.end)
            nodes.append(node)
    index = VectorStoreIndex(nodes, embed_model=Embedding())

    def find(question: str, k: int) -> list[Place]:
        retrieved: Any = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [places[found.node.node_id] for found in retrieved]

    return find
