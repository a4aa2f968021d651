"""docs/asyncapi.json: it is today's, and frames are as it says."""

import json
import re
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from chalicelib import wire
from chalicelib.api.actions import Frame
from chalicelib.models import Conversation, Document, Failure, Message, Passage
from chalicelib.models.chat_events import DeltaEvent, DoneEvent, FailedEvent, SourcesEvent, StageEvent
from cloud import PROJECT
from tools import asyncapi

NOW = "2026-07-28T12:00:00Z"
DESCRIBED: Any = json.loads(asyncapi.PAGE.read_text())
PASSAGE = Passage("p", "d", "a.txt", 0, 3, ("Hours",), 0, 9, "Opens at 9.", 0.5)
ANSWER = Message("m", "c", "o", "assistant", "At 9 [1].", "complete", NOW, sources=(PASSAGE,), model="x", reply_to="q")
FRAMES: list[Any] = [
    wire.event(StageEvent("m", 1, "searching")),
    wire.event(SourcesEvent("m", 2, (PASSAGE,), 1, "enough")),
    wire.event(DeltaEvent("m", 3, "At 9 [1].", (5,))),
    wire.event(DoneEvent("m", 4, ANSWER)),
    wire.event(FailedEvent("m", 4, Failure("model_busy", "Later.", True))),
    {"type": "document", "document": wire.document(Document("o", "d", "a.txt", "text/plain", 5, "ready", NOW, NOW))},
    {"type": "conversation", "conversation": wire.conversation(Conversation("c", "o", "Hours", NOW, NOW))},
]
ASKED: list[Any] = [
    {"action": "ask", "request_id": "r", "text": "When?", "document_ids": ["d"], "tags": None, "accept_price": 0.5},
    {"action": "stop", "message_id": "m"},
    {"action": "resume", "message_id": "m", "after_seq": 0},
    {"action": "renew", "ticket": "t"},
    {"action": "ping"},
]


def check_frame(name: str, frame: Any) -> None:
    """Raises where a frame is not as the description has it, or has a field that it lacks."""
    components = DESCRIBED["components"]
    schema = components["schemas"][f"{name}_frame"]
    jsonschema_rs.validator_for({**schema, "components": components}).validate(frame)
    assert set(frame) <= set(schema["properties"])


def test_the_description_is_todays() -> None:
    """`python -m tools.asyncapi` writes it anew."""
    assert asyncapi.PAGE.read_text() == asyncapi.written()


def test_it_has_every_frame_and_no_other() -> None:
    files = ("api/actions.py", "api/frames.py", "wire.py", "adapters/sockets.py")
    source = "".join((PROJECT / "chalicelib" / file).read_text() for file in files)
    sent, asked = set(re.findall(r'"type": "(\w+)"', source)), set(re.findall(r'tag="(\w+)"', source))
    operations = DESCRIBED["operations"]
    assert {name for name, one in operations.items() if one["action"] == "send"} == sent == set(asyncapi.SENT)
    assert {name for name, one in operations.items() if one["action"] == "receive"} == asked


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["type"])
def test_what_is_sent_is_as_described(frame: Any) -> None:
    check_frame(frame["type"], json.loads(wire.encode(frame)))
    with pytest.raises(jsonschema_rs.ValidationError):
        check_frame(frame["type"], {"type": frame["type"]})


@pytest.mark.parametrize("frame", ASKED, ids=lambda frame: frame["action"])
def test_what_is_asked_is_as_described_and_read(frame: Any) -> None:
    check_frame(frame["action"], frame)
    assert msgspec.json.decode(json.dumps(frame), type=Frame) is not None
    with pytest.raises(jsonschema_rs.ValidationError):
        check_frame(frame["action"], {**frame, "action": "other"})
