"""The request families of `InvokeModel`: Titan text embeddings v2, Cohere embed v3 and v4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import numpy as np

from cloud.bedrock.embedders import E5_DIMENSIONS, Embedder, Purpose, Vectors
from cloud.bedrock.wire.errors import invalid, malformed

type Family = Literal["titan-v2", "cohere-v3", "cohere-v4"]

TITAN_DIMENSIONS = (256, 512, 1024)
TITAN_MAX_CHARACTERS = 50_000
TITAN_MAX_TOKENS = 8_192
COHERE_MAX_TEXTS = 96
COHERE_V3_MAX_CHARACTERS = 2_048
COHERE_V4_DIMENSIONS = (256, 512, 1024, 1536)
INPUT_TYPES = ("search_document", "search_query", "classification", "clustering")
EMBEDDING_TYPES = ("float", "int8", "uint8", "binary", "ubinary")
TRUNCATE = {
    "cohere-v3": ("NONE", "START", "END"),
    "cohere-v4": ("NONE", "LEFT", "RIGHT"),
}


@dataclass(frozen=True)
class EmbeddingModel:
    """A model id's embedder and the family it speaks. `max_characters` bounds each text; the price is in US dollars."""

    family: Family
    embedder: Embedder
    dimensions: int
    max_characters: int
    usd_per_million: float = 0.0


@dataclass(frozen=True)
class Embedded:
    """The body of the response, and what the headers and the counters need."""

    body: dict[str, Any]
    texts: int
    input_tokens: int


async def invoke(model: EmbeddingModel, body: Any) -> Embedded:
    """Answers one `InvokeModel` call. Raises `ServiceError` for a body that the family does not allow."""
    if not isinstance(body, dict):
        raise malformed("expected type: JSONObject")
    return await (_titan(model, body) if model.family == "titan-v2" else _cohere(model, body))


async def _titan(model: EmbeddingModel, body: dict[str, Any]) -> Embedded:
    _only(body, {"inputText", "dimensions", "normalize", "embeddingTypes"})
    text, dimensions = (
        _required(body, "inputText"),
        body.get("dimensions", model.dimensions),
    )
    _check_length(text, "#/inputText", model.max_characters)
    _one_of(dimensions, TITAN_DIMENSIONS, "#/dimensions")
    tokens = model.embedder.tokens(text)
    if tokens > TITAN_MAX_TOKENS:
        raise invalid(
            f"400 Bad Request: Too many input tokens. Max input tokens: {TITAN_MAX_TOKENS}, "
            f"request input token count: {tokens} "
        )
    vectors = await model.embedder.embed([text], "document", dimensions)
    floats = vectors[0].tolist()
    kinds = _kinds(body.get("embeddingTypes"), ("float", "binary"), "#/embeddingTypes")
    by_type = {kind: (floats if kind == "float" else _bits(vectors)[0]) for kind in kinds or ["float"]}
    answer: dict[str, Any] = {
        "embeddingsByType": by_type,
        "inputTextTokenCount": tokens,
    }
    if "float" in by_type:
        answer = {"embedding": floats, **answer}
    return Embedded(answer, 1, tokens)


async def _cohere(model: EmbeddingModel, body: dict[str, Any]) -> Embedded:
    allowed = {"texts", "input_type", "truncate", "embedding_types"}
    allowed |= {"output_dimension", "max_tokens"} if model.family == "cohere-v4" else set()
    _only(body, allowed)
    texts = _cohere_texts(body, model.max_characters)
    input_type = _one_of(_required(body, "input_type"), INPUT_TYPES, "#/input_type")
    _one_of(body.get("truncate", "NONE"), TRUNCATE[model.family], "#/truncate")
    dimensions = body.get("output_dimension", model.dimensions)
    if model.family == "cohere-v4":
        _one_of(dimensions, COHERE_V4_DIMENSIONS, "#/output_dimension")
    kinds = _kinds(body.get("embedding_types"), EMBEDDING_TYPES, "#/embedding_types")
    purpose: Purpose = "query" if input_type == "search_query" else "document"
    vectors = await model.embedder.embed(texts, purpose, dimensions)
    tokens = sum(model.embedder.tokens(text) for text in texts)
    answer: dict[str, Any] = {"id": str(uuid4()), "texts": texts}
    if kinds:
        by_type = {kind: _AS_TYPE[kind](vectors) for kind in kinds}
        answer |= {"embeddings": by_type, "response_type": "embeddings_by_type"}
    else:
        answer |= {"embeddings": vectors.tolist(), "response_type": "embeddings_floats"}
    return Embedded(answer, len(texts), tokens)


def _cohere_texts(body: dict[str, Any], max_characters: int) -> list[str]:
    texts = _required(body, "texts")
    if not isinstance(texts, list):
        raise malformed(f"#/texts: expected type: JSONArray, found: {_kind(texts)}")
    if not texts:
        raise malformed("#/texts: expected minimum item count: 1, found: 0")
    if len(texts) > COHERE_MAX_TEXTS:
        raise malformed(f"#/texts: expected maximum item count: {COHERE_MAX_TEXTS}, found: {len(texts)}")
    for i, text in enumerate(texts):
        _check_length(text, f"#/texts/{i}", max_characters)
    return texts


def _check_length(text: Any, where: str, max_characters: int) -> None:
    if not isinstance(text, str):
        raise malformed(f"{where}: expected type: String, found: {_kind(text)}")
    if not text:
        raise malformed(f"{where}: expected minLength: 1, actual: 0")
    if len(text) > max_characters:
        raise malformed(f"{where}: expected maxLength: {max_characters}, actual: {len(text)}")


def _only(body: dict[str, Any], allowed: set[str]) -> None:
    extra = sorted(set(body) - allowed)
    if extra:
        raise malformed(f"#: extraneous key [{extra[0]}] is not permitted")


def _required(body: dict[str, Any], key: str) -> Any:
    if key not in body:
        raise malformed(f"#: required key [{key}] not found")
    return body[key]


def _one_of[T](value: T, allowed: tuple[T, ...], where: str) -> T:
    if value not in allowed:
        raise malformed(f"{where}: {value} is not a valid enum value")
    return value


def _kinds(value: Any, allowed: tuple[str, ...], where: str) -> list[str]:
    kinds = value or []
    if not isinstance(kinds, list):
        raise malformed(f"{where}: expected type: JSONArray, found: {_kind(kinds)}")
    return [_one_of(kind, allowed, f"{where}/{i}") for i, kind in enumerate(kinds)]


def _kind(value: object) -> str:
    names = {
        bool: "Boolean",
        int: "Integer",
        float: "BigDecimal",
        dict: "JSONObject",
        list: "JSONArray",
        str: "String",
    }
    return names.get(type(value), "Null")


def _bits(vectors: Vectors) -> Any:
    """Titan's binary form: one 0 or 1 a dimension."""
    return (vectors > 0).astype(int).tolist()


_AS_TYPE: dict[str, Callable[[Vectors], Any]] = {
    "float": lambda v: v.tolist(),
    "int8": lambda v: np.clip(np.rint(v * 127), -128, 127).astype(int).tolist(),
    "uint8": lambda v: np.clip(np.rint(v * 127) + 128, 0, 255).astype(int).tolist(),
    "ubinary": lambda v: np.packbits(v > 0, axis=1).astype(int).tolist(),
    "binary": lambda v: (np.packbits(v > 0, axis=1).astype(int) - 128).tolist(),
}

LOCAL_E5 = "local.multilingual-e5-small"


def local_models(e5: Embedder) -> dict[str, EmbeddingModel]:
    """The embedded model under its own id, in Cohere v3's words; long texts are windowed, not refused."""
    return {LOCAL_E5: EmbeddingModel("cohere-v3", e5, E5_DIMENSIONS, max_characters=TITAN_MAX_CHARACTERS)}


def stand_in_models(hashed: Embedder) -> dict[str, EmbeddingModel]:
    """Real ids for tests, with real sizes, limits and prices but hashed words inside."""
    v3 = EmbeddingModel("cohere-v3", hashed, 1024, COHERE_V3_MAX_CHARACTERS, 0.1)
    return {
        "amazon.titan-embed-text-v2:0": EmbeddingModel("titan-v2", hashed, 1024, TITAN_MAX_CHARACTERS, 0.02),
        "cohere.embed-multilingual-v3": v3,
        "cohere.embed-english-v3": v3,
        "cohere.embed-v4:0": EmbeddingModel("cohere-v4", hashed, 1536, 512_000, 0.12),
    }
