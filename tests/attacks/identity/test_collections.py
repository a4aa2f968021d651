"""Another owner's collection is no scope, no place and no way to a document: it does as one that never was."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from measure.page_client import PageClient
from tests.attacks.conftest import UNKNOWN, Attacks, Victim

Call = tuple[str, Any]  # Path and body.

# For each route, what is called with the ids of a document and a collection that holds it.
OF_COLLECTIONS: dict[tuple[str, str], Callable[[str, str], list[Call]]] = {
    ("GET", "/collections/{collection_id}"): lambda d, k: [(f"/collections/{k}", None)],
    ("PATCH", "/collections/{collection_id}"): lambda d, k: [(f"/collections/{k}", {"name": "mine"})],
    ("DELETE", "/collections/{collection_id}"): lambda d, k: [(f"/collections/{k}", None)],
    ("GET", "/collections/{collection_id}/documents"): lambda d, k: [
        (f"/collections/{k}/documents", None),
        (f"/collections/{k}/documents?limit=1", None),
    ],
    ("POST", "/collections/{collection_id}/documents"): lambda d, k: [
        (f"/collections/{k}/documents", {"document_id": d})
    ],
    ("DELETE", "/collections/{collection_id}/documents/{document_id}"): lambda d, k: [
        (f"/collections/{k}/documents/{d}", None)
    ],
    ("GET", "/collections/{collection_id}/grants"): lambda d, k: [(f"/collections/{k}/grants", None)],
    ("POST", "/collections/{collection_id}/grants"): lambda d, k: [
        (f"/collections/{k}/grants", {"email": "thief@example.org", "role": "viewer"}),
        (f"/collections/{k}/grants", {"everyone": True, "role": "viewer"}),
    ],
    ("DELETE", "/collections/{collection_id}/grants/{grant_id}"): lambda d, k: [(f"/collections/{k}/grants/{d}", None)],
    ("DELETE", "/collections/{collection_id}/membership"): lambda d, k: [(f"/collections/{k}/membership", None)],
    ("POST", "/documents"): lambda d, k: [("/documents", {"filename": "vault.txt", "size": 3, "collection_id": k})],
    ("POST", "/search"): lambda d, k: [
        ("/search", {"query": "password of the vault", "collection_ids": [k], "mode": mode, "explain": True})
        for mode in ("hybrid", "vector", "text")
    ],
}


def told(answer: httpx.Response) -> tuple[int, Any, Any, set[str]]:
    """Everything that an error tells but the request's own id."""
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"], set(answer.headers)


@pytest.mark.parametrize("route", OF_COLLECTIONS, ids=" ".join)
def test_another_owners_collection_equals_an_unknown_one(
    route: tuple[str, str], call: Callable[..., httpx.Response], victim: Victim, attacks: Attacks
) -> None:
    before = victim.everything()
    theirs = OF_COLLECTIONS[route](victim.document_id, victim.collection_id)
    unknown = OF_COLLECTIONS[route](UNKNOWN, UNKNOWN)
    for (path, body), (unknown_path, unknown_body) in zip(theirs, unknown, strict=True):
        got, expected = call(route[0], path, body), call(route[0], unknown_path, unknown_body)
        attacks.refused("isolation", told(got) == told(expected) and got.status_code == 404, (route, path, got.text))
    attacks.refused("isolation", victim.everything() == before, f"{route} changed something")


def test_another_owners_document_is_put_into_no_collection(
    call: Callable[..., httpx.Response], reader: PageClient, victim: Victim, attacks: Attacks
) -> None:
    """Whoever could file it could ask it (CVE-2026-45402)."""
    own = call("POST", "/collections", {"name": "mine"}).json()["id"]
    path = f"/collections/{own}/documents"
    (document,) = reader.documents()
    for attempt in ({"document_id": victim.document_id}, {"document_id": victim.passage_id}):
        got, expected = call("POST", path, attempt), call("POST", path, {"document_id": UNKNOWN})
        attacks.refused("isolation", told(got) == told(expected) and got.status_code == 404, got.text)
    got = call("DELETE", f"{path}/{victim.document_id}", None)
    attacks.refused("isolation", told(got) == told(call("DELETE", f"{path}/{UNKNOWN}", None)), got.text)
    assert call("POST", path, {"document_id": document.id}).json()["documents"] == 1
    query = {"query": "Who is the keeper?", "k": 50}
    for collections in ([own, victim.collection_id], [victim.collection_id, own]):
        got = call("POST", "/search", {**query, "collection_ids": collections})
        attacks.refused("isolation", got.status_code == 404, got.text)
    found = call("POST", "/search", {**query, "collection_ids": [own]}).json()["passages"]
    attacks.refused("isolation", {passage["document_id"] for passage in found} == {document.id}, found)
    got = call("POST", "/search", {**query, "collection_ids": [own], "document_ids": [victim.document_id]})
    attacks.refused(
        "isolation", (got.status_code, got.json()["error"]["code"]) == (404, "document_not_found"), got.text
    )


def test_no_question_is_asked_of_another_owners_collection(thief: PageClient, victim: Victim, attacks: Attacks) -> None:
    before = victim.everything()
    with thief.socket() as socket:
        errors = []
        for number, collection in enumerate((victim.collection_id, UNKNOWN)):
            socket.send(
                action="ask", request_id=f"c{number}", text="What is the password?", collection_ids=[collection]
            )
            errors.append(socket.until("error", "accepted")["error"])
    attacks.refused("isolation", errors[0] == errors[1] and errors[0]["code"] == "collection_not_found", errors)
    attacks.refused("isolation", victim.everything() == before, "a question changed something")
