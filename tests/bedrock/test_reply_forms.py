"""How servers of OpenAI's API write their replies: each form gives the same answer as the plainest one.

https://html.spec.whatwg.org/multipage/server-sent-events.html says what an event is, and
https://platform.openai.com/docs/api-reference/chat-streaming what is in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from cloud import PROJECT
from cloud.bedrock.catalogue import LOCAL_OPENAI, Options
from cloud.bedrock.chat.base import Delta, Thought
from cloud.bedrock.chat.openai_events import Thinking
from cloud.bedrock.chat.openai_server import api_address
from cloud.bedrock.server import BedrockServer
from tests.bedrock.asking import TOWER, grounded, request, text_of
from tests.bedrock.conftest import client, serve

ASKED = {
    **request(grounded("How many bar?", TOWER), model=LOCAL_OPENAI),
    "inferenceConfig": {"maxTokens": 400, "temperature": 0.2, "topP": 0.9, "stopSequences": ["\n\n\n"]},
}
TEXT = "Die Pumpe läuft bei 40 bar – 泵 🚲 [1]."
WORDS = [word + " " for word in TEXT.split(" ")[:-1]] + [TEXT.split(" ")[-1]]


def chunk_of(delta: Mapping[str, Any] | None = None, reason: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta or {}, "finish_reason": reason}], **more}


BEGIN = chunk_of({"role": "assistant", "content": ""})
SAID = [chunk_of({"content": word}) for word in WORDS]
STOP = chunk_of(reason="stop")
COUNTED = {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}


def events(chunks: Sequence[Any], end: str = "\n\n", before: str = "data: ", done: bool = True) -> bytes:
    lines = [before + json.dumps(chunk, ensure_ascii=False) + end for chunk in chunks]
    return "".join([*lines, f"{before}[DONE]{end}" if done else ""]).encode()


PLAIN = events([BEGIN, *SAID, STOP, COUNTED])
LISTS = [chunk_of({"content": [{"type": "text", "text": word}]}) for word in WORDS]
THOUGHTS = [chunk_of({"content": None, "reasoning_content": "Let me see [1]."}), chunk_of({"reasoning": "A pump."})]
WHOLE = {"object": "chat.completion", "choices": [{"message": {"role": "assistant", "content": TEXT}}]}
EMPTY_CHOICES = [{"choices": []}, {"choices": None}]
FORMS: dict[str, bytes] = {
    "plain": PLAIN,
    "no usage": events([BEGIN, *SAID, STOP]),
    "usage is null until the end": events([{**chunk, "usage": None} for chunk in SAID] + [STOP, COUNTED]),
    "no reason": events([BEGIN, *SAID]),
    "no reason and no end": events([BEGIN, *SAID], done=False),
    "a reason and no end": events([BEGIN, *SAID, STOP], done=False),
    "the last word has the reason": events([*SAID[:-1], chunk_of({"content": WORDS[-1]}, "stop")]),
    "a reason of its own": events([*SAID, chunk_of(reason="abort")]),
    "a stop sequence": events([*SAID, chunk_of(reason="stop_sequence")]),
    "tool calls": events([*SAID, chunk_of({"tool_calls": []}, "tool_calls")]),
    "an end of its own": events([*SAID, chunk_of(reason="eos")]),
    "contents are lists": events([*LISTS, STOP]),
    "a list has a thought": events(
        [chunk_of({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm [1]"}]}]}), *LISTS, STOP]
    ),
    "empty choices": events([*EMPTY_CHOICES, *SAID, STOP]),
    "reasoning": events([*THOUGHTS, *SAID, STOP]),
    "lines end in CRLF": events([*SAID, STOP], "\r\n\r\n"),
    "lines end in CR": events([*SAID, STOP], "\r\r"),
    "one line break between events": events([*SAID, STOP], "\n"),
    "nothing after the last word": events([*SAID], done=False).rstrip(),
    "no blank": events([*SAID, STOP], before="data:"),
    "comments": b": PROCESSING\n\n: keep-alive\n\n" + PLAIN.replace(b"\n\n", b"\n\n: ping\n\n"),
    "other fields": events([*SAID, STOP], before="event: message\nid: 7\nretry: 10\ndata: "),
    "indented": "".join(
        "".join(f"data: {line}\n" for line in json.dumps(chunk, indent=1).split("\n")) + "\n" for chunk in [*SAID, STOP]
    ).encode(),
    "unknown fields": events([{**chunk, "provider": "x", "obfuscation": "…"} for chunk in [*SAID, STOP]]),
    "one burst": events([chunk_of({"content": TEXT}), STOP]),
    "plain completions": events([{"choices": [{"text": word}]} for word in WORDS] + [{"choices": [{"text": ""}]}]),
    "a thought in tags": events([chunk_of({"content": f"<think>The pump [1].</think>\n\n{TEXT}"}), STOP]),
    "a thought word by word": events(
        [chunk_of({"content": piece}) for piece in ("\n<thi", "nk>", "Is it [1]? ", "<b", "</th", "ink>", "\n", "\n")]
        + [*SAID, STOP]
    ),
    "an empty thought": events([chunk_of({"content": f"<think>\n\n</think>\n\n{TEXT}"}), STOP]),
    "an error field that is null": events([{**chunk, "error": None} for chunk in [*SAID, STOP]]),
}


class Server:
    """Sends `body` as it is, in pieces of `size` bytes; `refuses` answers a request's body with a refusal."""

    def __init__(self, body: bytes, size: int = 1_000_000, kind: str = "text/event-stream") -> None:
        self.body, self.size, self.kind = body, size, kind
        self.requests: list[dict[str, Any]] = []
        self.refuses: Callable[[dict[str, Any]], Response | None] = lambda _: None

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/v1/chat/completions", self._chat, methods=["POST"])])

    async def _chat(self, request: Request) -> Response:
        self.requests.append(await request.json())
        return self.refuses(self.requests[-1]) or StreamingResponse(self._pieces(), media_type=self.kind)

    async def _pieces(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), self.size):
            yield self.body[start : start + self.size]


def events_of(server: Server, times: int = 1) -> list[dict[str, Any]]:
    """What a client of the local Bedrock receives, of the last of `times` questions."""
    with serve(server.app()) as upstream:
        bedrock = BedrockServer(Options(llm_url=upstream, llm_model="big"))
        with serve(bedrock.app()) as address:
            for _ in range(times):
                received = list(client(address).converse_stream(**ASKED)["stream"])
            return received


def stop_reason(received: Sequence[Mapping[str, Any]]) -> Any:
    return next(event["messageStop"]["stopReason"] for event in received if "messageStop" in event)


@pytest.mark.parametrize("size", [1_000_000, 1], ids=["at once", "byte by byte"])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read(form: str, size: int) -> None:
    received = events_of(Server(FORMS[form], size))
    assert text_of(received) == TEXT
    assert stop_reason(received) == "end_turn"


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
def test_a_reply_that_is_not_streamed_is_read(kind: str) -> None:
    received = events_of(Server(json.dumps(WHOLE | {"usage": COUNTED["usage"]}).encode(), kind=kind))
    assert text_of(received) == TEXT
    assert received[-1]["metadata"]["usage"] == {"inputTokens": 11, "outputTokens": 7, "totalTokens": 18}


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream"])
def test_events_under_another_name_are_read(kind: str) -> None:
    assert text_of(events_of(Server(PLAIN, kind=kind))) == TEXT


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_a_sign_that_python_takes_for_a_line_break_is_text(sign: str) -> None:
    text = f"The{sign}pump runs."
    assert text_of(events_of(Server(events([chunk_of({"content": text}), STOP])))) == text


@pytest.mark.parametrize("reason", ["length", "max_tokens", "model_length"])
def test_an_answer_that_was_cut_off_says_so(reason: str) -> None:
    assert stop_reason(events_of(Server(events([*SAID, chunk_of(reason=reason)])))) == "max_tokens"


def test_an_answer_that_is_all_thought_has_no_text() -> None:
    received = events_of(Server(events([chunk_of({"content": "<think>Hm. What could"}), STOP])))
    assert text_of(received) == ""


@pytest.mark.parametrize(
    "text", ["<thinks so> 40 bar", "<", "a <think>b</think>", "<think-tank> says 40", "  40 bar", "</think>40"]
)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_what_is_no_thought_is_answered_letter_by_letter(text: str, size: int) -> None:
    thinking = Thinking()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    parts = [part for piece in pieces for part in thinking.take(piece)] + list(thinking.end())
    assert "".join(part.text for part in parts if isinstance(part, Delta)) == text


def test_a_thought_is_kept_apart_however_it_is_cut() -> None:
    text = "<think>a < b, </thin is no end</think> \n 40 </think> bar"
    for size in range(1, len(text)):
        thinking = Thinking()
        parts = [part for at in range(0, len(text), size) for part in thinking.take(text[at : at + size])]
        parts += thinking.end()
        assert "".join(part.text for part in parts if isinstance(part, Delta)) == "40 </think> bar"
        assert "".join(part.text for part in parts if isinstance(part, Thought)) == "a < b, </thin is no end"


@pytest.mark.parametrize(
    "body",
    [
        events([*SAID[:3], {"error": {"message": "out of memory"}}]),
        events([*SAID[:3]], done=False) + b"data: <html>\n\n",
        events([], done=False),
        events([]),
    ],
    ids=["an error in the middle", "no JSON", "nothing", "nothing but the end"],
)
def test_a_reply_that_failed_is_an_error(body: bytes) -> None:
    with pytest.raises((EventStreamError, ClientError)):
        events_of(Server(body))


# Requests that a server refuses


def refusal(message: str, status: int = 400) -> Response:
    return Response(json.dumps({"error": {"message": message}}), status, media_type="application/json")


REFUSALS = {
    "stream_options": "Unrecognized request argument supplied: stream_options",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
    "temperature": "Unsupported value: 'temperature' does not support 0.2 with this model.",
    "top_p": "`temperature` and `top_p` cannot both be specified for this model.",
    "stop": "Unsupported parameter: 'stop' is not supported with this model.",
}


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("status", [400, 422])
def test_a_refused_part_is_left_out_from_then_on(name: str, status: int) -> None:
    server = Server(PLAIN)
    server.refuses = lambda body: refusal(REFUSALS[name], status) if name in body else None
    assert text_of(events_of(server, times=2)) == TEXT
    assert [name in body for body in server.requests] == [True, False, False]
    if name == "max_tokens":
        assert server.requests[1]["max_completion_tokens"] == 400


def test_each_refused_part_is_left_out_in_its_turn() -> None:
    server = Server(PLAIN)
    names = [name for name in REFUSALS if name != "top_p"]
    server.refuses = lambda body: next((refusal(REFUSALS[name]) for name in names if name in body), None)
    assert text_of(events_of(server)) == TEXT
    assert len(server.requests) == len(names) + 1


def test_a_refusal_that_names_nothing_optional_is_told_once() -> None:
    server = Server(PLAIN)
    server.refuses = lambda _: refusal("This model's maximum context length is 4096 tokens.")
    with pytest.raises(ClientError, match="maximum context length"):
        events_of(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "content",
    [
        {"error": {"message": 'model "big" not found, try pulling it first'}},
        {"error": 'model "big" not found, try pulling it first'},
        {"message": 'model "big" not found, try pulling it first', "object": "error"},
        {"detail": 'model "big" not found, try pulling it first'},
    ],
)
def test_a_server_says_in_its_own_words_what_is_wrong(content: dict[str, Any]) -> None:
    server = Server(PLAIN)
    server.refuses = lambda _: Response(json.dumps(content), 404)
    with pytest.raises(ClientError, match="try pulling it first"):
        events_of(server)


# Addresses as people paste them


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("http://host:1", "http://host:1/v1"),
        ("http://host:1/", "http://host:1/v1"),
        ("http://host:1/v1", "http://host:1/v1"),
        ("http://host:1/v1/", "http://host:1/v1"),
        ("  http://host:1/v1\n", "http://host:1/v1"),
        ("http://host:1/v1/chat/completions", "http://host:1/v1"),
        ("http://host:1/v1/completions/", "http://host:1/v1"),
        ("http://host:1/v1/models", "http://host:1/v1"),
        ("https://host/v1beta/openai", "https://host/v1beta/openai"),
        ("https://host/v1beta/openai/chat/completions", "https://host/v1beta/openai"),
        ("https://host/api/v2?key=x#part", "https://host/api/v2"),
        ("http://[::1]:11434", "http://[::1]:11434/v1"),
    ],
)
def test_an_address_is_taken_as_people_paste_it(pasted: str, address: str) -> None:
    assert api_address(pasted) == address


@pytest.mark.parametrize("pasted", ["localhost:11434", "host", "ftp://host/v1", "http://", "http://host:port/v1", ""])
def test_what_is_no_address_is_refused_with_a_sentence(pasted: str) -> None:
    with pytest.raises(ValueError, match=r"LOCAL_LLM_URL .*\."):
        api_address(pasted)


def test_a_start_with_no_address_ends_with_the_sentence() -> None:
    environment = os.environ | {"LOCAL_LLM_URL": "localhost:11434"}
    started = subprocess.run(
        [sys.executable, "-m", "cloud.bedrock"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 2
    assert "LOCAL_LLM_URL must be like http://localhost:11434/v1, not 'localhost:11434'." in started.stderr
    assert "Traceback" not in started.stderr
