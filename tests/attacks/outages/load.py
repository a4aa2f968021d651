"""What a person may do with Grail, done at random by several at once, each remembering what must be true of it."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from uuid import uuid4

from websockets.exceptions import WebSocketException

from grail import ServiceError, UnreachableError, calls
from measure.frames import Answer, Socket
from measure.page_client import PageClient
from measure.streaming.listening import Heard, listen

# An error of the contract that a person meets in a bad hour: a sentence, and trying again helps.
PASSING = {"rate_limited", "store_busy", "model_busy", "conflict"}
ANSWER_SECONDS = 60.0  # So long a person waits for an answer; one whose function was killed ends when upkeep comes by.
COLOURS = ("crimson", "umber", "teal", "ochre", "indigo", "sepia", "mauve", "cobalt")


@dataclass
class Person:
    """One account. `facts` is what each document says last, `ended` what each answer was told to be."""

    client: PageClient
    dice: random.Random
    facts: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    ended: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # Conversation, status, text by message id.
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def work(self, until: threading.Event) -> None:
        chores: list[tuple[Callable[[], None], int]] = [
            (self.upload, 2),
            (self.replace, 1),
            (self.delete, 1),
            (self.search, 4),
            (self.ask, 5),
            (self.stop, 1),
            (self.lose_connection, 1),
        ]
        first = [self.upload, self.ask, self.search]
        while not until.is_set():
            (chore,) = (
                [first.pop(0)]
                if first
                else self.dice.choices([chore for chore, _ in chores], [weight for _, weight in chores])
            )
            try:
                chore()
                self.done[chore.__name__] += 1
            except ServiceError as error:
                self.done[f"told {error.code}"] += 1
                if error.code not in PASSING:
                    self.wrong.append(f"{chore.__name__}: {error}")
            except (UnreachableError, WebSocketException, TimeoutError) as error:
                self.done[f"met {type(error).__name__}"] += 1
                if "is not Grail's" in str(error):
                    self.wrong.append(f"{chore.__name__}: {error}")

    # Documents

    def fact(self) -> str:
        return f"The door of house {uuid4().hex[:12]} is {self.dice.choice(COLOURS)}."

    def upload(self) -> None:
        fact = self.fact()
        self.facts[self.client.add_content(f"{uuid4().hex[:6]}.txt", fact.encode()).id] = fact

    def replace(self) -> None:
        if not self.facts:
            return
        document_id, fact = self.dice.choice(list(self.facts)), self.fact()
        # From here on either may be what is read, until the file is there: then it is the new one.
        awaited = self.client.send(calls.replace(document_id, len(fact.encode())))
        while True:
            try:
                self.client.upload(awaited.upload, BytesIO(fact.encode()))
                break
            except UnreachableError:
                continue
        self.facts[document_id] = fact

    def delete(self) -> None:
        if len(self.facts) < 3:
            return
        document_id = self.dice.choice(list(self.facts))
        self.client.call("DELETE", f"/documents/{document_id}")
        self.facts.pop(document_id)
        self.deleted.add(document_id)

    def search(self) -> None:
        gone = set(self.deleted)
        found = self.client.search(self.dice.choice([*self.facts.values(), "house door"]))
        if hidden := gone & {passage.document_id for passage in found.passages}:
            self.wrong.append(f"search shows what was deleted: {hidden}")

    # Chats

    def question(self) -> str:
        return "Which colour is the door of house " + self.dice.choice([*self.facts.values(), "zero"])[18:30] + "?"

    def ask(self) -> None:
        with self.client.socket() as socket:
            first = self._hear(socket.ask(uuid4().hex, self.question(), ANSWER_SECONDS))
            if self.dice.random() < 0.4:
                more = {"conversation_id": first.accepted["conversation_id"]}
                again = socket.ask(uuid4().hex, "And " + self.question(), ANSWER_SECONDS, **more)
                self._hear(again)

    def stop(self) -> None:
        with self.client.socket() as socket:
            answer = self._begin(socket)
            socket.send(action="stop", message_id=answer.accepted["message_id"])
            self._hear(self._read(socket, answer))

    def lose_connection(self) -> None:
        with self.client.socket() as socket:
            answer = self._begin(socket)
        with self.client.socket() as socket:
            socket.send(action="resume", message_id=answer.accepted["message_id"], after_seq=0)
            self._hear(self._read(socket, answer))

    def _begin(self, socket: Socket) -> Answer:
        return Answer(socket.begin(uuid4().hex, self.question(), ANSWER_SECONDS))

    def _read(self, socket: Socket, answer: Answer) -> Answer:
        """After a `resume` frames come in any order: all of them are there when none is missing before the end."""
        heard = Heard()
        listen(socket, answer.accepted["message_id"], heard, ANSWER_SECONDS)
        answer.frames = [frame for _, frame in sorted(heard.frames.items())]
        if not heard.ended:
            raise TimeoutError("The answer did not end.")
        return answer

    def _hear(self, answer: Answer) -> Answer:
        if [frame["seq"] for frame in answer.frames] != list(range(1, len(answer.frames) + 1)):
            self.wrong.append(f"frames are missing or doubled: {answer.frames}")
        status = "failed" if answer.end["type"] == "failed" else answer.end["message"]["status"]
        accepted = answer.accepted
        self.ended[accepted["message_id"]] = (accepted["conversation_id"], status, answer.text)
        return answer

    # At the end

    def check(self) -> None:
        """What was acknowledged is there, what was deleted is not, and every answer is stored as it was told."""
        states = {document.id: document.status for document in self.client.documents()}
        for document_id, fact in self.facts.items():
            if states.get(document_id) != "ready":
                self.wrong.append(f"document {document_id} is {states.get(document_id)}")
            elif not any(
                passage.text == fact for passage in self.client.search(fact, document_ids=[document_id]).passages
            ):
                self.wrong.append(f"document {document_id} does not say: {fact}")
        if left := self.deleted & states.keys():
            self.wrong.append(f"deleted and still there: {left}")
        for message_id, told in self.ended.items():
            messages = self.client.conversation(told[0]).messages
            stored = [(told[0], message.status, message.text) for message in messages if message.id == message_id]
            if stored != [told]:
                self.wrong.append(f"answer {message_id} was told as {told}, is stored as {stored}")
        for conversation in self.client.conversations():
            for message in self.client.conversation(conversation.id).messages:
                if message.status == "streaming":
                    self.wrong.append(f"message {message.id} streams for ever")
