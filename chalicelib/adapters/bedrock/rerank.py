"""Reranking by `Rerank` of bedrock-agent-runtime."""

from collections.abc import Sequence
from typing import Any

from chalicelib.adapters.bedrock.embeddings import bedrock_errors
from chalicelib.errors import ModelError

MAX_CHARACTERS = 32_000  # Of a query or a text (API reference of Bedrock, RerankTextDocument).


class BedrockReranker:
    """`client` is boto3's for bedrock-agent-runtime; `model` a foundation model of its region."""

    def __init__(self, client: Any, model: str) -> None:
        self._client = client
        self._arn = f"arn:{client.meta.partition}:bedrock:{client.meta.region_name}::foundation-model/{model}"

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """The relevance of each text, 0 to 1, in their order; at most 1,000 texts."""
        scores: dict[int, float] = {}
        with bedrock_errors():
            for page in self._client.get_paginator("rerank").paginate(
                queries=[_query(query)],
                sources=[_source(text) for text in texts],
                rerankingConfiguration={
                    "type": "BEDROCK_RERANKING_MODEL",
                    "bedrockRerankingConfiguration": {
                        "modelConfiguration": {"modelArn": self._arn},
                        "numberOfResults": len(texts),
                    },
                },
            ):
                scores |= {result["index"]: result["relevanceScore"] for result in page["results"]}
        if set(scores) != set(range(len(texts))):
            raise ModelError("The reranking model answered short.")
        return [scores[index] for index in range(len(texts))]


def _query(text: str) -> dict[str, Any]:
    return {"type": "TEXT", "textQuery": {"text": text[:MAX_CHARACTERS]}}


def _source(text: str) -> dict[str, Any]:
    document = {"text": text[:MAX_CHARACTERS] or " "}
    return {"type": "INLINE", "inlineDocumentSource": {"type": "TEXT", "textDocument": document}}
