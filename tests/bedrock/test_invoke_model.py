"""`InvokeModel`: the families of Titan and Cohere, and the local embedder."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from botocore.exceptions import ClientError

from cloud.bedrock.catalogue import Options
from cloud.bedrock.server import BedrockServer
from tests.bedrock.conftest import Local, client, serve

E5 = "local.multilingual-e5-small"
TITAN = "amazon.titan-embed-text-v2:0"
COHERE3 = "cohere.embed-multilingual-v3"
COHERE4 = "cohere.embed-v4:0"


def invoke(bedrock: Any, model: str, **body: Any) -> dict[str, Any]:
    return dict(json.loads(bedrock.invoke_model(modelId=model, body=json.dumps(body))["body"].read()))


def vectors(bedrock: Any, model: str, texts: list[str], input_type: str = "search_document") -> Any:
    return np.array(invoke(bedrock, model, texts=texts, input_type=input_type)["embeddings"])


def test_the_local_embedder_finds_the_passage_in_either_language(bedrock: Any) -> None:
    passages = [
        "Cats sleep for most of the day.",
        "Hà Nội là thủ đô của Việt Nam.",
        "The dollar fell by 2 %.",
    ]
    for question, right in (("How long do cats sleep?", 0), ("What is the capital of Vietnam?", 1)):
        scores = vectors(bedrock, E5, passages) @ vectors(bedrock, E5, [question], "search_query")[0]
        assert scores.argmax() == right


def test_the_embedder_tells_queries_from_documents(bedrock: Any) -> None:
    document, query = (vectors(bedrock, E5, ["a cat"], kind)[0] for kind in ("search_document", "search_query"))
    assert document.shape == (384,)
    assert np.linalg.norm(document) == pytest.approx(1, abs=1e-3)
    assert 0.5 < document @ query < 0.999


def test_many_texts_come_back_in_their_order(bedrock: Any) -> None:
    texts = [f"number {i}" for i in range(20)]
    together = vectors(bedrock, E5, texts)
    assert np.allclose(together[17], vectors(bedrock, E5, [texts[17]])[0], atol=1e-2)
    assert (together @ together[17]).argmax() == 17


def test_a_text_that_is_no_utf8_or_holds_a_nul_is_embedded(bedrock: Any) -> None:
    assert vectors(bedrock, E5, ["before\0after", "half \ud83d emoji"]).shape == (2, 384)


def test_titan_answers_in_its_own_form(bedrock: Any) -> None:
    response = bedrock.invoke_model(modelId=TITAN, body=json.dumps({"inputText": "hello", "dimensions": 256}))
    body = json.loads(response["body"].read())
    assert len(body["embedding"]) == 256 == len(body["embeddingsByType"]["float"])
    assert response["contentType"] == "application/json"
    header = response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-bedrock-input-token-count"]
    assert int(header) == body["inputTextTokenCount"] > 0


def test_titan_has_1024_dimensions_unless_told(bedrock: Any) -> None:
    assert len(invoke(bedrock, TITAN, inputText="hello")["embedding"]) == 1024


def test_titan_binary_leaves_the_floats_out(bedrock: Any) -> None:
    body = invoke(bedrock, TITAN, inputText="hello", embeddingTypes=["binary"])
    assert "embedding" not in body
    assert set(body["embeddingsByType"]["binary"]) <= {0, 1}


def test_cohere_v3_answers_floats_or_by_type(bedrock: Any) -> None:
    plain = invoke(bedrock, COHERE3, texts=["a", "b"], input_type="search_document")
    assert plain["response_type"] == "embeddings_floats"
    assert [len(vector) for vector in plain["embeddings"]] == [1024, 1024]
    assert plain["texts"] == ["a", "b"]
    typed = invoke(bedrock, COHERE3, texts=["a"], input_type="search_query", embedding_types=["float", "int8"])
    assert typed["response_type"] == "embeddings_by_type"
    assert set(typed["embeddings"]) == {"float", "int8"}


@pytest.mark.parametrize(("dimensions", "size"), [(None, 1536), (256, 256), (1536, 1536)])
def test_cohere_v4_has_the_dimensions_asked_for(bedrock: Any, dimensions: int | None, size: int) -> None:
    more = {"output_dimension": dimensions} if dimensions else {}
    body = invoke(
        bedrock, COHERE4, texts=["a"], input_type="search_query", embedding_types=["float", "ubinary"], **more
    )
    assert len(body["embeddings"]["float"][0]) == size
    assert len(body["embeddings"]["ubinary"][0]) == size // 8


def test_stand_in_vectors_are_near_where_words_are_shared(bedrock: Any) -> None:
    found = vectors(bedrock, COHERE3, ["the red balloon rises", "a balloon is red", "tax law of Norway"])
    assert found[0] @ found[1] > 0.4 > found[0] @ found[2] + 0.2
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("model", "body", "words"),
    [
        (TITAN, {}, "required key [inputText] not found"),
        (TITAN, {"inputText": ""}, "expected minLength: 1, actual: 0"),
        (TITAN, {"inputText": "x" * 50_001}, "expected maxLength: 50000, actual: 50001"),
        (TITAN, {"inputText": "x" * 49_999}, "Too many input tokens. Max input tokens: 8192"),
        (TITAN, {"inputText": "x", "dimensions": 300}, "300 is not a valid enum value"),
        (TITAN, {"texts": ["x"], "inputText": "x"}, "extraneous key [texts] is not permitted"),
        (COHERE3, {"texts": ["x"]}, "required key [input_type] not found"),
        (COHERE3, {"texts": [], "input_type": "search_query"}, "expected minimum item count: 1"),
        (COHERE3, {"texts": ["x"] * 97, "input_type": "search_query"}, "maximum item count: 96, found: 97"),
        (
            COHERE3,
            {"texts": ["x" * 2049], "input_type": "search_query"},
            "#/texts/0: expected maxLength: 2048",
        ),
        (COHERE3, {"texts": [7], "input_type": "search_query"}, "expected type: String, found: Integer"),
        (COHERE3, {"texts": ["x"], "input_type": "poem"}, "poem is not a valid enum value"),
        (
            COHERE4,
            {"texts": ["x"], "input_type": "search_query", "output_dimension": 7},
            "not a valid enum value",
        ),
        (E5, {"texts": "x", "input_type": "search_query"}, "expected type: JSONArray, found: String"),
        ("amazon.titan-embed-text-v9:0", {"inputText": "x"}, "The provided model identifier is invalid."),
    ],
)
def test_a_wrong_request_is_refused_in_bedrocks_words(
    bedrock: Any, model: str, body: dict[str, Any], words: str
) -> None:
    with pytest.raises(bedrock.exceptions.ValidationException) as refused:
        invoke(bedrock, model, **body)
    assert words in refused.value.response["Error"]["Message"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_an_arn_names_its_model(bedrock: Any) -> None:
    arn = f"arn:aws:bedrock:us-east-1::foundation-model/{TITAN}"
    assert len(invoke(bedrock, arn, inputText="hello")["embedding"]) == 1024


def test_amazon_ids_are_unknown_without_stand_ins() -> None:
    with serve(BedrockServer(Options()).app()) as address:
        for model in (TITAN, COHERE3, COHERE4):
            with pytest.raises(ClientError) as refused:
                invoke(client(address), model, inputText="x")
            assert refused.value.response["Error"]["Code"] == "ValidationException"


def test_texts_are_counted(bedrock: Any, local: Local) -> None:
    invoke(bedrock, E5, texts=["a", "b", "c"], input_type="search_document")
    assert local.stats()["texts_embedded"] == {E5: 3}
    assert local.stats()["calls"] == {"InvokeModel": {E5: 1}}
