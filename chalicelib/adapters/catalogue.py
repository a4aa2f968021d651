"""What is known of each model: data in catalogue.json, not branches in code."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from chalicelib.models import ModelInfo

EmbeddingFamily = Literal["titan", "cohere", "cohere-v4"]


@dataclass(frozen=True)
class EmbeddingModel:
    """`family` is the shape of the request; `batch_size` how many texts one call takes, `max_tokens` how long each."""

    id: str
    family: EmbeddingFamily
    label: str
    dimensions: int
    batch_size: int
    max_characters: int
    max_tokens: int
    input_usd_per_million: float


@dataclass(frozen=True)
class ChatModelEntry:
    """`max_tokens` bounds an answer; `cache_points` says that the family caches marked prompts, and `citations` that it
    takes search results and cites them by itself. Without prices for cached tokens they cost what others do.
    """

    id: str
    label: str
    context_tokens: int
    max_tokens: int
    input_usd_per_million: float
    output_usd_per_million: float
    cache_read_usd_per_million: float | None = None
    cache_write_usd_per_million: float | None = None
    cache_points: bool = False
    citations: bool = False


@dataclass(frozen=True)
class RerankModel:
    """Billed by the query, of up to `texts_per_query` texts."""

    id: str
    label: str
    usd_per_thousand_queries: float
    texts_per_query: int = 100


class UnknownModelError(Exception):
    """The settings name a model that catalogue.json does not have."""


@dataclass(frozen=True)
class Catalogue:
    embedding: dict[str, EmbeddingModel]
    chat: dict[str, ChatModelEntry]
    rerank: dict[str, RerankModel]

    def embedding_model(self, model: str) -> EmbeddingModel:
        if model not in self.embedding:
            raise UnknownModelError(f"{model} is not an embedding model of the catalogue (catalogue.json).")
        return self.embedding[model]

    def chat_model(self, model: str) -> ChatModelEntry:
        if model not in self.chat:
            raise UnknownModelError(f"{model} is not a chat model of the catalogue (catalogue.json).")
        return self.chat[model]

    def rerank_model(self, model: str) -> RerankModel:
        if model not in self.rerank:
            raise UnknownModelError(f"{model} is not a reranking model of the catalogue (catalogue.json).")
        return self.rerank[model]

    def rerank_price(self, model: str, texts: int) -> float:
        """US dollars of having so many texts reranked."""
        entry = self.rerank_model(model)
        return -(-texts // entry.texts_per_query) * entry.usd_per_thousand_queries / 1_000

    def chat_info(self, model: str) -> ModelInfo:
        return ModelInfo(id=model, label=self.chat_model(model).label)

    def price(
        self,
        model: str,
        *,
        input_tokens: int = 0,
        output_tokens: int = 0,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
    ) -> float:
        """US dollars of a call. `input_tokens` are those that neither came from the cache nor went to it."""
        if model in self.embedding:
            return input_tokens * self.embedding[model].input_usd_per_million / 1_000_000
        entry = self.chat_model(model)
        fresh = entry.input_usd_per_million
        read = fresh if entry.cache_read_usd_per_million is None else entry.cache_read_usd_per_million
        write = fresh if entry.cache_write_usd_per_million is None else entry.cache_write_usd_per_million
        dollars = input_tokens * fresh + output_tokens * entry.output_usd_per_million
        return (dollars + cache_read_tokens * read + cache_write_tokens * write) / 1_000_000


@cache
def catalogue() -> Catalogue:
    entries = json.loads(Path(__file__).with_name("catalogue.json").read_text())
    kinds: dict[str, dict[str, dict[str, object]]] = {"embedding": {}, "chat": {}, "rerank": {}}
    for model, entry in entries.items():
        kind = entry.pop("kind")
        kinds[kind][model] = {"id": model, **entry}
    return Catalogue(
        embedding={model: EmbeddingModel(**entry) for model, entry in kinds["embedding"].items()},  # type: ignore[arg-type]
        chat={model: ChatModelEntry(**entry) for model, entry in kinds["chat"].items()},  # type: ignore[arg-type]
        rerank={model: RerankModel(**entry) for model, entry in kinds["rerank"].items()},  # type: ignore[arg-type]
    )
