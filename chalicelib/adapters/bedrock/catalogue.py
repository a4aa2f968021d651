"""Which models there are and what each takes and costs: data in catalogue.json, and what a stage describes beside it.

Entries stand under the plain model id. The scope of an inference profile is resolved apart, with its factor of the
price, so that a new scope or region needs no new entry.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.adapters.bedrock.catalogue_entries import (
    ChatModelEntry,
    EmbeddingModel,
    LongPrompt,
    RerankModel,
    chat_entry,
    check_priced,
    embedding_entry,
    rerank_entry,
)
from chalicelib.adapters.bedrock.model_ids import ModelId, parse_model_id
from chalicelib.errors import UnusableModelError
from chalicelib.models import ModelInfo

SOON = timedelta(days=183)  # Bedrock keeps a model at least half a year as Legacy before it ends.
DESCRIBE = 'describe it under "Models" in the stage file (docs/operations.md)'


@dataclass(frozen=True)
class ModelFacts:
    """What a check or a person wants to know about a chosen model. `lifecycle_note` is "" where there is nothing to
    say."""

    plain: str
    scope: str
    family: str
    lifecycle_note: str = ""


@dataclass(frozen=True)
class Catalogue:
    """`aliases` lead from an ARN, or a name of the stage's own, to the id that it stands for."""

    embedding: Mapping[str, EmbeddingModel]
    chat: Mapping[str, ChatModelEntry]
    rerank: Mapping[str, RerankModel]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def model_id(self, model: str) -> ModelId:
        """The parts of a chosen id; raises UnusableModelError for a profile whose model nobody names."""
        target_of = self.aliases.get(model)
        if target_of is not None:
            return replace(parse_model_id(target_of), called=model)
        parsed = parse_model_id(model)
        if parsed.plain.startswith("arn:"):
            raise UnusableModelError(
                f'{model} does not say which model it calls: add "{model}": {{"model": "…"}} under "Models" in the '
                "stage file."
            )
        return parsed

    def embedding_model(self, model: str) -> EmbeddingModel:
        return replace(self._entry(self.embedding, model, "an embedding model"), called=model)

    def chat_model(self, model: str) -> ChatModelEntry:
        """The entry of a model that can be called; raises UnusableModelError with the reason where it cannot."""
        entry = self._entry(self.chat, model, "a chat model")
        if entry.lifecycle == "retired":
            raise UnusableModelError(f"{model} has reached its end at Bedrock. Choose its successor.")
        called = self.model_id(model)
        if entry.profile_only and not called.scope and not called.is_arn:
            raise UnusableModelError(
                f"{model} is called by an inference profile only: choose one such as global.{entry.id}."
            )
        return entry

    def seeing_model(self, model: str) -> ChatModelEntry:
        """As `chat_model`; raises UnusableModelError for a model that sees no pictures, too."""
        entry = self.chat_model(model)
        if not entry.images:
            raise UnusableModelError(f"{model} does not see pictures: choose another model for OcrModel.")
        return entry

    def rerank_model(self, model: str) -> RerankModel:
        return self._entry(self.rerank, model, "a reranking model")

    def rerank_price(self, model: str, texts: int) -> float:
        """US dollars of having so many texts reranked."""
        entry = self.rerank_model(model)
        return -(-texts // entry.texts_per_query) * entry.usd_per_thousand_queries / 1_000

    def chat_info(self, model: str) -> ModelInfo:
        entry = self.chat_model(model)
        return ModelInfo(id=model, label=entry.label or entry.id)

    def facts(self, model: str) -> ModelFacts:
        """Of a chat, embedding or reranking model; raises UnusableModelError."""
        called = self.model_id(model)
        entry = self.chat.get(called.plain)
        if entry is not None:
            return ModelFacts(called.plain, called.scope, entry.family, lifecycle_note(entry, date.today()))
        if called.plain in self.embedding:
            return ModelFacts(called.plain, called.scope, self.embedding[called.plain].family)
        if called.plain in self.rerank:
            return ModelFacts(called.plain, called.scope, "rerank")
        raise UnusableModelError(f"{model} is no model of the catalogue: {DESCRIBE}.")

    def price(
        self,
        model: str,
        *,
        input_tokens: int = 0,
        output_tokens: int = 0,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
    ) -> float:
        """US dollars of one call. `input_tokens` are those that neither came from the cache nor went to it.

        Raises UnusableModelError where nobody knows the price.
        """
        called = self.model_id(model)
        if called.plain in self.embedding:
            return input_tokens * self.embedding[called.plain].input_usd_per_million / 1_000_000
        entry = self._entry(self.chat, model, "a chat model")
        rates = _rates(entry, input_tokens + cache_read_tokens + cache_write_tokens)
        fresh, written = rates.input_usd_per_million, rates.output_usd_per_million
        if fresh is None or written is None:
            raise UnusableModelError(f"{model}: price unknown. To set it, {DESCRIBE}.")
        read = fresh if rates.cache_read_usd_per_million is None else rates.cache_read_usd_per_million
        write = fresh if rates.cache_write_usd_per_million is None else rates.cache_write_usd_per_million
        dollars = input_tokens * fresh + output_tokens * written
        dollars += cache_read_tokens * read + cache_write_tokens * write
        factors = entry.scope_factors
        return dollars / 1_000_000 * factors.get(called.scope, factors.get("*", 1.0))

    def _entry[T](self, entries: Mapping[str, T], model: str, kind: str) -> T:
        plain = self.model_id(model).plain
        if plain not in entries:
            raise UnusableModelError(f"{model} is not {kind} of the catalogue: choose another, or {DESCRIBE}.")
        return entries[plain]


def _rates(entry: ChatModelEntry, prompt_tokens: int) -> ChatModelEntry | LongPrompt:
    long = entry.long_prompt
    return long if long is not None and prompt_tokens > long.over_tokens else entry


def lifecycle_note(entry: ChatModelEntry, today: date) -> str:
    """A sentence where the model's end is near or was announced."""
    name = entry.label or entry.id
    if entry.lifecycle == "retired":
        return f"{name} has reached its end at Bedrock."
    if entry.lifecycle == "legacy":
        return f"{name} is a legacy model: Bedrock refuses it to accounts that are new to it, and it will end."
    if entry.ends and date.fromisoformat(entry.ends) <= today + SOON:
        return f"{name} may end from {entry.ends} on: plan the change to its successor."
    return ""


def plain_model_id(model: str) -> str:
    """The model without the scope of its profile, for ids that are compared."""
    return parse_model_id(model).plain


def catalogue(described: Mapping[str, Any] | None = None) -> Catalogue:
    """All models, with those that a stage describes; raises UnusableModelError for what it describes wrongly."""
    own = _shipped()
    return _with(own, described) if described else own


@cache
def _shipped() -> Catalogue:
    content = json.loads(Path(__file__).with_name("catalogue.json").read_text())
    return Catalogue(
        embedding={model: embedding_entry(model, entry) for model, entry in content["embedding"].items()},
        chat={model: chat_entry(model, entry, content["families"]) for model, entry in content["chat"].items()},
        rerank={model: rerank_entry(model, entry) for model, entry in content["rerank"].items()},
    )


@cache
def _families() -> Mapping[str, Mapping[str, Any]]:
    content: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("catalogue.json").read_text())
    return content["families"]


def _with(base: Catalogue, described: Mapping[str, Any]) -> Catalogue:
    embedding, chat, rerank = dict(base.embedding), dict(base.chat), dict(base.rerank)
    aliases: dict[str, str] = {}
    for model, entry in described.items():
        if not isinstance(entry, dict) or not entry:
            raise UnusableModelError(f"{model}: a model is described by an object (docs/operations.md).")
        values = {name: value for name, value in entry.items() if name != "kind"}
        kind, plain = entry.get("kind", "chat"), plain_model_id(model)
        if "model" in values:
            aliases[model] = _aliased(base, model, values)
        elif kind == "chat":
            check_priced(model, values)
            chat[plain] = chat_entry(plain, values, _families())
        elif kind == "embedding":
            embedding[plain] = embedding_entry(plain, values)
        elif kind == "rerank":
            rerank[plain] = rerank_entry(plain, values)
        else:
            raise UnusableModelError(f"{model}: kind is chat, embedding or rerank.")
    return Catalogue(embedding, chat, rerank, aliases)


def _aliased(base: Catalogue, model: str, values: Mapping[str, Any]) -> str:
    target = values["model"]
    if len(values) > 1 or not isinstance(target, str):
        raise UnusableModelError(f'{model}: beside "model", which names the model that it calls, nothing can be set.')
    base.facts(target)
    return target
