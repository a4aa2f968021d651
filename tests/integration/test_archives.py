"""One archive of all that an account has, and what another account makes of it."""

import json
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client, owner_of
from operations.importing import checked
from tests.integration.test_operations import FACTS, found, operate

__all__ = ["operate"]  # A fixture.

SECONDS = 300  # Generous: the machine may be busy. Nothing is measured by it.

type Operate = Callable[..., tuple[int, str]]


@dataclass(frozen=True)
class Taken:
    """An account with documents and a chat, which stay as they are, and the archive of it."""

    client: PageClient
    archive: Path
    conversation_id: str


@pytest.fixture(scope="module")
def taken(running: RunningGrail, operate: Operate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    with new_client(running) as client:
        archive = tmp_path_factory.mktemp("archive") / "all.zip"
        conversation_id = kept(client)
        code, said = operate("export", owner_of(client), archive)
        assert code == 0, said
        yield Taken(client, archive, conversation_id)


def kept(client: PageClient) -> str:
    """Gives an account three documents, an answer with a note, and collections; the id of the answer's chat."""
    ids = [client.add_content(name, text.encode()).id for name, text in FACTS.items()]
    assert [client.wait(document_id, seconds=300).status for document_id in ids] == ["ready"] * len(ids)
    message = client.ask("Who keeps the lighthouse?").message
    answer = {"conversation_id": message.conversation_id, "message_id": message.id}
    client.call("POST", "/notes", {"text": "Ask her.\u2028Soon.", **answer})
    collection = client.call("POST", "/collections", {"name": "Letters"})["id"]
    client.call("POST", f"/collections/{collection}/documents", {"document_id": ids[0]})
    client.call("POST", "/collections", {"name": "Nothing yet"})
    return message.conversation_id


def test_an_imported_archive_answers_as_its_origin(other_client: PageClient, taken: Taken, operate: Operate) -> None:
    client, archive = taken.client, taken.archive
    embedded = other_client.call("GET", "/usage")["days"]
    code, said = operate("import", archive, "--owner", owner_of(other_client))
    assert code == 0, said
    assert found(other_client) == found(client)
    assert [one.filename for one in other_client.documents()] == [one.filename for one in client.documents()]
    theirs, ours = (one.call("GET", f"/conversations/{taken.conversation_id}") for one in (other_client, client))
    assert theirs == ours
    notes, stored = (other_client.call("GET", path) for path in ("/notes", "/usage"))
    assert notes == client.call("GET", "/notes")
    assert (stored["stored"]["notes"], stored["stored"]["collections"]) == (1, 2)
    collections = [one.call("GET", "/collections") for one in (other_client, client)]
    assert collections[0] == collections[1]
    assert [each["documents"] for each in collections[0]["items"]] == [0, 1]
    assert narrowed(other_client) == narrowed(client) != []
    assert embedded == []
    code, said = operate("import", archive, "--owner", owner_of(other_client))
    assert (code, said.replace("0 ", "")) == (
        0, "documents, conversations, messages, notes, collections, usage, files, passages\n"
    ), said  # fmt: skip


def narrowed(client: PageClient) -> list[str]:
    """Which documents a search finds within the oldest collection."""
    collection = client.call("GET", "/collections")["items"][-1]["id"]
    body = {"query": "Who keeps the lighthouse?", "k": 50, "collection_ids": [collection]}
    return [passage["document_id"] for passage in client.call("POST", "/search", body)["passages"]]


def test_an_archive_is_in_open_formats(taken: Taken) -> None:
    client = taken.client
    with zipfile.ZipFile(taken.archive) as file:
        names = file.namelist()
        manifest = json.loads(file.read("manifest.json"))
        assert set(manifest["members"]) == set(names) - {"manifest.json"}
        for document in client.documents():
            text = FACTS[document.filename]
            (original,) = (name for name in names if name.startswith(f"files/{document.id}/"))
            assert file.read(original).decode() == text
            assert file.read(f"text/{document.id}.txt").decode().split() == text.split()
            assert file.read(f"passages/{document.id}.parquet").startswith(b"PAR1")
    assert manifest["counts"]["documents"] == len(FACTS)


def test_the_archive_that_a_person_has_made_is_the_same(taken: Taken, tmp_path: Path) -> None:
    client = taken.client
    assert client.call("POST", "/account/export")["state"] == "running"
    until = time.monotonic() + SECONDS
    while (state := client.call("GET", "/account/export"))["state"] == "running":
        assert time.monotonic() < until
        time.sleep(0.5)
    assert state["state"] == "ready", state
    answer = httpx.get(state["link"]["url"], timeout=60, trust_env=False)
    assert 'filename="grail-' in answer.headers["content-disposition"]
    (tmp_path / "mine.zip").write_bytes(answer.content)
    assert len(answer.content) == state["bytes"]
    with zipfile.ZipFile(tmp_path / "mine.zip") as mine, zipfile.ZipFile(taken.archive) as theirs:
        assert checked(mine)["embedding"] == checked(theirs)["embedding"]
        assert set(mine.namelist()) == set(theirs.namelist())
        for name in set(mine.namelist()) - {"manifest.json", "usage.jsonl"}:
            assert mine.read(name) == theirs.read(name), name


def test_a_changed_or_partial_archive_is_refused(
    other_client: PageClient, taken: Taken, operate: Operate, tmp_path: Path
) -> None:
    whole = taken.archive.read_bytes()
    cut, changed, lacking = (tmp_path / name for name in ("cut.zip", "changed.zip", "lacking.zip"))
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(taken.archive) as source:
        members: dict[str, Any] = {name: source.read(name) for name in source.namelist()}
    for path, edit in ((changed, {"messages.jsonl": b"{}\n"}), (lacking, {"usage.jsonl": None})):
        with zipfile.ZipFile(path, "w") as file:
            for name, content in {**members, **edit}.items():
                if content is not None:
                    file.writestr(name, content)
    for path, reason in ((cut, "cut off"), (changed, "was changed"), (lacking, "not whole")):
        code, said = operate("import", path, "--owner", owner_of(other_client))
        assert code == 1
        assert reason in said
    assert list(other_client.documents()) == []
