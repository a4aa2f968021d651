"""The command line at the real edge, on moto: the official client through the bridge, and syncs that are killed."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal

import anyio
import pytest
from mcp import Client as Assistant
from mcp import StdioServerParameters
from mcp_types import TextContent

from chalicelib.config import Settings
from chalicelib.models import FileKey, StoredFile
from chalicelib.wiring import Services
from cloud import PROJECT
from grail import Accepted, Client, End, GrailError, values
from grail.sync.run import Sync
from grail.sync.state import State
from tests.contracts.test_programs import Programs, end
from tests.support.rows import REST
from tests.support.service import Killed
from tests.support.web import Grail

CALLS = 8  # Of a run that renames, replaces, adds and deletes one file each; an upload is a call and a file.


class Stage(Grail):
    """A stage at an address, and a token for a program of one of its people."""

    def __init__(self, programs: Programs) -> None:
        super().__init__()
        self.programs, self.rest, self.token = programs, programs.rest, programs.token()


@pytest.fixture
def stage(aws: dict[str, str]) -> Iterator[Stage]:
    made = Stage(Programs(Services(Settings.from_env({**aws, **REST, "PAGE_ORIGINS": "https://grail.example.org"}))))
    with made.running():
        yield made


@pytest.mark.parametrize("mode", ["auto", "legacy", "2026-07-28"])
def test_the_official_client_speaks_through_the_bridge(
    stage: Stage, mode: Literal["auto", "legacy", "2026-07-28"], tmp_path: Path
) -> None:
    document = stage.programs.document()
    environment = {
        "GRAIL_URL": stage.url,
        "GRAIL_TOKEN": stage.token,
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    command = ["-c", "from grail.commands.main import main; main()", "mcp"]
    bridge = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def use() -> None:
        async with Assistant(bridge, mode=mode) as assistant:
            assert "search" in {tool.name for tool in (await assistant.list_tools()).tools}
            (content,) = (await assistant.call_tool("search", {"query": "vault"})).content
            assert isinstance(content, TextContent)
            assert json.loads(content.text)["results"][0]["document_id"] == document.id
            assert len((await assistant.list_resources()).resources) == 1

    anyio.run(use)


class Mortal(Client):
    """A client whose files arrive at once. It dies at the call of a number: before it, or after it."""

    def __init__(self, stage: Stage, dies_at: int = 0, *, after: bool = False) -> None:
        super().__init__(stage.url, stage.token, pause=lambda _: None)
        self._stage, self._left, self._after = stage, dies_at, after

    def send(self, call: Any) -> Any:
        return self._mortal(lambda: super(Mortal, self).send(call))

    def upload(self, upload: values.Upload, content: BinaryIO) -> None:
        self._mortal(lambda: self._arrive(upload.fields["key"], content.read()))

    def _arrive(self, key: str, content: bytes) -> None:
        parsed = FileKey.parse(key)
        assert parsed is not None
        self._stage.programs.sent.append(key)
        order = f"{len(self._stage.programs.sent):X}"
        self._stage.programs.services.library.uploaded(StoredFile(parsed, f"e{hash(content)}", len(content), order))

    def _mortal(self, work: Any) -> Any:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Killed
        answer = work()
        if self._left == 0:
            raise Killed
        return answer


def run(client: Client, folder: Path) -> int:
    """A whole run; how many changes it made."""
    with client, State(folder.parent / "state.db") as state:
        sync = Sync(client, folder, state)
        plan = sync.plan()
        sync.carry_out(plan)
        assert sync.problems == {}
        return plan.changes


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_a_sync_that_is_killed_at_any_call_comes_to_the_same_end(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    monkeypatch.setattr("grail.sync.state.DURABLE", "PRAGMA synchronous = OFF")
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("keep", "new", "old 0", "other 0"):
        (folder / f"{name}.txt").write_text(name)
    run(Mortal(stage), folder)
    killed = 0
    for number in range(1, CALLS + 2):
        (folder / "new.txt").write_text(f"new {number}")
        (folder / f"old {number - 1}.txt").rename(folder / f"old {number}.txt")
        (folder / f"other {number}.txt").write_text(f"other {number}")
        (folder / f"other {number - 1}.txt").unlink()
        before = len(stage.programs.sent)
        try:
            run(Mortal(stage, number, after=after), folder)
        except Killed:
            killed += 1
            run(Mortal(stage), folder)
        assert len(stage.programs.sent) - before == 2, "One file is new, and one has changed."
        with Mortal(stage) as client:
            documents = [document for document in client.documents() if document.status != "deleting"]
        assert sorted(document.filename for document in documents) == sorted(file.name for file in folder.iterdir())
        assert {document.status for document in documents} == {"queued"}
        assert run(Mortal(stage), folder) == 0
    assert killed == CALLS


def test_what_the_edge_refuses_is_said_in_its_words(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_text("a")
    with Client(stage.url, stage.token) as client:
        with pytest.raises(GrailError, match=r"Files of the type “\.exe” cannot be read yet"):
            client.add(tmp_path / "a.exe")
        with pytest.raises(GrailError, match="This document does not exist"):
            client.document("nothing")
        assert list(client.documents()) == []
        assert client.usage().stored["documents"] == 0
    with Client(stage.url, stage.programs.token("0a1b2c3d-0000-4000-8000-00000000000a", "ask")) as client:
        with pytest.raises(GrailError, match=r"\w+") as told:
            client.search("a")
        assert getattr(told.value, "code", "") == "not_allowed"


def test_an_answer_comes_whole_where_no_socket_opens(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage's socket address leads nowhere; its answer is half made at the first look and ended at the second."""
    stage.programs.document()
    queue: Any = stage.programs.services.adapters.answer_queue
    queue.warm = lambda owner_id: None
    pauses = iter([True, False])

    def look(_: float) -> None:
        end(stage.programs, stage.programs.sent[-1], half=next(pauses))

    clock = iter([0.0, 0.0, 30.0, 0.0, 0.0, 0.0])
    monkeypatch.setattr("chalicelib.api.programs.asking.wait.__defaults__", (lambda: next(clock), look))
    with Client(stage.url, stage.token) as client:
        events = list(client.stream("When does the vault open?"))
    told = events[-1]
    assert isinstance(events[0], Accepted)
    assert isinstance(told, End)
    assert told.text == "The vault opens at nine. [1]"
    assert told.message.citations
    citation = told.message.citations[0]
    assert (citation.n, citation.page, citation.verified, told.message.usage.price_usd) == (1, 2, True, 0.5)


def test_the_docs_call_by_curl_is_answered(stage: Stage) -> None:
    stage.programs.document()
    page = (PROJECT / "docs" / "command-line.md").read_text()
    command = page.split("## curl\n\n")[1].split("\n\n")[0].replace("https://api.example.org/api", stage.url)
    words = shlex.split(command.replace("$GRAIL_TOKEN", stage.token).replace("\\\n", " "))
    told = subprocess.run([*words, "--silent", "--noproxy", "*"], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["passages"]
