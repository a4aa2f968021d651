"""An answer as a socket tells it: frames in, events out. It sends nothing itself, so both clients share it.

Frames may come twice, and after a lost connection out of order: `Listening` brings them into the order of `seq`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from uuid import uuid4

import msgspec

from grail.errors import AnswerError, GrailError, NotSignedInError, UnreachableError, refused
from grail.messages import Message
from grail.values import Json, Passage

SILENCE_SECONDS = 75.0
"""After so long without a frame the socket is opened anew: a function may have been killed before it told the end."""

ATTEMPTS = 5
"""Sockets in a row that tell nothing new before the client gives up."""


@dataclass(frozen=True)
class Accepted:
    """The question is stored."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True)
class Stage:
    """How far the answer is: `searching`, `reading` or `writing`; what is looked for, where it takes several steps."""

    stage: str
    detail: str | None = None


@dataclass(frozen=True)
class Sources:
    """What may be cited, from the place `first` on."""

    passages: list[Passage]
    first: int


@dataclass(frozen=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True)
class End:
    """The answer has ended; `text` is all of it."""

    text: str
    message: Message


type Event = Accepted | Stage | Sources | Text | End


def _request_id() -> str:
    return uuid4().hex


@dataclass(frozen=True)
class Question:
    """What is asked, and where. The same `request_id` again is the same question."""

    text: str
    conversation_id: str | None = None
    document_ids: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    model: str | None = None
    accept_price: float | None = None
    request_id: str = field(default_factory=_request_id)
    collection_ids: Sequence[str] | None = None

    def again(self, conversation_id: str, accept_price: float) -> "Question":
        """The same in its conversation, with the price that its answer may have."""
        return replace(self, conversation_id=conversation_id, accept_price=accept_price, request_id=_request_id())

    def frame(self) -> Json:
        given = {field_.name: getattr(self, field_.name) for field_ in fields(self)}
        return {"action": "ask"} | {name: value for name, value in given.items() if value is not None}


class Listening:
    """What is known of one answer so far."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.accepted: Accepted | None = None
        self.was_sent = False
        self.is_over = False
        self.seq = 0
        self._early: dict[int, Json] = {}
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._texts)

    def opening(self) -> Json:
        """The first frame of a socket."""
        self.was_sent = True
        if self.accepted is None:
            return self.question.frame()
        return {"action": "resume", "message_id": self.accepted.message_id, "after_seq": self.seq}

    def stopping(self) -> Json | None:
        """The frame that ends the answer and its price; None where nothing is under way."""
        if self.accepted is None or self.is_over:
            return None
        return {"action": "stop", "message_id": self.accepted.message_id}

    def take(self, data: str | bytes) -> Iterator[Event]:
        """The events that a frame brings. Raises AnswerError, or the error that the question was refused with."""
        try:
            yield from self._events(msgspec.json.decode(data))
        except (msgspec.MsgspecError, KeyError, TypeError, AttributeError) as error:
            raise UnreachableError("The socket told something that is not Grail's.") from error

    def _events(self, frame: Json) -> Iterator[Event]:
        kind = frame.get("type")
        if kind == "error":
            yield from self._refuse(frame)
        elif kind == "accepted" and frame.get("request_id") == self.question.request_id and self.accepted is None:
            self.accepted = Accepted(frame["conversation_id"], frame["message_id"])
            yield self.accepted
        elif self.accepted is not None and frame.get("message_id") == self.accepted.message_id and "seq" in frame:
            self._early.setdefault(frame["seq"], frame)
            yield from self._in_order()

    def _refuse(self, frame: Json) -> Iterator[Event]:
        error = frame["error"]
        if error["code"] == "session_expired":
            raise NotSignedInError(error["message"])
        if frame.get("request_id") in (None, self.question.request_id):
            raise refused(400, error["code"], error["message"])
        yield from ()

    def _in_order(self) -> Iterator[Event]:
        for known in [seq for seq in self._early if seq <= self.seq]:
            del self._early[known]
        while not self.is_over and (frame := self._early.pop(self.seq + 1, None)) is not None:
            self.seq += 1
            yield from self._event(frame)

    def _event(self, frame: Json) -> Iterator[Event]:
        match frame["type"]:
            case "stage":
                yield Stage(frame["stage"], frame.get("detail"))
            case "sources":
                yield Sources(msgspec.convert(frame["passages"], list[Passage]), frame.get("first", 0))
            case "delta":
                self._texts.append(frame["text"])
                yield Text(frame["text"])
            case "done":
                self.is_over = True
                yield End(self.text, msgspec.convert(frame["message"], Message))
            case "failed":
                self.is_over = True
                raise AnswerError(frame["error"]["code"], frame["error"]["message"], self.text)


def frame_text(frame: Json) -> str:
    return msgspec.json.encode(frame).decode()


def lost() -> GrailError:
    """The error of an answer that no socket tells to its end."""
    return UnreachableError("The connection was lost, again and again. The answer goes on: look at it on the page.")
