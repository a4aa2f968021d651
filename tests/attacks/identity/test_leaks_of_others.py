"""Leaks that sharing has brought to other products, each tried here on every surface that it could come through.

Named after the reports: CVEs and threads of 2025 and 2026. None of it may let anything in.
"""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.models import new_id
from tests.attacks.conftest import UNKNOWN, Attacks
from tests.support.rows import Stage
from tests.support.sharing import Shelf, address

SECRET = "rhubarb"
VAULT = f"The vault of Brannigan opens with the word {SECRET}."
ZOO = "The zoo of Lund keeps four red pandas."
ASKED = "Which word opens the vault of Brannigan?"
NO_COLLECTION, NO_DOCUMENT = (404, "collection_not_found"), (404, "document_not_found")
NO_CHAT, NO_MESSAGE = (404, "conversation_not_found"), (404, "message_not_found")


@pytest.fixture
def shelf(stage: Stage, tmp_path: Path) -> Shelf:
    stage.reset()
    return Shelf(stage.services, tmp_path)


def surfaces(shelf: Shelf, who: str, document: str, collection: str) -> dict[str, Any]:
    """All ways to another's document and collection: what each told, as text."""
    token = shelf.token(who)
    told: dict[str, Any] = {
        f"{method} {path}": shelf.call(method, who, path, body)
        for method, path, body in (
            ("GET", f"/documents/{document}", None),
            ("GET", f"/documents/{document}/passages", None),
            ("GET", f"/documents/{document}/content", None),
            ("GET", f"/documents/{document}/guide", None),
            ("POST", "/verify", {"claim": VAULT, "document_id": document, "ordinal": 0}),
            ("GET", f"/collections/{collection}", None),
            ("GET", f"/collections/{collection}/documents", None),
            ("GET", "/collections", None),
            ("GET", "/collections?shared=true", None),
            ("GET", "/documents", None),
            ("GET", "/notes", None),
            ("GET", "/conversations?q=vault", None),
            ("POST", "/search", {"query": ASKED}),
            ("POST", "/search", {"query": ASKED, "document_ids": [document]}),
            ("POST", "/search", {"query": ASKED, "collection_ids": [collection], "explain": True}),
        )
    }
    scope = {"request_id": new_id(), "text": ASKED}
    told["ask of the collection"] = shelf.frame(who, action="ask", **scope, collection_ids=[collection])
    told["ask of the document"] = shelf.frame(who, action="ask", **scope, document_ids=[document])
    for name, given in (
        ("search", {"query": ASKED, "collection_ids": [collection]}),
        ("fetch", {"id": document}),
        ("read_passages", {"document_id": document}),
        ("verify_claim", {"claim": VAULT, "passage_id": f"{document}:0"}),
        ("ask", {"question": ASKED, "collection_ids": [collection]}),
        ("list_documents", {}),
        ("list_collections", {}),
    ):
        told[f"tool {name}"] = shelf.tool(token, name, **given)
    return told


def nothing_leaks(shelf: Shelf, attacks: Attacks, who: str, document: str, collection: str) -> None:
    for surface, told in surfaces(shelf, who, document, collection).items():
        name = "vault.txt" in repr(told) and surface != "GET /notes"  # A kept answer says what it rested on.
        shows = SECRET in repr(told) or name
        attacks.refused("sharing", not shows, (surface, told))


def shared(shelf: Shelf, who: str = "ben", role: str = "viewer") -> tuple[str, str, str]:
    """A document of ann's in a collection that is shared; with the grant."""
    document = shelf.text("ann", VAULT, name="vault.txt")
    collection = shelf.collection("ann", document)
    return document.id, collection, shelf.share("ann", collection, who, role)


def test_cve_2026_109285_a_former_reader_keeps_nothing(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: a former collaborator kept a file by a stale cached reference."""
    document, collection, grant = shared(shelf)
    shelf.chat.lines = "It opens with a word. [1]"
    conversation, message = shelf.ask("ben", ASKED, collection_ids=[collection])
    shelf.done("POST", "ben", "/notes", {"conversation_id": conversation, "message_id": message})
    assert SECRET in repr(surfaces(shelf, "ben", document, collection))
    shelf.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
    nothing_leaks(shelf, attacks, "ben", document, collection)
    token = shelf.token("ben")
    stored: tuple[tuple[str, Any], ...] = (
        ("conversation", shelf.call("GET", "ben", f"/conversations/{conversation}")),
        ("sources", shelf.call("GET", "ben", f"/conversations/{conversation}/messages/{message}/sources")),
        ("resume", shelf.frame("ben", action="resume", message_id=message, after_seq=0)),
        ("wait", shelf.tool(token, "ask", message_id=message)),
        ("archive", [list(shelf.services.adapters.held_rows.rows(kind, "ben")) for kind in ("messages", "notes")]),
    )
    for surface, told in stored:
        attacks.refused("sharing", SECRET not in repr(told), (surface, told))
    again = {"text": ASKED, "regenerate_of": message, "collection_ids": [collection]}
    told = shelf.frame("ben", action="ask", request_id=new_id(), **again)
    attacks.refused("sharing", told[-1]["error"]["code"] == "collection_not_found", told)


def test_cve_2026_45671_reading_never_gives_writing(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: that a file was in a shared chat counted as the right to delete it."""
    for who, role in (("ben", "viewer"), ("cai", "contributor"), ("dee", "manager")):
        document, collection, grant = shared(shelf, who, role)
        for method, path, body in (
            ("DELETE", f"/documents/{document}", None),
            ("PATCH", f"/documents/{document}", {"filename": "mine.txt"}),
            ("PUT", f"/documents/{document}/content", {"size": 3}),
            ("POST", f"/documents/{document}/retry", None),
            ("DELETE", f"/collections/{collection}", None),
            ("PATCH", f"/collections/{collection}", {"name": "mine"}),
            ("DELETE", f"/collections/{collection}/documents/{document}", None),
        ):
            status, _ = shelf.code(method, who, path, body)
            attacks.refused("sharing", status == 404, (role, method, path, status))
        told = shelf.tool(shelf.token(who), "delete_document", document_id=document)
        attacks.refused("sharing", bool(told["isError"]), told)
        if role != "manager":
            for method, path, body in (
                ("GET", f"/collections/{collection}/grants", None),
                ("POST", f"/collections/{collection}/grants", {"email": address("dee"), "role": "viewer"}),
                ("DELETE", f"/collections/{collection}/grants/{grant}", None),
            ):
                attacks.refused("sharing", shelf.code(method, who, path, body) == NO_COLLECTION, (role, method))
        assert shelf.done("GET", "ann", f"/documents/{document}")["filename"] == "vault.txt"
        assert shelf.done("GET", "ann", f"/collections/{collection}")["documents"] == 1


def test_cve_2026_45398_ids_of_collections_are_checked_in_each_search(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: the retrieval API took a collection's id that nobody checked; it read, and poisoned."""
    document, collection, _ = shared(shelf)
    own = shelf.collection("cai", shelf.text("cai", ZOO))
    for ids in ([collection], [own, collection], [collection, own, UNKNOWN]):
        got = shelf.code("POST", "cai", "/search", {"query": ASKED, "collection_ids": ids})
        attacks.refused("sharing", got == NO_COLLECTION, got)
        frame = shelf.frame("cai", action="ask", request_id=new_id(), text=ASKED, collection_ids=ids)
        attacks.refused("sharing", frame[-1]["error"]["code"] == "collection_not_found", frame)
    for who in ("cai", "ben"):  # A stranger, and a reader.
        upload = {"filename": "poison.txt", "size": 3, "collection_id": collection}
        attacks.refused("sharing", shelf.code("POST", who, "/documents", upload) == NO_COLLECTION, who)
    nothing_leaks(shelf, attacks, "cai", document, collection)


def test_cve_2026_45402_what_is_anothers_is_put_into_no_collection(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: another's file was attached to a folder of one's own, and then asked."""
    document, collection, _ = shared(shelf, "ben", "manager")
    mine = shelf.collection("ben")
    for into in (mine, collection):
        got = shelf.code("POST", "ben", f"/collections/{into}/documents", {"document_id": document})
        attacks.refused("sharing", got in (NO_DOCUMENT, NO_COLLECTION), got)
    own = shelf.text("ben", ZOO)
    got = shelf.code("POST", "ben", f"/collections/{collection}/documents", {"document_id": own.id})
    attacks.refused("sharing", got == NO_COLLECTION, got)
    shelf.share("ben", mine, "cai")
    nothing_leaks(shelf, attacks, "cai", document, mine)


def test_cve_2026_45349_nobody_goes_on_in_anothers_chat(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: another's chat was continued by its id; here by a reader of the same collection."""
    document, collection, _ = shared(shelf)
    shelf.share("ann", collection, "cai")
    shelf.chat.lines = "It opens with a word. [1]"
    conversation, message = shelf.ask("ben", ASKED, collection_ids=[collection])
    for who in ("cai", "ann"):
        for more in ({"conversation_id": conversation}, {"regenerate_of": message}):
            told = shelf.frame(who, action="ask", request_id=new_id(), text="And then?", **more)
            attacks.refused("sharing", told[-1]["type"] == "error", told)
        for method, path, body, expected in (
            ("GET", f"/conversations/{conversation}", None, NO_CHAT),
            ("GET", f"/conversations/{conversation}/messages/{message}/sources", None, NO_MESSAGE),
            ("POST", "/notes", {"conversation_id": conversation, "message_id": message}, NO_MESSAGE),
        ):
            attacks.refused("sharing", shelf.code(method, who, path, body) == expected, (who, path))
        told = shelf.frame(who, action="resume", message_id=message, after_seq=0)
        attacks.refused("sharing", [frame["type"] for frame in told] == ["error"], told)
    assert document


def test_cve_2026_70487_what_a_body_names_is_checked(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: knowledge that was named within the body of a request was taken as given."""
    document, collection, _ = shared(shelf)
    for body in (
        {"query": ASKED, "granted": {document: "ann"}, "owner_id": "ann", "shared": [collection]},
        {"query": ASKED, "document_ids": [], "granted": {document: "ann"}},
    ):
        status, told = shelf.call("POST", "cai", "/search", body)
        attacks.refused("sharing", status >= 400 or SECRET not in repr(told), told)
    for more in ({"owner_id": "ann"}, {"granted": {document: "ann"}}, {"collection_owner": "ann"}):
        upload = {"filename": "a.txt", "size": 3, "collection_id": collection, **more}
        attacks.refused("sharing", shelf.code("POST", "cai", "/documents", upload) == NO_COLLECTION, more)
        invite = {"email": address("cai"), "role": "viewer", **more}
        got = shelf.code("POST", "cai", f"/collections/{collection}/grants", invite)
        attacks.refused("sharing", got == NO_COLLECTION, got)
    nothing_leaks(shelf, attacks, "cai", document, collection)


def test_cve_2026_44569_a_reader_changes_nothing_of_anothers_chats(shelf: Shelf, attacks: Attacks) -> None:
    """Open WebUI: the right to read a channel edited its messages."""
    document, collection, _ = shared(shelf)
    shelf.chat.lines = "It opens with a word. [1]"
    conversation, message = shelf.ask("ann", ASKED, document_ids=[document])
    before = shelf.done("GET", "ann", f"/conversations/{conversation}")
    for method, path, body in (
        ("PATCH", f"/conversations/{conversation}", {"title": "mine"}),
        ("DELETE", f"/conversations/{conversation}", None),
        ("PUT", f"/conversations/{conversation}/messages/{message}/feedback", {"rating": "down"}),
    ):
        attacks.refused("sharing", shelf.code(method, "ben", path, body)[0] == 404, path)
    told = shelf.frame("ben", action="stop", message_id=message)
    attacks.refused("sharing", told[-1]["error"]["code"] == "message_not_found", told)
    assert shelf.done("GET", "ann", f"/conversations/{conversation}") == before
    assert collection


def test_cve_2026_54043_an_answers_sources_are_no_way_to_a_file(shelf: Shelf, attacks: Attacks) -> None:
    """LibreChat: a file's content by the id of a chat's attachment; here by the ids of sources and passages."""
    document, collection, grant = shared(shelf)
    shelf.chat.lines = "It opens with a word. [1]"
    conversation, message = shelf.ask("ben", ASKED, collection_ids=[collection])
    (source,) = shelf.answer("ben", conversation, message)["sources"]
    shelf.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
    for id_ in (source["id"], source["document_id"], f"{document}:0"):
        for path in ("", "/content", "/passages", "/guide"):
            got = shelf.code("GET", "ben", f"/documents/{id_}{path}")
            attacks.refused("sharing", got[0] == 404, (id_, path, got))
        told = shelf.tool(shelf.token("ben"), "fetch", id=id_)
        attacks.refused("sharing", bool(told["isError"]), told)


def test_cve_2026_23522_nobody_takes_out_what_another_added(shelf: Shelf, attacks: Attacks) -> None:
    """Lobe Chat: another's file was removed from a knowledge base."""
    document, collection, _ = shared(shelf, "ben", "contributor")
    shelf.share("ann", collection, "cai", "contributor")
    body = {"filename": "b.txt", "size": 3, "collection_id": collection}
    added = shelf.done("POST", "ben", "/documents", body)["document"]["id"]
    for who, id_ in (("cai", added), ("cai", document), ("ben", document), ("dee", added)):
        got = shelf.code("DELETE", who, f"/collections/{collection}/documents/{id_}")
        attacks.refused("sharing", got in (NO_DOCUMENT, NO_COLLECTION), (who, got))
    assert shelf.done("GET", "ann", f"/collections/{collection}")["documents"] == 2


def test_cve_2026_111702_ids_tell_nothing(shelf: Shelf, attacks: Attacks) -> None:
    """ChatOllama: sequential ids. Whoever guesses one right learns no more than from one that never was."""
    document, collection, grant = shared(shelf)
    neighbours = [f"{id_[:-1]}{'0' if id_[-1] != '0' else '1'}" for id_ in (document, collection, grant)]
    for right, wrong in zip((document, collection, grant), neighbours, strict=True):
        for method, path in (
            ("GET", "/documents/{}"),
            ("GET", "/collections/{}"),
            ("DELETE", "/collections/{}/membership"),
            ("POST", "/invitations/{}"),
            ("DELETE", "/invitations/{}"),
        ):
            told = [shelf.call(method, "cai", path.format(id_)) for id_ in (right, wrong)]
            for _, answer in told:
                answer["error"].pop("request_id")
            attacks.refused("sharing", told[0] == told[1] and told[0][0] == 404, (method, path, told))
    assert len({document, collection, grant}) == 3


def test_open_webui_10116_a_model_carries_nothing_to_people_without_the_right(shelf: Shelf, attacks: Attacks) -> None:
    """Private knowledge came to others through a model: what a model is sent is the asker's to read, now."""
    document, collection, grant = shared(shelf)
    shelf.collection("ben", shelf.text("ben", ZOO))
    shelf.ask("cai", ASKED)
    shelf.ask("ben", ASKED)
    attacks.refused("sharing", SECRET not in repr(shelf.chat.calls), "another's text was sent to a model")
    shelf.chat.lines = "It opens with a word. [1]"
    conversation, _ = shelf.ask("ben", ASKED, collection_ids=[collection])
    assert SECRET in repr(shelf.chat.calls)
    shelf.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
    shelf.chat.calls.clear()
    shelf.ask("ben", "What does it open with?", conversation_id=conversation)
    attacks.refused("sharing", SECRET not in repr(shelf.chat.calls), "a follow-up sent what was revoked")
    assert document


def test_librechat_5266_one_sees_what_one_may_and_nothing_else(shelf: Shelf, attacks: Attacks) -> None:
    """Both errors: files that one may not see answered, and files that one may see did not."""
    seen = {who: shelf.text("ann", f"The key of {who} lies under stone {n}.") for n, who in enumerate(("ben", "cai"))}
    collections = {who: shelf.collection("ann", document) for who, document in seen.items()}
    for who, collection in collections.items():
        shelf.share("ann", collection, who)
    for who, other in (("ben", "cai"), ("cai", "ben")):
        found = shelf.found(who, "Where does the key lie?", collection_ids=[collections[who]])
        attacks.refused("sharing", found == {seen[who].id}, found)
        listed = shelf.done("GET", who, f"/collections/{collections[who]}/documents")["items"]
        assert [document["id"] for document in listed] == [seen[who].id]
        assert shelf.done("GET", who, f"/documents/{seen[who].id}/passages")["items"][0]["text"].startswith("The key")
        assert shelf.code("GET", who, f"/documents/{seen[other].id}") == NO_DOCUMENT
        assert shelf.code("GET", who, f"/collections/{collections[other]}") == NO_COLLECTION


def test_zaq_762_invitations_end_with_the_right(shelf: Shelf, attacks: Attacks) -> None:
    """zaq, epam/ai-dial #840, openai/codex #42185: links that outlived the right, or could not be revoked."""
    document = shelf.text("ann", VAULT, name="vault.txt")
    collection = shelf.collection("ann", document)
    waiting = shelf.invite("ann", collection, "ben")
    shelf.done("DELETE", "ann", f"/collections/{collection}/grants/{waiting}")
    used = shelf.share("ann", collection, "cai")
    for who, grant in (("ben", waiting), ("ben", used), ("cai", used), ("dee", used), ("ann", used)):
        got = shelf.code("POST", who, f"/invitations/{grant}")
        attacks.refused("sharing", got == (404, "not_found"), (who, got))
    url = shelf.done("GET", "cai", f"/documents/{document.id}/content")["url"]
    attacks.refused("sharing", "X-Amz-Expires=60" in url, url)
    shelf.done("DELETE", "ann", f"/collections/{collection}")
    for who in ("ben", "cai"):
        nothing_leaks(shelf, attacks, who, document.id, collection)
