"""`Rerank` of `bedrock-agent-runtime`, by shared words: light enough for a laptop, honest about what it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from cloud.bedrock.quoting.words import stem, words
from cloud.bedrock.wire.errors import invalid

LOCAL_RERANK = "local.word-overlap-rerank"
STAND_INS = ("amazon.rerank-v1:0", "cohere.rerank-v3-5:0")
MAX_SOURCES = 1000
MAX_CHARACTERS = 32_000


def model_of(body: Any) -> str:
    """The model id of a request: the last part of its ARN. Raises `ServiceError` where there is none."""
    try:
        arn = body["rerankingConfiguration"]["bedrockRerankingConfiguration"]["modelConfiguration"]["modelArn"]
    except (KeyError, TypeError) as error:
        raise invalid("The reranking configuration must name a modelArn.") from error
    return str(arn).rsplit("/", 1)[-1]


def rerank(body: Any) -> dict[str, Any]:
    """The response: `index` and `relevanceScore` (0 to 1) of the best sources, best first."""
    query, texts = _query(body), _sources(body)
    count = body["rerankingConfiguration"]["bedrockRerankingConfiguration"].get("numberOfResults", len(texts))
    if not isinstance(count, int) or not 1 <= count <= MAX_SOURCES:
        raise invalid(f"The value for numberOfResults must be between 1 and {MAX_SOURCES}.")
    scores = relevance(query, texts)
    order = sorted(range(len(texts)), key=lambda i: (-scores[i], i))
    return {"results": [{"index": i, "relevanceScore": scores[i]} for i in order[:count]]}


def relevance(query: str, texts: Sequence[str]) -> list[float]:
    """For each text the share of the query's word weight that it covers, rare words weighing more; 0 to 1."""
    bags = [{stem(word) for word in words(text)} for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    query_words = {stem(word) for word in words(query)}
    weight = {word: math.log(1 + len(texts) / (1 + frequency[word])) for word in query_words}
    total = sum(weight.values()) or 1.0
    return [round(sum(weight[word] for word in query_words & bag) / total, 6) for bag in bags]


def _query(body: Any) -> str:
    queries = body.get("queries")
    if not isinstance(queries, list) or len(queries) != 1 or queries[0].get("type") != "TEXT":
        raise invalid("The request must have exactly one query of type TEXT.")
    return _checked(queries[0].get("textQuery", {}).get("text"), "queries")


def _sources(body: Any) -> list[str]:
    sources = body.get("sources")
    if not isinstance(sources, list) or not 1 <= len(sources) <= MAX_SOURCES:
        raise invalid(f"The number of sources must be between 1 and {MAX_SOURCES}.")
    return [_source_text(source) for source in sources]


def _source_text(source: Any) -> str:
    document = source.get("inlineDocumentSource") or {}
    if source.get("type") != "INLINE" or document.get("type") not in ("TEXT", "JSON"):
        raise invalid("A source must be INLINE and hold a document of type TEXT or JSON.")
    if document["type"] == "JSON":
        return _checked(str(document.get("jsonDocument")), "sources")
    return _checked(document.get("textDocument", {}).get("text"), "sources")


def _checked(text: Any, where: str) -> str:
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_CHARACTERS:
        raise invalid(f"A text in {where} must have between 1 and {MAX_CHARACTERS} characters.")
    return text
