"""The command line's collections: what is listed, made and filled, and which one a name means."""

import json
from typing import Any

import pytest

from chalicelib.models import Collection, Grant
from grail import Client
from tests.support.service import Service
from tests.unit.grail.conftest import Run, typed
from tests.unit.grail.test_client import ACCEPTED, STORY, FakeSocket

pytestmark = pytest.mark.usefixtures("home")


def created(grail: Run, name: str) -> str:
    code, out, _ = grail("collections", "create", name, "--json")
    assert code == 0
    return str(json.loads(out)["id"])


def found(grail: Run, *arguments: str) -> set[str]:
    code, out, told = grail("search", "hours", "--json", *arguments)
    assert code == 0, told
    return {passage["document_id"] for passage in json.loads(out)["passages"]}


def test_collections_are_made_filled_listed_and_deleted(grail: Run, service: Service) -> None:
    one, two = service.add("one.txt"), service.add("two.txt")
    letters, mail = created(grail, "Letters"), created(grail, "Mail")
    assert grail("collections", "add", "Letters", one, two) == (0, "", "Letters has 2 documents.\n")
    assert grail("collections", "remove", letters, two) == (0, "", "Letters has 1 document.\n")
    assert grail("collections", "list")[1].splitlines() == [f"{mail}  0  Mail", f"{letters}  1  Letters"]
    assert [json.loads(line)["name"] for line in grail("collections", "list", "--json")[1].splitlines()] == [
        "Mail",
        "Letters",
    ]
    assert grail("collections", "delete", "Letters", "--yes")[0] == 0
    assert (set(service.collections), set(service.documents)) == ({mail}, {one, two})


def test_no_collection_is_deleted_without_a_yes(grail: Run, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = created(grail, "Letters")
    typed(monkeypatch, "")
    assert grail("collections", "delete", letters)[0] == 130
    assert letters in service.collections


def test_a_search_keeps_to_collections_by_name_or_id(grail: Run, service: Service) -> None:
    one, two, three = (service.add(f"{number}.txt") for number in range(3))
    letters, mail = created(grail, "Letters"), created(grail, "Mail")
    grail("collections", "add", letters, one)
    grail("collections", "add", mail, two)
    assert found(grail, "--collection", "Letters") == found(grail, "--collection", letters) == {one}
    assert found(grail, "--collection", "Letters", "--collection", mail) == {one, two}
    assert found(grail) == {one, two, three}


def test_shared_collections_are_listed_and_searched_by_name(grail: Run, service: Service) -> None:
    one, two = service.add("one.txt"), service.add("two.txt")
    letters = created(grail, "Letters")
    grail("collections", "add", letters, one)
    moment = "2026-01-01T00:00:00Z"
    for id_, name in (("s1", "Papers"), ("s2", "Letters")):
        grant = Grant(f"g-{id_}", "ann", id_, "viewer", "person", moment, "ann", owner_name="ann@example.org")
        service.shared.append((Collection(id_, "ann", name, moment, moment, (two,)), grant))
    listed = grail("collections", "list", "--shared")[1].splitlines()
    assert listed == ["s1  1  viewer  ann@example.org  Papers", "s2  1  viewer  ann@example.org  Letters"]
    assert json.loads(grail("collections", "list", "--shared", "--json")[1].splitlines()[0])["role"] == "viewer"
    assert found(grail, "--collection", "Papers") == {two}
    assert found(grail, "--collection", "Letters") == {one}  # One's own goes before another's of the same name.
    assert found(grail, "--collection", "s2") == {two}


def test_an_id_goes_before_a_name(grail: Run, service: Service) -> None:
    one = service.add("one.txt")
    letters = created(grail, "Letters")
    created(grail, letters)
    grail("collections", "add", letters, one)
    assert found(grail, "--collection", letters) == {one}


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "hours", "--collection"),
        ("ask", "When?", "--collection"),
        ("collections", "delete", "--yes"),
    ],
)
def test_a_name_that_means_none_or_several_is_refused(grail: Run, service: Service, arguments: tuple[str, ...]) -> None:
    one, two = created(grail, "Letters"), created(grail, "Letters")
    code, out, told = grail(*arguments, "Letters")
    assert (code, out) == (1, "")
    assert told == f"grail: 2 collections are called Letters. Say the id of one: {two}, {one}.\n"
    code, out, told = grail(*arguments, "letters")
    assert (code, out) == (1, "")
    assert told.startswith("grail: You have no collection letters.")
    assert set(service.collections) == {one, two}
    assert not {"POST /search", "POST /socket-tickets"} & set(service.calls)


def test_collections_stay_once_a_price_is_accepted(grail: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = created(grail, "Letters")
    dear: Any = {"notice": {"code": "price_to_confirm", "message": "It costs about 2 USD."}}
    dear["estimate"] = {"price_usd": 2.0, "passages": 9, "documents": 1}
    sockets = [
        FakeSocket([ACCEPTED, *STORY[:3], STORY[3] | {"message": STORY[3]["message"] | dear}]),
        FakeSocket([ACCEPTED, *STORY]),
    ]
    opened = iter(sockets)
    monkeypatch.setattr(Client, "_socket", lambda _: next(opened))
    monkeypatch.setattr("grail.commands.asking.is_terminal", lambda: True)
    typed(monkeypatch, "y\n")
    assert grail("ask", "When?", "--collection", "Letters", "--tag", "law")[0] == 0
    asked = [socket.sent[0] for socket in sockets]
    assert [frame["collection_ids"] for frame in asked] == [[letters], [letters]]
    assert [frame["tags"] for frame in asked] == [["law"], ["law"]]
    assert asked[1]["accept_price"] == 2.0


def test_names_do_not_steer_the_terminal(grail: Run) -> None:
    created(grail, "a\x1b]0;title\x07\nb")
    for told in (grail("collections", "list")[1], grail("search", "x", "--collection", "\x1b[31m")[2]):
        assert told.count("\n") == 1
        assert not set("\x1b\x07") & set(told)
