"""People who share collections, at the REST edge of a stage on moto."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from chalicelib.models import Document, new_id
from chalicelib.wiring import Services
from tests.support.fakes import Silent
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
