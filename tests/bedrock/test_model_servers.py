"""Models behind an OpenAI-style server: one's own through `LOCAL_LLM_URL`, and llama.cpp with the small Gemma."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError, EventStreamError

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.errors import ModelMemoryError
from chalicelib.models import Turn
from cloud.bedrock.catalogue import LOCAL_GEMMA, LOCAL_OPENAI, Options
from cloud.bedrock.chat.gguf import GgufChat
from cloud.bedrock.chat.llama import FileChat
from cloud.bedrock.server import BedrockServer
from cloud.models.served import Served
from tests.bedrock.asking import OCEAN, TOWER, answer, grounded, read_deltas, request, text_of
from tests.bedrock.conftest import DEADLINE, Local, client, eventually, serve
from tests.bedrock.fake_openai import WORDS, FakeOpenAi

ASKED = request(grounded("Who built the tower?", TOWER), model=LOCAL_OPENAI)


@pytest.fixture
def fake() -> FakeOpenAi:
    return FakeOpenAi()


@pytest.fixture
def own(fake: FakeOpenAi) -> Iterator[Any]:
    """A client of a local Bedrock whose chat models are the fake."""
    with serve(fake.app()) as upstream:
        server = BedrockServer(Options(llm_url=upstream, llm_model="big", llm_key="secret"))
        server.catalogue._chat[LOCAL_GEMMA] = GgufChat(start=lambda: upstream)
        with serve(server.app()) as address:
            yield client(address)


def test_the_conversation_goes_through_as_it_is(own: Any, fake: FakeOpenAi) -> None:
    assert answer(own, {**ASKED, "system": [{"text": "Be brief."}]}) == "".join(WORDS)
    sent = fake.requests[0]
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent["model"] == "big"
    assert sent["max_tokens"] == 400
    assert fake.authorization == "Bearer secret"


def test_each_word_is_passed_on_when_it_is_made(own: Any, fake: FakeOpenAi) -> None:
    fake.gate.clear()
    stream = own.converse_stream(**ASKED)["stream"]
    assert read_deltas(stream, 2) == "Gustave Eiffel "
    fake.gate.set()
    rest = list(stream)
    assert text_of(rest) == "built it [1]"
    assert rest[-1]["metadata"]["usage"] == {"inputTokens": 11, "outputTokens": 5, "totalTokens": 16}


def test_a_client_that_goes_away_ends_the_work_of_the_model(own: Any, fake: FakeOpenAi) -> None:
    fake.gate.clear()
    stream = own.converse_stream(**ASKED)["stream"]
    read_deltas(stream, 2)
    stream.close()
    assert fake.hung_up.wait(DEADLINE)
    eventually(lambda: Local(own.meta.endpoint_url).stats()["streams_ended_by_disconnect"] == 1)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "ValidationException"),
        (401, "AccessDeniedException"),
        (429, "ThrottlingException"),
        (500, "ModelErrorException"),
        (503, "ServiceUnavailableException"),
    ],
)
def test_its_errors_have_bedrocks_names(own: Any, fake: FakeOpenAi, status: int, name: str) -> None:
    fake.status = status
    for operation in (own.converse, own.converse_stream):
        with pytest.raises(ClientError) as failed:
            operation(**ASKED)
        error = failed.value.response["Error"]
        assert error["Code"] == name
        assert error["Message"].endswith("said the server")


def test_an_answer_that_breaks_off_is_an_error_in_the_stream(own: Any, fake: FakeOpenAi) -> None:
    fake.breaks_off = True
    stream = own.converse_stream(**ASKED)["stream"]
    with pytest.raises(EventStreamError, match="modelStreamErrorException"):
        list(stream)


def test_a_length_limit_is_told(own: Any, fake: FakeOpenAi) -> None:
    fake.finish_reason = "length"
    assert own.converse(**ASKED)["stopReason"] == "max_tokens"


def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    with serve(BedrockServer(Options(llm_url="http://127.0.0.1:9")).app()) as address:
        bedrock = client(address)
        with pytest.raises(bedrock.exceptions.ModelErrorException, match="cannot be reached"):
            bedrock.converse(**ASKED)


def test_the_small_model_is_shown_examples_and_the_sources(own: Any, fake: FakeOpenAi) -> None:
    asked = request(grounded("Who built the <tower>?", OCEAN, TOWER), model=LOCAL_GEMMA)
    assert answer(own, asked) == "".join(WORDS)
    prompt = fake.requests[0]["prompt"]
    assert prompt.endswith(f"[1] {OCEAN}\n[2] {TOWER}\nQuestion: Who built the <tower>?\nAnswer:")
    assert fake.requests[0]["stop"] == ["\n"]


def test_the_small_model_is_not_troubled_with_titles(own: Any, fake: FakeOpenAi) -> None:
    asked = request("Who built the tower?", model=LOCAL_GEMMA, system="Task: title")
    assert answer(own, asked) == "Built the tower"
    assert fake.requests == []


def test_where_no_model_is_named_the_servers_first_is_asked(fake: FakeOpenAi) -> None:
    with serve(fake.app()) as upstream, serve(BedrockServer(Options(llm_url=f"{upstream}/v1/")).app()) as address:
        assert answer(client(address), ASKED) == "".join(WORDS)
    assert fake.requests[0]["model"] == "small"


@pytest.mark.parametrize("thinks", [True, False])
def test_a_model_of_a_file_is_asked_by_its_own_template(fake: FakeOpenAi, thinks: bool) -> None:
    with serve(fake.app()) as upstream:
        server = BedrockServer(Options())
        server.catalogue._chat["local.x"] = FileChat("x.gguf", 8_192, thinks=thinks, start=lambda: upstream)
        with serve(server.app()) as address:
            asked = request("Who built it?", "local.x", "Be brief.")
            assert answer(client(address), asked) == "".join(WORDS)
    sent = fake.requests[0]
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent.get("chat_template_kwargs") == ({"enable_thinking": False} if thinks else None)
    assert sent["temperature"] == 0.0


def test_a_file_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    refuses = MagicMock(side_effect=RuntimeError("Failed to init server, please check the input params."))
    monkeypatch.setitem(sys.modules, "xllamacpp", SimpleNamespace(CommonParams=MagicMock, Server=refuses))
    served = (Served("local.x", "X", "file", "x.gguf", "X", 8_192),)
    with serve(BedrockServer(Options(served=served)).app()) as address, pytest.raises(ClientError) as failed:
        answer(client(address), request("Who?", "local.x"))
    assert failed.value.response["Error"]["Message"].startswith(ModelMemoryError.sentence)
    [params] = refuses.call_args.args
    assert (params.model.path, params.n_ctx, params.n_parallel) == ("x.gguf", 8_192, 1)


def test_a_model_that_reads_for_long_keeps_the_connection(
    own: Any, fake: FakeOpenAi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames without text come while it is silent, so that no client gives up."""
    monkeypatch.setattr("cloud.bedrock.silences.SILENT_SECONDS", 0.05)
    fake.gate.clear()
    fake.silent_before = 0
    stream = iter(own.converse_stream(**ASKED)["stream"])
    assert "messageStart" in next(stream)
    silences = [next(stream)["contentBlockDelta"]["delta"] for _ in range(3)]
    assert silences == [{"text": ""}] * 3
    fake.gate.set()
    rest = list(stream)
    assert text_of(rest) == "".join(WORDS)
    assert rest[-1]["metadata"]["usage"]["outputTokens"] == 5


def test_a_failure_after_a_silence_has_its_reason(own: Any, fake: FakeOpenAi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud.bedrock.silences.SILENT_SECONDS", 0.05)
    fake.gate.clear()
    fake.silent_before, fake.fails_with = 0, "out of memory"
    call = BedrockChat(own, catalogue()).stream(LOCAL_OPENAI, "Be brief.", [Turn("user", "Who?")], 400)
    stats = Local(own.meta.endpoint_url)
    failed: list[Exception] = []

    def read() -> None:
        with pytest.raises(ModelMemoryError) as raised:
            list(call)
        failed.append(raised.value)

    reader = threading.Thread(target=read)
    reader.start()
    eventually(lambda: stats.stats()["frames_sent"] >= 3)
    fake.gate.set()
    reader.join(DEADLINE)
    assert len(failed) == 1


def test_a_client_that_leaves_a_silent_model_ends_its_work(
    own: Any, fake: FakeOpenAi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cloud.bedrock.silences.SILENT_SECONDS", 0.05)
    fake.gate.clear()
    fake.silent_before = 0
    stream = own.converse_stream(**ASKED)["stream"]
    next(iter(stream))
    eventually(lambda: bool(fake.requests))
    stream.close()
    assert fake.hung_up.wait(DEADLINE)
