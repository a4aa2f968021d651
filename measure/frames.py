"""A socket's frames as they are on the wire: for what is measured of them, and for tests that send wrong ones.

Who only wants an answer asks the client.
"""

import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from grail import ServiceError
from grail.proxies import socket_options
from grail.values import Json

ENDS = ("done", "failed")


@dataclass
class Answer:
    """All frames of one answer, in order of arrival. Times are in seconds from `ask`."""

    accepted: Json
    frames: list[Json] = field(default_factory=list)
    accepted_after: float = 0.0
    begun_after: float | None = None
    first_delta_after: float | None = None

    @property
    def text(self) -> str:
        deltas = sorted((frame for frame in self.frames if frame["type"] == "delta"), key=lambda frame: frame["seq"])
        return "".join(frame["text"] for frame in deltas)

    @property
    def end(self) -> Json:
        return self.frames[-1]

    @property
    def sources(self) -> list[Json]:
        return [passage for frame in self.frames if frame["type"] == "sources" for passage in frame["passages"]]

    def take(self, frame: Json, seconds: float) -> None:
        """A frame may come twice, if the function that makes the answer is killed."""
        if frame not in self.frames:
            self.frames.append(frame)
        if self.begun_after is None:
            self.begun_after = seconds
        if frame["type"] == "delta" and self.first_delta_after is None:
            self.first_delta_after = seconds


class Socket:
    """One socket, open while its context lasts. `origin` is the page's, as browsers name it; None is no browser."""

    def __init__(self, url: str, origin: str | None = None, timeout: float = 30.0) -> None:
        self._opening = connect(url, origin=origin, **socket_options(url, timeout))  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        self.connection: ClientConnection = self._opening.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opening.__exit__(kind, error, trace)

    def send(self, **frame: Any) -> None:
        self.send_text(json.dumps(frame, ensure_ascii=False))

    def send_text(self, text: str) -> None:
        """A frame as it stands, be it right or wrong."""
        self.connection.send(text)

    def receive(self, seconds: float = 30) -> Json:
        """The next frame of the contract; API Gateway's own notes are passed over."""
        while True:
            frame: Json = json.loads(self.connection.recv(timeout=seconds))
            if "type" in frame:
                return frame

    def until(self, *types: str, seconds: float = 60) -> Json:
        """The next frame of one of these types; others are passed over."""
        while True:
            frame = self.receive(seconds)
            if frame["type"] in types:
                return frame

    def begin(self, request_id: str, text: str, seconds: float = 60, **more: Any) -> Json:
        """Ask: the frame that the question is taken with. Raises ServiceError if it is not."""
        self.send(action="ask", request_id=request_id, text=text, **more)
        frame = self.until("accepted", "error", seconds=seconds)
        if frame["type"] == "error":
            raise ServiceError(400, frame["error"]["code"], frame["error"]["message"])
        return frame

    def ask(self, request_id: str, text: str, seconds: float = 60, **more: Any) -> Answer:
        """Ask and read to the end of the answer; raises ServiceError if the question is not taken."""
        began = time.monotonic()
        answer = Answer(self.begin(request_id, text, seconds, **more), accepted_after=time.monotonic() - began)
        while not answer.frames or answer.end["type"] not in ENDS:
            frame = self.receive(seconds)
            if frame.get("message_id") == answer.accepted["message_id"]:
                answer.take(frame, time.monotonic() - began)
        return answer
