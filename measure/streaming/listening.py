"""A client that loses its connection, and one that stops what it asked for."""

import socket as sockets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from measure.frames import Socket
from measure.page_client import PageClient

Json = dict[str, Any]
ENDS = ("done", "failed")
OPENING_TRIES = 5


class DifferentFrameError(Exception):
    """The same `seq` was told twice with different words."""


@dataclass
class Heard:
    """The frames of one answer by `seq`, as they were told to one listener over any number of connections."""

    frames: dict[int, Json] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last `seq` up to which nothing is missing."""
        return next(seq for seq in range(len(self.frames) + 1) if seq + 1 not in self.frames)

    @property
    def ended(self) -> bool:
        return self.last > 0 and self.frames[self.last]["type"] in ENDS

    @property
    def text(self) -> str:
        return "".join(frame["text"] for _, frame in sorted(self.frames.items()) if frame["type"] == "delta")

    def take(self, frame: Json) -> None:
        if self.frames.setdefault(frame["seq"], frame) != frame:
            raise DifferentFrameError(frame)


def ask(socket: Socket, question: str, **more: Any) -> Json:
    """The `accepted` frame of a question."""
    socket.send(action="ask", request_id=uuid4().hex, text=question, **more)
    return socket.until("accepted")


def listen(socket: Socket, message_id: str, heard: Heard, seconds: float = 60) -> None:
    """Take an answer's frames until its end, or for so many seconds."""
    until = time.monotonic() + seconds
    while not heard.ended and (left := until - time.monotonic()) > 0:
        try:
            frame = socket.receive(left)
        except TimeoutError:
            return
        if frame.get("message_id") == message_id and "seq" in frame:
            heard.take(frame)


def reconnected(client: PageClient) -> Socket:
    """A socket, tried for again where the service is too busy to open one in time."""
    for _ in range(OPENING_TRIES):
        try:
            return client.socket()
        except TimeoutError:
            continue
    return client.socket()


def answer_with_cuts(client: PageClient, question: str, cuts: int, random: Random) -> tuple[Json, Heard]:
    """Ask, lose the connection `cuts` times at random moments, resume each time from what was heard last."""
    heard = Heard()
    with reconnected(client) as socket:
        accepted = ask(socket, question)
        listen(socket, accepted["message_id"], heard, random.uniform(0, 1))
        _drop(socket, random)
    for cut in range(cuts):
        with reconnected(client) as socket:
            socket.send(action="resume", message_id=accepted["message_id"], after_seq=heard.last)
            last = cut == cuts - 1
            listen(socket, accepted["message_id"], heard, 60 if last else random.uniform(0, 0.4))
            if not last:
                _drop(socket, random)
    return accepted, heard


def _drop(socket: Socket, random: Random) -> None:
    """End a connection: in every second case without a word, as a train in a tunnel does."""
    if random.random() < 0.5:
        socket.connection.socket.shutdown(sockets.SHUT_RDWR)


@contextmanager
def silent_model(bedrock_url: str, after_tokens: int) -> Iterator[None]:
    """The local Bedrock says so many words of each answer and then nothing."""
    rule = {"operation": "ConverseStream", "after_tokens": after_tokens, "hold": True}
    httpx.put(f"{bedrock_url}/_local/faults", json=[rule], trust_env=False).raise_for_status()
    try:
        yield
    finally:
        httpx.delete(f"{bedrock_url}/_local/faults", trust_env=False).raise_for_status()


def open_streams(bedrock_url: str) -> int:
    return int(httpx.get(f"{bedrock_url}/_local/stats", trust_env=False).json()["streams_open"])


def stop_times(client: PageClient, bedrock_url: str, question: str) -> tuple[float, float, Json]:
    """Seconds from `stop` to the end of the answer and of the model call, for a model that has fallen silent."""
    with silent_model(bedrock_url, after_tokens=4), client.socket() as socket:
        accepted = ask(socket, question)
        heard = Heard()
        while not heard.text:
            listen(socket, accepted["message_id"], heard, 0.05)
        began = time.monotonic()
        socket.send(action="stop", message_id=accepted["message_id"])
        listen(socket, accepted["message_id"], heard)
        ended = time.monotonic() - began
        while open_streams(bedrock_url):
            time.sleep(0.01)
        return ended, time.monotonic() - began, heard.frames[heard.last]
