"""What every embedder and chat model must do: the fakes of the tests, and Bedrock's adapters by the wire."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.adapters.bedrock.embeddings import BedrockEmbedder
from chalicelib.adapters.bedrock.rerank import BedrockReranker
from chalicelib.errors import GrailError, ModelAccessError, ModelBusyError, ModelError, ModelInterruptedError
from chalicelib.models import ModelEnd, TextPart, ToolCall, ToolResult, Turn
from chalicelib.rag.answers.prompts import SYSTEM
from chalicelib.rag.answers.roles import ChatModel
from chalicelib.rag.answers.tool_prompts import LOOK_UP
from chalicelib.rag.routes.tools import TOOLS
from cloud import PROJECT
from measure.running import free_ports
from tests.support.fakes import FakeChat, FakeEmbedder, FakeToolChat

EMBEDDERS = ["fake", "amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3", "cohere.embed-v4:0"]
QUESTION = """<source-0a1b2c3d n="1">
<title-0a1b2c3d>zoo.txt</title-0a1b2c3d>
The zoo of Lund keeps four red pandas. The oldest is called Mei.
</source-0a1b2c3d>

<question-0a1b2c3d>How many red pandas does the zoo of Lund keep?</question-0a1b2c3d>"""


@pytest.fixture(scope="module")
def bedrock() -> Iterator[str]:
    """The local Bedrock with its stand-ins for Amazon's and Cohere's models."""
    port = free_ports(1)[0]
    process = subprocess.Popen(
        [sys.executable, "-m", "cloud.bedrock", "--port", str(port), "--stand-ins"], cwd=PROJECT, env=dict(os.environ)
    )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(f"{url}/_local/health", trust_env=False)
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait()


def client_of(name: Any, url: str) -> Any:
    return boto3.client(
        name,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "max_attempts": 1}),
    )


@pytest.fixture
def client(bedrock: str) -> Iterator[object]:
    yield client_of("bedrock-runtime", bedrock)
    httpx.delete(f"{bedrock}/_local/faults", trust_env=False)


@pytest.fixture(params=EMBEDDERS)
def embedder(request: pytest.FixtureRequest) -> FakeEmbedder | BedrockEmbedder:
    if request.param == "fake":
        return FakeEmbedder()
    return BedrockEmbedder(request.getfixturevalue("client"), catalogue().embedding_model(request.param), None)


@pytest.fixture(params=["fake", "bedrock"])
def chat(request: pytest.FixtureRequest) -> ChatModel:
    if request.param == "fake":
        return FakeChat("The zoo of Lund keeps four red pandas. [1]")
    return BedrockChat(request.getfixturevalue("client"), catalogue())


def test_vectors_come_in_order_and_of_unit_length(embedder: FakeEmbedder | BedrockEmbedder) -> None:
    texts = [f"text number {number}" for number in range(embedder.batch_size)][:8]
    made = embedder.embed_passages(texts)
    assert len(made.vectors) == len(texts)
    assert made.tokens > 0
    for vector in made.vectors:
        assert len(vector) == embedder.dimensions
        assert sum(number * number for number in vector) == pytest.approx(1, abs=1e-3)
    assert embedder.embed_passages(texts[:1]).vectors[0] == pytest.approx(made.vectors[0], abs=1e-5)


def test_a_query_is_nearest_to_the_text_that_shares_its_words(embedder: FakeEmbedder | BedrockEmbedder) -> None:
    query = embedder.embed_query("red pandas in the zoo")
    near, far = (
        embedder.embed_passages([text]).vectors[0] for text in ("The zoo keeps red pandas.", "Interest rates rose.")
    )
    assert dot(query, near) > dot(query, far)


def test_text_comes_before_one_end(chat: ChatModel) -> None:
    events = list(chat.stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500))
    assert all(isinstance(event, TextPart) for event in events[:-1])
    end = events[-1]
    assert isinstance(end, ModelEnd)
    assert end.reason == "end_turn"
    assert end.usage.output_tokens > 0
    assert "four red pandas" in "".join(event.text for event in events if isinstance(event, TextPart))


def test_closing_ends_the_call(chat: ChatModel) -> None:
    stream = chat.stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500)
    assert isinstance(next(stream), TextPart)
    stream.close()
    assert list(stream) == []


@pytest.fixture(params=["fake", "bedrock"])
def caller(request: pytest.FixtureRequest) -> ChatModel:
    """A model that calls two tools in the first round, and none in the second."""
    searches = [{"name": "search", "input": {"query": text}} for text in ("red pandas", "tigers")]
    if request.param == "fake":
        return FakeToolChat([ToolCall(f"t{number}", "search", one["input"]) for number, one in enumerate(searches)])  # type: ignore[arg-type]
    client, bedrock = request.getfixturevalue("client"), request.getfixturevalue("bedrock")
    httpx.put(f"{bedrock}/_local/tool_calls", json=[searches], trust_env=False).raise_for_status()
    return BedrockChat(client, catalogue())


def test_calls_come_whole_before_one_end(caller: ChatModel) -> None:
    model = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
    assert caller.takes_tools(model)
    first = [Turn("user", QUESTION)]
    *events, end = caller.stream_calls(model, LOOK_UP, first, TOOLS, 500)
    calls = tuple(event for event in events if isinstance(event, ToolCall))
    assert [(call.name, call.arguments) for call in calls] == [
        ("search", {"query": "red pandas"}),
        ("search", {"query": "tigers"}),
    ]
    assert isinstance(end, ModelEnd)
    assert (end.reason, end.usage.output_tokens > 0) == ("tool_use", True)
    results = tuple(ToolResult(call.id, "Nothing was found.") for call in calls)
    turns = [*first, Turn("assistant", "", calls=calls), Turn("user", "", results=results)]
    again = list(caller.stream_calls(model, LOOK_UP, turns, TOOLS, 500))
    assert not [event for event in again if isinstance(event, ToolCall)]
    assert isinstance(again[-1], ModelEnd)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("ThrottlingException", ModelBusyError),
        ("ServiceUnavailableException", ModelBusyError),
        ("InternalServerException", ModelBusyError),
        ("ValidationException", ModelError),
        ("AccessDeniedException", ModelAccessError),
        ("ResourceNotFoundException", ModelAccessError),
    ],
)
def test_errors_before_the_stream(client: object, bedrock: str, error: str, expected: type[GrailError]) -> None:
    fault(bedrock, operation="ConverseStream", error=error)
    stream = BedrockChat(client, catalogue()).stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 9)  # type: ignore[arg-type]
    with pytest.raises(expected) as raised:
        next(stream)
    assert type(raised.value) is expected
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("internalServerException", ModelInterruptedError),
        ("modelStreamErrorException", ModelInterruptedError),
        ("throttlingException", ModelInterruptedError),
        ("serviceUnavailableException", ModelInterruptedError),
        ("validationException", ModelError),
    ],
)
def test_errors_inside_the_stream(client: object, bedrock: str, error: str, expected: type[GrailError]) -> None:
    fault(bedrock, operation="ConverseStream", after_tokens=2, error=error)
    stream = BedrockChat(client, catalogue()).stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500)  # type: ignore[arg-type]
    events: list[object] = []
    with pytest.raises(expected) as raised:
        events.extend(stream)
    assert type(raised.value) is expected


@pytest.mark.parametrize("error", ["throttlingException", "serviceUnavailableException"])
def test_a_model_busy_before_its_first_word_is_busy(client: object, bedrock: str, error: str) -> None:
    """Nothing was written, so another model can still answer."""
    fault(bedrock, operation="ConverseStream", after_tokens=0, error=error)
    stream = BedrockChat(client, catalogue()).stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500)  # type: ignore[arg-type]
    with pytest.raises(ModelBusyError):
        list(stream)


def test_a_connection_that_is_cut_is_an_interruption(client: object, bedrock: str) -> None:
    fault(bedrock, operation="ConverseStream", after_tokens=2, cut=True)
    stream = BedrockChat(client, catalogue()).stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500)  # type: ignore[arg-type]
    with pytest.raises(ModelInterruptedError):
        list(stream)


def test_an_end_without_a_message_stop_is_an_interruption(client: object, bedrock: str) -> None:
    fault(bedrock, operation="ConverseStream", after_tokens=2, end=True)
    stream = BedrockChat(client, catalogue()).stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500)  # type: ignore[arg-type]
    with pytest.raises(ModelInterruptedError):
        list(stream)


def test_closing_from_another_thread_ends_a_silent_call(client: object, bedrock: str) -> None:
    """The model's side ends too, within the two seconds that a stop may take."""
    fault(bedrock, operation="ConverseStream", after_tokens=2, hold=True)
    chat = BedrockChat(client, catalogue())  # type: ignore[arg-type]
    stream = chat.stream("local.quoting", SYSTEM, [Turn("user", QUESTION)], 500)
    heard: list[object] = [next(stream), next(stream)]
    reading = threading.Thread(target=lambda: heard.extend(stream))
    reading.start()
    began = time.monotonic()
    stream.close()
    reading.join(10)
    assert not reading.is_alive()
    assert len(heard) == 2
    while stats(bedrock)["streams_open"]:
        assert time.monotonic() - began < 10
        time.sleep(0.02)
    assert stats(bedrock)["streams_ended_by_disconnect"]


def test_a_throttled_query_is_retried_and_passages_are_not(client: object, bedrock: str) -> None:
    embedder = BedrockEmbedder(client, catalogue().embedding_model(EMBEDDERS[1]), None)  # type: ignore[arg-type]
    fault(bedrock, operation="InvokeModel", error="ThrottlingException", times=2)
    assert len(embedder.embed_query("text")) == embedder.dimensions
    fault(bedrock, operation="InvokeModel", error="ThrottlingException")
    with pytest.raises(ModelBusyError):
        embedder.embed_passages(["text"])


def test_every_model_of_the_catalogue_is_priced_and_sized() -> None:
    models = catalogue()
    assert models.price("amazon.titan-embed-text-v2:0", input_tokens=1_000_000) == pytest.approx(0.02)
    for model in models.chat.values():
        assert 0 < model.max_tokens < model.context_tokens
    for before, after in pairwise(sorted(models.embedding)):
        assert before != after


def fault(bedrock: str, **rule: object) -> None:
    httpx.put(f"{bedrock}/_local/faults", json=[rule], trust_env=False).raise_for_status()


def stats(bedrock: str) -> dict[str, int]:
    counted: dict[str, int] = httpx.get(f"{bedrock}/_local/stats", trust_env=False).json()
    return counted


def dot(first: list[float], second: list[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_a_reranker_scores_each_text_in_its_place(bedrock: str) -> None:
    reranker = BedrockReranker(client_of("bedrock-agent-runtime", bedrock), "cohere.rerank-v3-5:0")
    texts = ["The shop opens at nine.", "The zoo of Lund keeps four red pandas.", "", "x" * 40_000]
    scores = reranker.rerank("How many red pandas does the zoo of Lund keep?", texts)
    assert len(scores) == 4
    assert max(scores) == scores[1]
    assert all(0 <= score <= 1 for score in scores)


def test_an_unknown_reranking_model_is_a_model_error(bedrock: str) -> None:
    reranker = BedrockReranker(client_of("bedrock-agent-runtime", bedrock), "no.such-model")
    with pytest.raises(ModelError):
        reranker.rerank("question", ["text"])
