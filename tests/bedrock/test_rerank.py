"""`Rerank` of `bedrock-agent-runtime`."""

from __future__ import annotations

from typing import Any

import pytest

TEXTS = ["The tower is painted every seven years.", "Rain is likely.", "Eiffel built the tower in 1889."]
ARN = "arn:aws:bedrock:us-east-1::foundation-model/"


def rerank(agent: Any, query: str, texts: list[str], model: str = "local.word-overlap-rerank", **more: Any) -> Any:
    return agent.rerank(
        queries=[{"type": "TEXT", "textQuery": {"text": query}}],
        sources=[
            {"type": "INLINE", "inlineDocumentSource": {"type": "TEXT", "textDocument": {"text": text}}}
            for text in texts
        ],
        rerankingConfiguration={
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": {"modelConfiguration": {"modelArn": model}, **more},
        },
    )["results"]


@pytest.mark.parametrize("model", ["local.word-overlap-rerank", f"{ARN}cohere.rerank-v3-5:0"])
def test_the_best_source_comes_first(agent: Any, model: str) -> None:
    results = rerank(agent, "Who built the tower?", TEXTS, model)
    assert [result["index"] for result in results] == [2, 0, 1]
    scores = [result["relevanceScore"] for result in results]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


def test_so_many_results_as_asked(agent: Any) -> None:
    assert len(rerank(agent, "tower", TEXTS, numberOfResults=1)) == 1


def test_an_unknown_model_is_not_found(agent: Any) -> None:
    with pytest.raises(agent.exceptions.ResourceNotFoundException):
        rerank(agent, "tower", TEXTS, f"{ARN}cohere.rerank-v9")


def test_more_than_a_thousand_sources_are_refused(agent: Any) -> None:
    with pytest.raises(agent.exceptions.ValidationException, match="between 1 and 1000"):
        rerank(agent, "tower", ["x"] * 1001)
