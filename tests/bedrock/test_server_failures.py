"""What model servers say when they fail, on its way through the wire of Bedrock to the person."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.errors import (
    ModelBusyError,
    ModelError,
    ModelInterruptedError,
    ModelKeyError,
    ModelMemoryError,
    ModelUnknownError,
    ModelUnreachableError,
    all_errors,
)
from chalicelib.models import TextPart, Turn
from cloud.bedrock.catalogue import LOCAL_GEMMA, LOCAL_OPENAI, Options
from cloud.bedrock.chat.server_failures import SHOWN_CHARACTERS, Asked, safe
from cloud.bedrock.server import BedrockServer
from measure.running import free_ports
from tests.bedrock.conftest import client, serve
from tests.bedrock.test_reply_forms import PLAIN, TEXT, Server, chunk_of, events

KEY = "sk-" + "verysecret-0123456789abcdef"
MODEL = "Qwen2.5-Coder-1.5B-Instruct-Q4_K_M"
PROMPT = "The board of Aldermoor approved a loan of forty million crowns in secret."

# By who fails how: status and content of the server's reply, and the code of the product's error.
FAILURES: dict[str, tuple[int, Any, str]] = json.loads(Path(__file__).with_name("server_failures.json").read_text())
TOLD_BY_WORDS = ("model_unknown", "model_too_long", "model_memory")
KINDS = {kind.code: kind for kind in all_errors(ModelError)}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Server, str]]:
    """A model server, and the local Bedrock before it."""
    server = Server(PLAIN)
    with serve(server.app()) as upstream, bedrock_of(upstream) as address:
        yield server, address


@pytest.fixture
def server(served: tuple[Server, str]) -> Server:
    server = served[0]
    server.body, server.requests, server.refuses = PLAIN, [], lambda _: None
    return server


@contextmanager
def bedrock_of(upstream: str) -> Iterator[str]:
    with serve(BedrockServer(Options(llm_url=upstream, llm_model="big", llm_key=KEY)).app()) as address:
        yield address


@pytest.fixture
def ask(served: tuple[Server, str]) -> Callable[..., str]:
    return partial(ask_at, served[1])


def ask_at(address: str, model: str = LOCAL_OPENAI) -> str:
    """The answer by the product's own adapter; raises the errors that it makes."""
    call = BedrockChat(client(address), catalogue()).stream(model, "Be brief.", [Turn("user", PROMPT)], 400)
    return "".join(event.text for event in call if isinstance(event, TextPart))


def answering(status: int, content: Any) -> Callable[[dict[str, Any]], Response]:
    if isinstance(content, str):
        return lambda _: Response(content, status, media_type="text/html")
    return lambda _: Response(json.dumps(content), status, media_type="application/json")


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_of_a_server_has_its_error(name: str, server: Server, ask: Callable[..., str]) -> None:
    status, content, code = FAILURES[name]
    server.refuses = answering(status, content)
    with pytest.raises(ModelError) as failed:
        ask()
    assert failed.value.code == code
    assert str(failed.value).startswith(KINDS[code].sentence) or code in ("model_interrupted", "model_failed")
    # Without the answer's length, where that is named, and no more: another try does not mend it.
    assert len(server.requests) == 1 + ("max_new_tokens" in str(content))


@pytest.mark.parametrize("name", [name for name, (_, _, code) in FAILURES.items() if code in TOLD_BY_WORDS])
def test_a_failure_within_a_stream_has_the_same_error(name: str, server: Server, ask: Callable[..., str]) -> None:
    """As LM Studio sends it, with status 200."""
    _, content, code = FAILURES[name]
    said = content if isinstance(content, dict) else {"error": {"message": "prompt too long"}}
    server.body = events([said if "error" in said else {"error": said}])
    with pytest.raises(ModelError) as failed:
        ask()
    assert failed.value.code == code


def test_a_failure_after_a_thought_has_its_error(server: Server, ask: Callable[..., str]) -> None:
    """The stream of the local Bedrock has begun by then."""
    thought = chunk_of({"reasoning_content": "Hm."})
    server.body = events([thought, {"error": {"message": "out of memory"}}])
    with pytest.raises(ModelMemoryError):
        ask()


def test_a_failure_in_the_middle_of_the_words_breaks_the_answer_off(server: Server, ask: Callable[..., str]) -> None:
    said = chunk_of({"content": "The pump"})
    server.body = events([said, {"error": {"message": "out of memory"}}])
    with pytest.raises(ModelInterruptedError):
        ask()


def test_the_servers_own_words_follow_the_sentence(server: Server, ask: Callable[..., str]) -> None:
    server.refuses = answering(404, {"error": 'model "big" not found, try pulling it first'})
    with pytest.raises(ModelUnknownError) as failed:
        ask()
    assert str(failed.value) == f'{ModelUnknownError.sentence} It says: model "big" not found, try pulling it first'


def test_a_server_that_is_not_there_is_named_at_once() -> None:
    upstream = f"http://127.0.0.1:{free_ports(1)[0]}"
    with bedrock_of(upstream) as address, pytest.raises(ModelUnreachableError) as failed:
        ask_at(address)
    assert str(failed.value).endswith(f"Nobody answers at {upstream.removeprefix('http://')}.")
    assert failed.value.retryable
    assert isinstance(failed.value, ModelBusyError), "a fallback model answers for it"


def test_packages_that_are_missing_are_named(ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError

    monkeypatch.setattr("importlib.import_module", lambda _: missing())
    with pytest.raises(ModelUnknownError, match="xllamacpp"):
        ask(LOCAL_GEMMA)


@pytest.mark.parametrize(
    "refusal",
    [
        "'max_tokens' or 'max_completion_tokens' is too large. This model's maximum context length is 4096.",
        "Its maximum context length is 4096 tokens. You requested 4200 (3800 in the messages, 400 in the completion).",
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096.",
    ],
)
def test_an_answer_without_room_is_asked_for_without_its_length(
    refusal: str, server: Server, ask: Callable[..., str]
) -> None:
    server.refuses = lambda body: answering(400, {"error": refusal})(body) if "max_tokens" in body else None
    assert ask() == TEXT
    assert ["max_tokens" in body for body in server.requests] == [True, False]
    assert "max_completion_tokens" not in server.requests[1]


# The server's words, made safe


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (f"Incorrect key {KEY}.", "Incorrect key …."),
        ("Bad header: Bearer abc.def.ghi", "Bad header: …"),
        ("Use gsk_abcDEF123456 or hf_abcDEF123456", "Use … or …"),
        ("Not at https://" + "me:word@host/v1?key=abc", "Not at https://…host/v1…"),
        ("token eyJhbGciOiJIUzI1NiJ9abcdef0123", "token …"),
        ("two\nlines\x1b[31m and \u202emore", "two lines [31m and more"),
        (f"model '{MODEL}' not found", f"model '{MODEL}' not found"),
        (f"Invalid: {{'content': '{PROMPT}'}}", ""),
        ("Invalid: Aldermoor   approved a loan", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_servers_words_are_made_safe(words: str, shown: str) -> None:
    assert safe(words, Asked(KEY, MODEL, [PROMPT])) == shown


def test_long_words_are_cut() -> None:
    shown = safe("out of memory " * 1_000, Asked())
    assert len(shown) <= SHOWN_CHARACTERS + 2
    assert shown.endswith(" …")


def test_the_log_has_the_status_and_neither_key_nor_prompt(
    server: Server, ask: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for words in (f"Refused: {KEY}", f"Refused: {PROMPT}"):
            server.refuses = answering(401, {"error": words})
            with pytest.raises(ModelKeyError) as failed:
                ask()
            assert KEY not in str(failed.value)
            assert PROMPT not in str(failed.value)
    lines = [record.getMessage() for record in caplog.records if "model server" in record.getMessage()]
    assert lines[0] == "The model server answered with status 401: Refused: …"
    assert lines[1] == "The model server answered with status 401: (nothing that can be shown)"
