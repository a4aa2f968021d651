"""People who share collections, at the REST edge of a stage on moto."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from chalicelib import wire
from chalicelib.adapters.lance.store import LancePassages
from chalicelib.api.frames import Frames
from chalicelib.models import ChatEvent, Chunk, Connection, Document, PassageBatch, new_id
from chalicelib.wiring import Services
from tests.support.fakes import FakeChat, FakeEmbedder, Silent
from tests.support.rest import Rest
from tests.support.rows import whole_document

PEOPLE = ("ann", "ben", "cai", "dee")


def address(who: str) -> str:
    return f"{who}@example.org"


@dataclass
class Company:
    """Whoever is called by a first name has the verified address of that name."""

    services: Services
    emails: dict[str, str] = field(default_factory=lambda: {who: address(who) for who in PEOPLE})

    def __post_init__(self) -> None:
        self.rest = Rest(self.services, self.emails)
        self.sent: list[str] = []
        adapters = self.services.adapters.__dict__
        adapters["ingest_queue"] = adapters["sockets"] = Silent()
        adapters["answer_queue"] = SimpleNamespace(send=lambda _, message_id: self.sent.append(message_id))

    def call(self, method: str, who: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.rest.call(method, who, path, body)
        return answer.status_code, answer.json_body

    def done(self, method: str, who: str, path: str, body: Any = None) -> Any:
        status, told = self.call(method, who, path, body)
        assert status < 300, (method, path, status, told)
        return told

    def document(self, who: str) -> Document:
        return self.services.adapters.documents.create(whole_document(who, new_id()))

    def collection(self, who: str, *documents: Document) -> str:
        made = self.done("POST", who, "/collections", {"name": f"{who}'s"})["id"]
        for document in documents:
            self.done("POST", who, f"/collections/{made}/documents", {"document_id": document.id})
        return str(made)

    def invite(self, who: str, collection: str, to: str, role: str = "viewer") -> str:
        body = {"email": self.emails[to], "role": role}
        return str(self.done("POST", who, f"/collections/{collection}/grants", body)["id"])

    def share(self, who: str, collection: str, to: str, role: str = "viewer") -> str:
        """Invited and accepted; the grant's id."""
        grant = self.invite(who, collection, to, role)
        self.done("POST", to, f"/invitations/{grant}")
        return grant

    def shared(self, who: str) -> dict[str, str]:
        """The roles of the collections that others share, by their ids."""
        items = self.done("GET", who, "/collections?shared=true")["items"]
        return {item["id"]: item["role"] for item in items}

    def code(self, method: str, who: str, path: str, body: Any = None) -> tuple[int, str | None]:
        status, told = self.call(method, who, path, body)
        return status, told.get("error", {}).get("code")


class Listening:
    """Sockets that keep what each is sent."""

    def __init__(self) -> None:
        self.frames: dict[str, list[Any]] = {}

    def send(self, connection_id: str, frame: Any) -> None:
        self.frames.setdefault(connection_id, []).append(json.loads(json.dumps(frame)))

    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        for event in events:
            self.send(connection_id, wire.event(event))
        return len(events)

    def tell_owner(self, owner_id: str, frame: Any) -> None:
        self.send(owner_id, frame)

    def tell(self, document: Document) -> None:
        self.send(document.owner_id, wire.document(document))

    def close(self, connection_id: str) -> None: ...


class Shelf(Company):
    """The same with passages that can be searched, and answers that are made: LanceDB in a folder, fakes of models."""

    def __init__(self, services: Services, folder: Path) -> None:
        super().__init__(services)
        self.embedder, self.chat, self.sockets = FakeEmbedder(), FakeChat(), Listening()
        self.passages = LancePassages(str(folder), FakeEmbedder.model, FakeEmbedder.dimensions)
        adapters = services.adapters.__dict__
        adapters |= {"embedder": self.embedder, "chat": self.chat, "sockets": self.sockets, "passages": self.passages}
        for name in ("retriever", "gathering", "guiding", "asking", "_answering", "abandoned", "explaining"):
            services.__dict__.pop(name, None)
        self.frames = Frames(services)

    def text(self, who: str, *sentences: str, name: str = "paper.txt") -> Document:
        """A document that is ready, with a passage for each of the sentences."""
        document = whole_document(who, new_id())
        document = replace(document, filename=name, passages=len(sentences), failure=None, progress=None, partial=None)
        stored = self.services.adapters.documents.create(document)
        chunks, start = [], 0
        for ordinal, sentence in enumerate(sentences):
            text = f"{sentence}\n"
            chunks.append(Chunk(ordinal, start, start + len(text), text, None, (), text, 9))
            start += len(text)
        vectors = array("f")
        for sentence in sentences:
            vectors.extend(self.embedder.embed_query(sentence))
        self.passages.add(who, stored.id, 1, [PassageBatch(tuple(chunks), vectors.tobytes())])
        self.services.adapters.maintenance.rows_changed(who)
        return stored

    def found(self, who: str, query: str, **scope: Any) -> set[str]:
        """The documents in which a search finds something."""
        body = {"query": query, "k": 50, **scope}
        return {passage["document_id"] for passage in self.done("POST", who, "/search", body)["passages"]}

    def socket(self, who: str) -> str:
        connection = f"socket-of-{who}"
        adapters = self.services.adapters
        adapters.connections.add(Connection(connection, who, 4_000_000_000))
        return connection

    def frame(self, who: str, **frame: Any) -> list[Any]:
        """What a frame is answered with."""
        connection = self.socket(who)
        self.sockets.frames.pop(connection, None)
        self.frames.receive(connection, json.dumps(frame))
        return self.sockets.frames.get(connection, [])

    def ask(self, who: str, text: str, **scope: Any) -> tuple[str, str]:
        """The conversation and the answer, which has been made."""
        told = self.frame(who, action="ask", request_id=new_id(), text=text, **scope)
        accepted = next(frame for frame in told if frame["type"] == "accepted")
        self.services.answering.run(who, accepted["message_id"], "worker", lambda: 100.0)
        return accepted["conversation_id"], accepted["message_id"]

    def answer(self, who: str, conversation: str, message: str) -> Any:
        told = self.done("GET", who, f"/conversations/{conversation}")["messages"]
        return next(one for one in told if one["id"] == message)

    def token(self, who: str, *scopes: str) -> str:
        body = {"name": "A program", "scopes": list(scopes or ("read", "ask", "write"))}
        return str(self.done("POST", who, "/tokens", body)["token"])

    def tool(self, token: str, name: str, **arguments: Any) -> Any:
        """What a program's tool gives."""
        params = {"name": name, "arguments": arguments}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        accept = {"Accept": "application/json, text/event-stream"}
        return self.rest.call("POST", f"Bearer {token}", "/mcp", message, **accept).json_body["result"]
